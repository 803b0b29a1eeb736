using System.Text;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Redriving;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Kafka.Redriving;

public sealed class RepairPlanTests
{
    [Fact]
    public void A_repair_record_is_read_as_it_was_written()
    {
        var at = new SourcePosition("raw", 3, 42, 1_700_000_000_123);
        Assert.Equal((at, "s-1"), RepairCodec.Decode(RepairCodec.Encode(at, "model_down", "s-1").Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("[]")]
    [InlineData("""{"topic":"raw","partition":1,"offset":2,"timestampMs":3}""")]
    [InlineData("""{"topic":"raw","partition":"1","offset":2,"timestampMs":3,"snapshot":"s"}""")]
    [InlineData("""{"topic":null,"partition":1,"offset":2,"timestampMs":3,"snapshot":"s"}""")]
    [InlineData("""{"topic":"raw","partition":1,"offset":2.5,"timestampMs":3,"snapshot":"s"}""")]
    public void Anything_else_names_no_place(string value) => Assert.Null(RepairCodec.Decode(Encoding.UTF8.GetBytes(value)));

    [Fact]
    public void Offsets_that_lie_close_are_read_at_once()
    {
        Assert.Equal([(3, 13), (20, 21)], RepairPlan.Stretches([3, 4, 9, 12, 20], 5).Select(one => ((int)one.From, (int)one.To)));
        Assert.Empty(RepairPlan.Stretches([], 5));
    }
}
