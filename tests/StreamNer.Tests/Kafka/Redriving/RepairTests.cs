using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using StreamNer.Configuration;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Topics;
using StreamNer.Kafka.Writing;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;
using StreamNer.Tests.Output;

namespace StreamNer.Tests.Kafka.Redriving;

/// <summary>The coordinates of records made without the model, and the topic for them.</summary>
public sealed class RepairTests
{
    private static readonly KafkaOptions s_options =
        new()
        {
            BootstrapServers = "127.0.0.1:9092",
            Inputs = ["raw"],
            Output = "enriched",
            DeadLetter = "raw.dlq",
            Repair = "raw.repair",
            Group = "g"
        };
    private static readonly SourcePosition s_at = new("raw", 3, 42, 1_700_000_000_123);

    private static TopicFacts[] Topics(Func<TopicFacts, TopicFacts>? repair = null) =>
    [
        new("raw") { Partitions = 6 }, new("enriched") { Partitions = 6 },
        new("raw.dlq") { Partitions = 6, MaxMessageBytes = TopicFacts.DefaultMaxMessageBytes + DeadLetterCodec.Headroom },
        (repair ?? (topic => topic))(new TopicFacts("raw.repair") { Partitions = 6 }),
    ];

    [Fact]
    public void A_repair_record_names_the_source_and_holds_nothing_else_of_it()
    {
        var message = RepairCodec.Encode(s_at, "model_down", "s-1");
        Assert.Equal("raw-3", Encoding.UTF8.GetString(message.Key!));
        Assert.Equal("""{"topic":"raw","partition":3,"offset":42,"timestampMs":1700000000123,"reason":"model_down","snapshot":"s-1"}""",
            Encoding.UTF8.GetString(message.Value!));
        Assert.Null(message.Headers);
        Assert.Equal(Timestamp.Default, message.Timestamp);
        var largest = RepairCodec.Encode(new(new string('x', 249), int.MaxValue, long.MaxValue, long.MaxValue), "model_down", "s-0123456789abcdef");
        Assert.InRange(RecordSize.InBatch(largest), 1, RepairCodec.LargestRecord);
    }

    [Fact]
    public void A_record_made_without_the_model_has_a_repair_record_and_others_have_none()
    {
        var encoder = new OutputEncoder(
            EnrichmentCodec.Unframed(new()), new DeadLetterCodec("g", 1 << 20, TimeProvider.System),
            new RecordIdentifiers(new PolicyBook(new PiiOptions(), KeyRing.Empty), KeyRing.Empty), "s-1");
        var input = new InputRecord { Document = new Document("Ada") { Source = s_at }, Position = s_at, Key = "Ada's key"u8.ToArray() };
        var full = new Provenance("s-1", "m@1", "k", "r", "default", "1", Provenance.FullTier);
        Outcome Of(Provenance made) => new Outcome.Enriched(new Enrichment(input.Document!, "Ada", OffsetUnit.CodePoint, [], [], made));

        Assert.Null(encoder.Encode(input, Of(full)).Repair);
        Assert.Null(encoder.Encode(input, Of(full with { DegradedReason = "golden_mismatch" })).Repair);
        Assert.Null(encoder.Encode(input, new Outcome.Rejected(new Failure(FailureKind.TooLong, FailureStage.Tokenise))).Repair);
        Assert.Null(encoder.Encode(input, Outcome.Tombstone.Instance).Repair);
        var degraded = encoder.Encode(input, Of((full with { DegradedReason = "golden_mismatch" }).WithoutModel()));
        using var json = JsonDocument.Parse(degraded.Repair!.Value!);
        Assert.Equal(("model_down", 42L), (json.RootElement.GetProperty("reason").GetString(), json.RootElement.GetProperty("offset").GetInt64()));
        Assert.DoesNotContain("Ada", Encoding.UTF8.GetString(degraded.Repair.Key!) + Encoding.UTF8.GetString(degraded.Repair.Value!),
            StringComparison.Ordinal);

        var wire = V1.EnrichedText.Parser.ParseFrom(degraded.Message.Value).Provenance;
        Assert.Equal((true, "model_down", "rules-only", "", "s-1"), (wire.Degraded, wire.DegradedReason, wire.Tier, wire.Model, wire.Snapshot));
    }

