using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamNer.Diagnostics;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Topics;

namespace StreamNer.Tests.Kafka.Topics;

public sealed class PreflightRulesTests
{
    private static readonly KafkaOptions s_options =
        new() { BootstrapServers = "127.0.0.1:9092", Inputs = ["raw"], Output = "enriched", DeadLetter = "raw.dlq", Group = "g" };
    private static readonly TopicFacts s_raw = new("raw") { Partitions = 6 };
    private static readonly TopicFacts s_enriched = new("enriched") { Partitions = 6 };
    private static readonly TopicFacts s_dlq = new("raw.dlq") { Partitions = 6, MaxMessageBytes = TopicFacts.DefaultMaxMessageBytes + (16 * 1024) };

    [Fact]
    public void What_fits_has_no_findings() => Assert.Empty(Check(s_options, s_raw, s_enriched, s_dlq));

    [Fact]
    public void A_missing_topic_is_an_error_for_each_role()
    {
        var findings = Check(s_options, Missing("raw"), Missing("enriched"), Missing("raw.dlq"));
        Assert.Equal(["kafka:inputs", "kafka:output", "kafka:deadLetter"], findings.Select(f => f.Key));
        Assert.All(findings, f => Assert.Contains("does not exist", f.Message, StringComparison.Ordinal));
        Assert.Contains("topics create", findings[1].Message, StringComparison.Ordinal);

        static TopicFacts Missing(string name) => new(name) { Error = ErrorCode.UnknownTopicOrPart };
    }

