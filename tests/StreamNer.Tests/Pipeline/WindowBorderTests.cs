using System.Text;
using StreamNer.Output;
using StreamNer.Pii;

namespace StreamNer.Tests.Pipeline;

/// <summary>Personal data where one window of the model ends and the next begins.</summary>
public sealed class WindowBorderTests
{
    private const string Value = "Ada Grace, mail jo@example.org, card 4111 1111 1111 1111";
    private const string Redacted = "[PERSON] [PERSON], mail [EMAIL], card [CARD]";

    // A window holds 510 tokens and the next begins 128 earlier; the value takes about forty.
    [Theory]
    [InlineData(340, 425)]
    [InlineData(465, 560)]
    [InlineData(720, 810)]
    public void Values_across_a_border_are_redacted_whole_wherever_it_falls(int from, int to)
    {
        using var pipeline =
            new SomePipeline(policy: new PiiPolicy("names", PiiAction.Tag, new Dictionary<string, PiiAction> { ["PERSON"] = PiiAction.Tag }));
        var tail = Repeat(500);
        for (var words = from; words < to; words++)
        {
            var head = Repeat(words);
            var record = pipeline.Enrich(head + Value + tail);
            Assert.Equal(head + Redacted + tail, record.Text);
            Assert.All(record.Entities, entity => Assert.Equal(LinkState.Withheld, entity.LinkState));
            Assert.All(record.Entities, entity => Assert.Equal("[PERSON]", record.Text[entity.OutputStart..entity.OutputEnd]));
        }
    }

    private static string Repeat(int words)
    {
        var text = new StringBuilder(" ");
        for (var i = 0; i < words; i++) text.Append("met ");
        return text.ToString();
    }
}