    [Fact]
    public void The_JSON_form_says_degraded_too()
    {
        var made = new Provenance("s-1", "m@1", "k", "r", "default", "1", Provenance.FullTier).WithoutModel();
        var json =
            EnrichmentJsonTests.Line(new Enrichment(new Document("x"), "x", OffsetUnit.CodePoint,
            [new Entity("PER", 0, 1, 0, 1, "x", 0.5f) { Origin = Origin.Rules }], [], made));
        Assert.Contains(""""origin":"rules"""", json, StringComparison.Ordinal);
        Assert.EndsWith(
            """"model":"","knowledgeBase":"k","rules":"r","policy":"default","engine":"1","tier":"rules-only","degraded":true,"degradedReason":"model_down"}}"""", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6, 5, 5)]
    [InlineData(4, 5, 1)]
    [InlineData(9, 5, 5)]
    public void One_source_partition_has_one_repair_partition_whatever_the_keys(int count, int from, int to)
    {
        var router =
            new OutputRouter(s_options, new Dictionary<string, int>(StringComparer.Ordinal)
            {
                ["raw"] = 6,
                ["enriched"] = 6,
                ["raw.dlq"] = 6,
                ["raw.repair"] = count
            });
        foreach (var key in (byte[]?[])[null, [1], [2, 3]])
            Assert.Equal(new TopicPartition("raw.repair", to),
                router.RouteRepair(new InputRecord { Position = new SourcePosition("raw", from, 0, 0), Key = key }));
        Assert.Contains(("raw.repair", count), router.Counts);
    }

    [Fact]
    public void A_missing_topic_is_named_at_start()
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal) { ["raw"] = 1, ["enriched"] = 1, ["raw.dlq"] = 1 };
        Assert.Contains("kafka:repair", Assert.Throws<KafkaFatalException>(() => new OutputRouter(s_options, counts)).Message,
            StringComparison.Ordinal);
        Assert.Equal(3, new OutputRouter(s_options with { Repair = "" }, counts).Counts.Count());
    }

    [Fact]
    public void The_preflight_asks_for_a_topic_that_keeps_every_record()
    {
        Assert.Empty(Check(Topics()));
        Assert.Empty(Check(Topics(topic => topic with { Partitions = 2 })));
        Assert.Contains("topics create", Assert.Single(Check(Topics(topic => topic with { Error = ErrorCode.UnknownTopicOrPart }))).Message,
            StringComparison.Ordinal);
        Assert.Contains("cleanup.policy", Assert.Single(Check(Topics(topic => topic with { Compacted = true }))).Message, StringComparison.Ordinal);
        Assert.Contains("max.message.bytes", Assert.Single(Check(Topics(topic => topic with { MaxMessageBytes = 100 }))).Message,
            StringComparison.Ordinal);

        static List<Finding> Check(TopicFacts[] topics)
        {
            var findings = new List<Finding>();
            PreflightRules.Check(s_options, new ClusterFacts(topics.ToDictionary(topic => topic.Name, StringComparer.Ordinal)), findings);
            Assert.All(findings, finding => Assert.Equal("kafka:repair", finding.Key));
            return findings;
        }
    }

    [Fact]
    public void Topics_create_makes_it_where_it_is_named()
    {
        var facts = Topics(topic => topic with { Error = ErrorCode.UnknownTopicOrPart }).ToDictionary(topic => topic.Name, StringComparer.Ordinal);
        var plan = TopicAdmin.Plan(s_options, facts)[2];
        Assert.Equal((TopicAction.Created, "raw.repair", 6, "delete"),
            (plan.Change.Action, plan.Change.Topic, plan.Specification!.NumPartitions, plan.Specification.Configs["cleanup.policy"]));
        Assert.Equal(2, TopicAdmin.Plan(s_options with { Repair = "" }, facts).Count);
    }

    [Fact]
    public void Records_sent_together_fit_the_repair_topic_too()
    {
        var report =
            new PreflightReport([], Topics(topic => topic with { MaxMessageBytes = 5_000 })
            .ToDictionary(topic => topic.Name, StringComparer.Ordinal));
        Assert.Equal("5000", report.Sized(s_options).Producer["batch.size"]);
    }

    [Theory]
    [InlineData("raw")]
    [InlineData("enriched")]
    [InlineData("raw.dlq")]
    public void Its_name_is_no_other_topics(string name)
    {
        var errors = new List<OptionError>();
        (s_options with { Repair = name }).Validate(errors);
        Assert.Equal("kafka:repair", Assert.Single(errors).Key);
    }
}