    [Fact]
    public void Another_partition_count_is_a_warning_with_its_consequence()
    {
        var findings = Check(s_options, s_raw, s_enriched with { Partitions = 3 }, s_dlq with { Partitions = 1 });
        Assert.All(findings, f => Assert.Equal(Severity.Warning, f.Severity));
        Assert.Equal(["kafka:output", "kafka:deadLetter"], findings.Select(f => f.Key));
        Assert.All(findings, f => Assert.Contains("murmur2", f.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(-1, "set its max.message.bytes to 1064972")]
    public void The_dead_letter_topic_takes_16_KiB_more_than_the_largest_input(int off, string? said)
    {
        var options = s_options with { Inputs = ["raw", "raw2"] };
        var findings = Check(options, s_raw with { MaxMessageBytes = 1000 }, new("raw2") { Partitions = 6 }, s_enriched,
            s_dlq with { MaxMessageBytes = s_dlq.MaxMessageBytes + off });
        if (said is null) Assert.Empty(findings);
        else Assert.Contains(said, Assert.Single(findings, f => f is { Key: "kafka:deadLetter", Severity: Severity.Warning }).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_dead_letter_topic_too_small_for_the_headers_alone_is_an_error() =>
        Assert.Equal(("kafka:deadLetter", Severity.Error),
            (Assert.Single(Check(s_options, s_raw, s_enriched, s_dlq with { MaxMessageBytes = DeadLetterCodec.LargestBare("g") - 1 })) is var f
            ? f.Key
            : "", f.Severity));

    [Fact]
    public void What_exactly_once_rests_on_is_warned_of_where_it_is_missing()
    {
        var safe = s_enriched with { Replicas = 3, MinInSync = 2 };
        Assert.Empty(Check(s_options, s_raw with { Replicas = 1 }, safe, s_dlq));
        Assert.Contains("one replica", Warning(safe with { Replicas = 1, MinInSync = 1 }), StringComparison.Ordinal);
        Assert.Contains("min.insync.replicas 1", Warning(safe with { MinInSync = 1 }), StringComparison.Ordinal);
        Assert.Contains("unclean.leader.election", Warning(safe with { UncleanElection = true }), StringComparison.Ordinal);

        var hasty = s_options with { Transaction = new() { TimeoutMs = 14_999 } };
        Assert.Equal(("kafka:transaction:timeoutMs", Severity.Warning), Assert.Single(Check(hasty, s_raw, safe, s_dlq)) is var f
            ? (f.Key, f.Severity)
            : default);
        Assert.Empty(Check(hasty with { Delivery = Delivery.AtLeastOnce }, s_raw, safe, s_dlq));

        string Warning(TopicFacts output)
        {
            var finding = Assert.Single(Check(s_options, s_raw, output, s_dlq));
            Assert.Equal(("kafka:output", Severity.Warning), (finding.Key, finding.Severity));
            return finding.Message;
        }
    }

    [Fact]
    public void A_compacted_output_is_a_warning_and_a_compacted_dead_letter_topic_an_error()
    {
        var findings = Check(s_options, s_raw with { Compacted = true }, s_enriched with { Compacted = true }, s_dlq with { Compacted = true });
        Assert.Equal([("kafka:output", Severity.Warning), ("kafka:deadLetter", Severity.Error)], findings.Select(f => (f.Key, f.Severity)));
    }

    [Fact]
    public void Rights_that_are_missing_are_named_with_the_operation_to_allow()
    {
        AclOperation[] describe = [AclOperation.Describe];
        var denied = new TopicFacts("raw") { Error = ErrorCode.TopicAuthorizationFailed };
        var findings = Check(s_options, f =>
            f with { GroupAllowed = describe }, denied, s_enriched with { Allowed = describe },
                s_dlq with { Allowed = [AclOperation.Write, AclOperation.Describe] });
        Assert.Equal(["kafka:inputs", "kafka:output", "kafka:group"], findings.Select(f => f.Key));
        Assert.Contains("allow Read and Describe", findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("allow Write", findings[1].Message, StringComparison.Ordinal);
        Assert.Contains("allow Read", findings[2].Message, StringComparison.Ordinal);
        Assert.Equal("kafka:group",
            Assert.Single(Check(s_options, f => f with { GroupError = ErrorCode.GroupAuthorizationFailed }, s_raw, s_enriched, s_dlq)).Key);
    }

    [Fact]
    public void Settings_that_may_not_be_read_are_a_warning_and_so_is_what_follows_from_them()
    {
        var findings =
            Check(s_options, s_raw with { SettingsKnown = false }, s_enriched, s_dlq with { MaxMessageBytes = TopicFacts.DefaultMaxMessageBytes });
        Assert.Equal([("kafka:inputs", Severity.Warning), ("kafka:deadLetter", Severity.Warning)], findings.Select(f => (f.Key, f.Severity)));
        Assert.Contains("DescribeConfigs", findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_the_user_set_are_checked_against_both_topics()
    {
        var options = s_options with { Producer = new() { ["message.max.bytes"] = "1050000", ["batch.size"] = "900000" } };
        var findings = Check(options, s_raw, s_enriched with { MaxMessageBytes = 500_000 }, s_dlq);
        Assert.Equal(["kafka:producer:batch.size", "kafka:producer:message.max.bytes"], findings.Select(f => f.Key));
        Assert.Contains("500000", findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_the_user_did_not_set_follow_from_the_topics()
    {
        var report =
            new PreflightReport([],
            new Dictionary<string, TopicFacts>
            {
                ["enriched"] = s_enriched with { MaxMessageBytes = 500_000 },
                ["raw.dlq"] = s_dlq with { MaxMessageBytes = 9_000_000 }
            });
        var sized = report.Sized(s_options).Producer;
        Assert.Equal(("9000000", "500000"), (sized["message.max.bytes"], sized["batch.size"]));
        Assert.Equal("7", report.Sized(s_options with { Producer = new() { ["batch.size"] = "7" } }).Producer["batch.size"]);
        Assert.Equal((500_000, TopicFacts.DefaultMaxMessageBytes), (report.Limit("enriched"), report.Limit("elsewhere")));
    }

    [Fact]
    public void A_transaction_may_not_live_longer_than_the_brokers_allow()
    {
        var options = s_options with { Transaction = new() { TimeoutMs = 60_000 } };
        Assert.Equal("kafka:transaction:timeoutMs",
            Assert.Single(Check(options, f => f with { MaxTransactionTimeoutMs = 59_999 }, s_raw, s_enriched, s_dlq)).Key);
        Assert.Empty(Check(options, f => f with { MaxTransactionTimeoutMs = 60_000 }, s_raw, s_enriched, s_dlq));
        Assert.Empty(Check(options with { Delivery = Delivery.AtLeastOnce }, f => f with { MaxTransactionTimeoutMs = 1 }, s_raw, s_enriched, s_dlq));
    }

    [Fact]
    public void Missing_topics_are_planned_as_wide_as_the_widest_input_and_large_enough()
    {
        var plans = TopicAdmin.Plan(s_options with { Inputs = ["raw", "raw2"] },
            Facts(s_raw, new("raw2") { Partitions = 9, MaxMessageBytes = 3_000_000 }, Missing("enriched"), Missing("raw.dlq")));
        Assert.Equal([(TopicAction.Created, 9, "6000000"), (TopicAction.Created, 9, "3016384")],
            plans.Select(p => (p.Change.Action, p.Specification!.NumPartitions, p.Specification.Configs["max.message.bytes"])));

        static TopicFacts Missing(string name) => new(name) { Error = ErrorCode.UnknownTopicOrPart };
    }

    [Fact]
    public void Topics_that_are_there_are_kept_when_they_fit_and_refused_with_all_reasons_when_not()
    {
        Assert.All(TopicAdmin.Plan(s_options, Facts(s_raw, s_enriched, s_dlq)), p =>
            Assert.Equal((TopicAction.Kept, null), (p.Change.Action, p.Specification)));
        var plans =
            TopicAdmin.Plan(s_options, Facts(s_raw, s_enriched with { Partitions = 3 }, s_dlq with { MaxMessageBytes = 5, Compacted = true }));
        Assert.All(plans, p => Assert.Equal(TopicAction.Refused, p.Change.Action));
        Assert.Contains("3 partitions, not 6", plans[0].Change.Message, StringComparison.Ordinal);
        Assert.Contains($"max.message.bytes to {DeadLetterCodec.LargestBare("g")}", plans[1].Change.Message, StringComparison.Ordinal);
        Assert.Contains("cleanup.policy to delete", plans[1].Change.Message, StringComparison.Ordinal);
        var small = TopicAdmin.Plan(s_options, Facts(s_raw, s_enriched, s_dlq with { MaxMessageBytes = 1_048_588 }))[1].Change;
        Assert.Equal(TopicAction.Kept, small.Action);
        Assert.Contains("less than 1064972", small.Message, StringComparison.Ordinal);
        var noInput = TopicAdmin.Plan(s_options, Facts(new("raw") { Error = ErrorCode.UnknownTopicOrPart }, s_enriched, s_dlq));
        Assert.All(noInput, p => Assert.Contains("kafka:inputs", p.Change.Message, StringComparison.Ordinal));
    }

    private static Dictionary<string, TopicFacts> Facts(params TopicFacts[] topics) => topics.ToDictionary(t => t.Name, StringComparer.Ordinal);

    private static List<Finding> Check(KafkaOptions options, params TopicFacts[] topics) => Check(options, f => f, topics);

    private static List<Finding> Check(KafkaOptions options, Func<ClusterFacts, ClusterFacts> change, params TopicFacts[] topics)
    {
        var findings = new List<Finding>();
        PreflightRules.Check(options, change(new ClusterFacts(Facts(topics))), findings);
        return findings;
    }
}
