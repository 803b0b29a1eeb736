using System.Text;
using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Redriving;
using StreamNer.Kafka.Topics;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.KafkaTests.Flow;

/// <summary>Dead letters sent again on the embedded cluster, with a stand-in for the pipeline.</summary>
public sealed class RedriveFlowTests : IDisposable
{
    private readonly EmbeddedCluster _embedded = new();
    private readonly KafkaCluster _cluster;
    private readonly KafkaOptions _options;
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal) { ["raw"] = 2, ["enriched"] = 2, ["raw.dlq"] = 2 };

    public RedriveFlowTests()
    {
        foreach (var (topic, count) in _counts) _embedded.CreateTopic(topic, count);
        _cluster = new KafkaCluster(_embedded.BootstrapServers, () => Task.CompletedTask);
        _options = TestWorker.Options(_embedded.BootstrapServers, "raw", "enriched", "raw.dlq", "g");
    }

    public void Dispose() => _embedded.Dispose();

    // Texts that begin with "reject" fail until they are mended; "reject for good" fails always.
    private static ValueTask<IReadOnlyList<Outcome>> Mended(MicroBatch batch) => ValueTask.FromResult<IReadOnlyList<Outcome>>(
        [.. batch.Records.Select(record => record.Document!.Text == "reject for good"
            ? new Outcome.Rejected(new Failure(FailureKind.Policy, FailureStage.Detect))
            : (Outcome)new Outcome.Enriched(new Enrichment(record.Document, record.Document.Text, OffsetUnit.CodePoint, [], [],
                new Provenance("s2", "m", "k", "r", "p", "e", "full"))))]);

    private async Task<(RedrivePlan Plan, RedriveResult? Result)> Retry(
        LetterFilter? filter = null, bool write = true, Action<RedriveResult>? progress = null, CancellationToken cancel = default)
    {
        var written = new WrittenTopics(_options, new Dictionary<string, TopicFacts>(), EventLog.None, TimeProvider.System);
        using var writer = new RedriveWriter(_options, TestWorker.Encode("g"), written, _counts);
        using var fetcher = new SourceFetcher(_options);
        var redrive = new Redrive(
            DeadLetterReader.Read(_options, null, CancellationToken.None), filter ?? new(), new DocumentCodec(new InputOptions()).Decode);
        var plan = redrive.Plan(Redrive.Outputs(_options, CancellationToken.None), _options.Inputs);
        if (!write) return (plan, null);
        return (plan, await redrive.Run(plan, (batch, _) => Mended(batch), fetcher, writer, progress ?? (_ => { }), cancel));
    }

    private async Task Reject(params Message<byte[]?, byte[]?>[] records)
    {
        await _cluster.Produce("raw", records, 1);
        await using var worker = TestWorker.Start(_options with { UntilEnd = true, Delivery = Delivery.AtLeastOnce });
        await worker.Running;
    }

    [Fact]
    public async Task A_record_is_sent_again_once_and_what_fails_again_has_one_attempt_more()
    {
        await Reject(Account.Message("fine"), Account.Message("reject a", "key"), Account.Message("reject for good"), Account.Message("reject b"));
        var (plan, result) = await Retry();
        Assert.Equal((3, 2, 1, 0), (plan.Total, result!.Written, result.Rejected, result.Gone));
        var output = _cluster.ReadCommitted("enriched");
        Assert.Equal([(1, 0L), (1, 1L), (1, 3L)], Account.Sources(output));
        Assert.Equal("raw/1/1@snapshot", Account.Header(output[1], EnrichedTopic.ReplacesHeader));
        Assert.Equal("key", Encoding.UTF8.GetString(output[1].Message.Key!));
        Assert.Equal(1, output[1].Partition.Value);
        Assert.DoesNotContain(output[1].Message.Headers, header => header.Key.StartsWith("streamner.dlq.", StringComparison.Ordinal));
        var again = _cluster.ReadCommitted("raw.dlq")[^1];
        Assert.Equal(("2", "reject for good"), (Account.Header(again, "streamner.dlq.attempts"), Encoding.UTF8.GetString(again.Message.Value!)));

        // Only what has no output is sent when it runs once more, by its latest letter.
        (plan, result) = await Retry();
        Assert.Equal((1, 0, 1), (plan.Total, result!.Written, result.Rejected));
        var counts = plan.Counts[("policy", "none")];
        Assert.Equal((2, 1), (counts[RedriveFate.HasOutput], counts[RedriveFate.Superseded]));
        Assert.Equal("3", Account.Header(_cluster.ReadCommitted("raw.dlq")[^1], "streamner.dlq.attempts"));
    }

    [Fact]
    public async Task A_dry_run_counts_and_writes_nothing()
    {
        await Reject(Account.Message("reject a"), Account.Message("reject b"));
        var (plan, _) = await Retry(write: false);
        Assert.Equal(2, plan.Total);
        Assert.Equal(0, (await Retry(new LetterFilter { Reasons = ["too_long"] }, write: false)).Plan.Total);
        Assert.Empty(_cluster.ReadCommitted("enriched"));
        Assert.Equal(2, _cluster.ReadCommitted("raw.dlq").Count);
    }

    [Fact]
    public async Task One_that_is_stopped_in_the_middle_goes_on_where_it_was()
    {
        await Reject([.. Enumerable.Range(0, 600).Select(i => Account.Message($"reject {i}"))]);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Retry(
            progress: now => { if (now.Total >= 256) stop.Cancel(); }, cancel: stop.Token));
        Assert.Equal(256, _cluster.ReadCommitted("enriched").Count);
        Assert.Equal(344, (await Retry()).Result!.Written);
        Assert.Equal(Enumerable.Range(0, 600).Select(i => (1, (long)i)), Account.Sources(_cluster.ReadCommitted("enriched")));
    }

    [Fact]
    public async Task Brokers_that_take_nothing_end_it_at_the_limit_and_what_was_not_taken_is_sent_the_next_time()
    {
        await Reject(Account.Message("reject a"));
        var options = _options with { Delivery = Delivery.AtLeastOnce };
        var written = new WrittenTopics(options, new Dictionary<string, TopicFacts>(), EventLog.None, TimeProvider.System);
        using (var writer = new RedriveWriter(options, TestWorker.Encode("g"), written, _counts) { FlushLimit = TimeSpan.FromSeconds(1) })
        {
            var at = new SourcePosition("raw", 1, 0, 5);
            var record = new InputRecord { Document = new Document("a") { Source = at }, Position = at, Value = [1] };
            var outcomes = await Mended(new MicroBatch(0, [record]));
            _embedded.StopBroker(1);
            var failure = Assert.Throws<KafkaFatalException>(() => writer.Write([(record, outcomes[0], "s")], CancellationToken.None));
            Assert.Contains("the brokers have not taken all records within 1 s", failure.Message, StringComparison.Ordinal);
        }

        _embedded.StartBroker(1);
        Assert.Equal(1, (await Retry()).Result!.Written);
        Assert.Equal([(1, 0L)], Account.Sources(_cluster.ReadCommitted("enriched")));
    }

    [Fact]
    public async Task A_letter_without_its_value_is_read_again_from_the_source_while_it_is_there()
    {
        await _cluster.Produce("raw", [Account.Message("reject a", "k"), Account.Message("reject b", "k")], 1);
        var codec = new DeadLetterCodec("g", 1_000, TimeProvider.System);
        await _cluster.Produce("raw.dlq", Enumerable.Range(0, 2).Select(i => codec.EncodeBare(
            new InputRecord { Position = new("raw", 1, i, 5), Key = [1], Value = [1] },
            new Failure(FailureKind.OversizeOutput, FailureStage.Write), "s")), 0);
        _embedded.DeleteRecords("raw", 1, 1);
        var (plan, result) = await Retry();
        Assert.Equal((2, 1, 1), (plan.Total, result!.Written, result.Gone));
        Assert.Equal("reject b", V1.EnrichedText.Parser.ParseFrom(Assert.Single(_cluster.ReadCommitted("enriched")).Message.Value).Text);
    }
}
