using System.Text;
using Confluent.Kafka;
using StreamNer.Kafka.Control;

namespace StreamNer.Tests.Kafka.Control;

public sealed class AliasTests
{
    private static AliasStep Step(string topic, params long[] fences) => new()
    {
        Topic = topic,
        Action = "promote",
        AtMs = 5,
        Fences = fences.Length == 0 ? new Dictionary<string, IReadOnlyList<long>>() : new() { ["raw"] = fences },
    };

    private static AliasRecord Alias(params AliasStep[] steps) => new() { Inputs = new Dictionary<string, string> { ["raw"] = "id" }, Steps = steps };

    [Theory]
    [InlineData(0, 99, "a")]
    [InlineData(0, 100, "b")]
    [InlineData(0, 149, "b")]
    [InlineData(0, 150, "a")]
    [InlineData(1, 7, "a")]
    [InlineData(2, 0, "a")]
    public void An_offset_belongs_to_the_last_step_whose_fence_it_has_reached(int partition, long offset, string owner) =>
        Assert.Equal(owner, Alias(Step("a"), Step("b", 100, 5), Step("a", 150, 5)).Owner("raw", partition, offset));

    [Fact]
    public void Partitions_that_were_added_later_are_the_newest_steps_from_their_beginning() =>
        Assert.Equal("b", Alias(Step("a"), Step("b", 100)).Owner("raw", 1, 0));

    [Fact]
    public void The_record_has_the_form_that_consumers_in_other_languages_read()
    {
        var bytes = Alias(Step("a"), Step("b", 100, 5)).ToBytes();
        Assert.Equal(
            """{"inputs":{"raw":"id"},"steps":[{"topic":"a","action":"promote","atMs":5,"fences":{}},"""
            + """{"topic":"b","action":"promote","atMs":5,"fences":{"raw":[100,5]}}],"version":1}""",
            Encoding.UTF8.GetString(bytes));
        Assert.Equal("b", ControlRecord.Parse<AliasRecord>("alias/x", bytes).Owner("raw", 1, 5));
    }

    [Theory]
    [InlineData(1, true, false, true, null)]
    [InlineData(3, true, false, true, "has 3 partitions")]
    [InlineData(1, false, true, true, "has cleanup.policy delete,")]
    [InlineData(1, true, true, true, "has cleanup.policy compact,delete,")]
    [InlineData(1, true, false, false, "cannot be read")]
    public void A_control_topic_has_one_partition_and_is_compacted_alone(int partitions, bool compacted, bool deletes, bool known, string? why)
    {
        var misfit = ControlTopic.Misfit(
            new("control") { Partitions = partitions, Compacted = compacted, Deletes = deletes, SettingsKnown = known });
        if (why is null) Assert.Null(misfit);
        else Assert.Contains(why, misfit, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_missing_is_told_with_the_command_that_makes_it() => Assert.Contains(
        "'streamner topics create --control control'",
        ControlTopic.Misfit(new("control") { Error = ErrorCode.UnknownTopicOrPart }), StringComparison.Ordinal);
}
