using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Host.Exposition;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Output;
using StreamNer.Pipeline;
using StreamNer.Tests.Host;

namespace StreamNer.KafkaTests.Flow;

/// <summary>Plumbing, rebalance, at-least-once and injected errors on the embedded cluster.</summary>
public sealed class EmbeddedFlowTests : IDisposable
{
    private readonly EmbeddedCluster _embedded = new();
    private readonly KafkaCluster _cluster;
    private readonly KafkaOptions _options;

    public EmbeddedFlowTests()
    {
        foreach (var topic in (string[])["raw", "enriched", "raw.dlq"]) _embedded.CreateTopic(topic, 4);
        _cluster = new KafkaCluster(_embedded.BootstrapServers, () => Task.CompletedTask);
        _options = TestWorker.Options(_embedded.BootstrapServers, "raw", "enriched", "raw.dlq", "g") with
        {
            Delivery = Delivery.AtLeastOnce,

            // The embedded cluster ends a rebalance only when a session time-out is over.
            Consumer = new(StringComparer.Ordinal) { ["session.timeout.ms"] = "1500", ["heartbeat.interval.ms"] = "200" },
        };
    }

    public void Dispose() => _embedded.Dispose();

    [Theory]
    [InlineData(Delivery.AtLeastOnce)]
    [InlineData(Delivery.ExactlyOnce)]
    public async Task Every_record_comes_out_once_in_order_and_in_the_same_partition(Delivery delivery)
    {
        for (var p = 0; p < 4; p++) await _cluster.Produce("raw", Account.Messages(500), p);
        await using var worker = TestWorker.Start(_options with { Delivery = delivery, UntilEnd = true, Group = $"g-{delivery}" });
        var result = await worker.Running;
        Assert.Equal((2_000, 2_000), (result.Counts.Enriched, result.Counts.Total));
        var written = _cluster.ReadCommitted("enriched");
        Assert.Equal(Enumerable.Range(0, 4).SelectMany(p => Enumerable.Range(0, 500).Select(o => (p, (long)o))), Account.Sources(written));
        Assert.All(written, r => Assert.Equal(V1.EnrichedText.Parser.ParseFrom(r.Message.Value).Source.Partition, r.Partition.Value));
    }

    [Fact]
    public async Task Nothing_appears_before_what_it_follows_though_the_client_has_given_records_up()
    {
        await _cluster.Produce("raw", Account.Messages(2_000), 0);

        // Sets of a few records, so that many are under way when one of them is refused for a reason that passes.
        var options =
            _options with { UntilEnd = true, Producer = new(StringComparer.Ordinal) { ["batch.num.messages"] = "20", ["linger.ms"] = "0" } };
        _embedded.FailNext(0, [.. Enumerable.Repeat(ErrorCode.NoError, 30), ErrorCode.InvalidTimestamp]);
        await using var worker = TestWorker.Start(options);
        Assert.Equal(2_000, (await worker.Running).Counts.Total);
        var sources = Account.Sources(_cluster.ReadCommitted("enriched")).Select(source => source.Offset).ToList();
        Assert.Equal(Enumerable.Range(0, 2_000).Select(offset => (long)offset), sources.Distinct());
        Assert.Contains(worker.Events, e => e.Name == "kafka.rebuild");
    }

    [Fact]
    public async Task Tombstones_pass_and_rejected_records_become_dead_letters()
    {
        await _cluster.Produce("raw",
            [Account.Message("fine"), Account.Message(null, "gone"), Account.Message("reject me"), new() { Value = [0xff] }], 0);
        await using var worker = TestWorker.Start(_options with { UntilEnd = true });
        var counts = (await worker.Running).Counts;
        Assert.Equal((1, 1, 2), (counts.Enriched, counts.Tombstones, counts.Rejected));
        Assert.Equal(["policy", "invalid_text"], _cluster.ReadCommitted("raw.dlq").Select(r => Account.Header(r, "streamner.dlq.reason")));
        Assert.Null(_cluster.ReadCommitted("enriched")[1].Message.Value);
    }

    [Fact]
    public async Task A_partition_that_moves_takes_its_series_with_it()
    {
        await using var first = TestWorker.Start(_options);
        using var metrics = new PrometheusExposition(first.Telemetry);
        for (var p = 0; p < 4; p++) await _cluster.Produce("raw", Account.Messages(20), p);
        await Eventually.True(() => metrics.Value("streamner_end_to_end_seconds_count{topic=\"raw\"}") == 80, "all is final and timed");
        await Eventually.True(() => Series("streamner_lag_records{") == 4, "every partition has a lag");
        Assert.Equal((4, 4), (metrics.Value("streamner_assigned_partitions{topic=\"raw\"}"), Series("streamner_lost_offsets_total{")));
        await using var second = TestWorker.Start(_options);
        await Eventually.True(() => metrics.Value("streamner_assigned_partitions{topic=\"raw\"}") is > 0 and < 4, "partitions move");
        await Eventually.True(
            () => metrics.Value("streamner_assigned_partitions{topic=\"raw\"}") is > 0 and < 4 and var left
                && (Series("streamner_lag_records{"), Series("streamner_lost_offsets_total{")) == ((int)left, (int)left),
            "series go with their partitions");

        int Series(string name) => metrics.Scrape().Split('\n').Count(line => line.StartsWith(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_worker_takes_partitions_over_without_loss()
    {
        await using var first = TestWorker.Start(_options);
        for (var p = 0; p < 4; p++) await _cluster.Produce("raw", Account.Messages(200), p);
        await Eventually.True(() => first.Counts.Total > 0, "the first works");
        await using var second = TestWorker.Start(_options);

        // On a machine under load the short session time-out may end before the first answers: then it does not give partitions back but loses them.
        await Eventually.True(
            () => first.Events.Any(e => e.Name is "kafka.revoked" or "kafka.lost")
                && second.Events.Any(e => e.Name == "kafka.assigned"), "partitions move");
        for (var p = 0; p < 4; p++) await _cluster.Produce("raw", Account.Messages(200), p);
        await Eventually.True(() => Account.Sources(_cluster.ReadCommitted("enriched")).Distinct().Count() == 1_600, "all is written");
        Assert.True(second.Counts.Total > 0);
        Assert.True((await first.Stop()).Drained);
        Assert.True((await second.Stop()).Drained);

        // Only what was taken back may be written again: a worker that the short session time-out cut off, on a machine under load, leaves such
        // records.
        var written = Account.Sources(_cluster.ReadCommitted("enriched")).ToList();
        Assert.Equal(Enumerable.Range(0, 4).SelectMany(p => Enumerable.Range(0, 400).Select(o => (p, (long)o))), written.Distinct());
        var takenBack = first.Events.Concat(second.Events).Any(e => e.Name is "kafka.lost" or "kafka.rewind" or "kafka.reseat");
        Assert.True(written.Count == 1_600 || takenBack, $"{written.Count - 1_600} records were written again though nothing was taken back");
    }

    [Fact]
    public async Task Failed_commits_are_repeated_until_they_succeed()
    {
        await _cluster.Produce("raw", Account.Messages(100), 0);
        _embedded.FailNext(8, ErrorCode.GroupLoadInProgress, ErrorCode.RequestTimedOut, ErrorCode.NotCoordinatorForGroup);
        await using var worker = TestWorker.Start(_options with { UntilEnd = true });
        Assert.Equal(100, (await worker.Running).Counts.Total);
        Assert.Equal(100, Account.Sources(_cluster.ReadCommitted("enriched")).Distinct().Count());
    }

    [Fact]
    public async Task A_commit_of_an_old_generation_has_the_records_read_again()
    {
        await _cluster.Produce("raw", Account.Messages(100), 0);
        _embedded.FailNext(8, ErrorCode.IllegalGeneration);
        await using var worker = TestWorker.Start(_options with { UntilEnd = true });
        await worker.Running;
        Assert.Contains(worker.Events, e => e.Name == "kafka.rewind");
        Assert.Equal(100, Account.Sources(_cluster.ReadCommitted("enriched")).Distinct().Count());
    }

    [Fact]
    public async Task Transient_produce_errors_neither_lose_nor_reorder()
    {
        await _cluster.Produce("raw", Account.Messages(300), 1);
        _embedded.FailNext(0, ErrorCode.NotLeaderForPartition, ErrorCode.NotEnoughReplicas, ErrorCode.RequestTimedOut,
            ErrorCode.NotEnoughReplicasAfterAppend);
        await using var worker = TestWorker.Start(_options with { UntilEnd = true });
        await worker.Running;
        Assert.Equal(Enumerable.Range(0, 300).Select(o => (1, (long)o)), Account.Sources(_cluster.ReadCommitted("enriched")).Distinct());
    }

    [Fact]
    public async Task A_slow_pipeline_pauses_the_input_and_loses_nothing()
    {
        var gate = new TaskCompletionSource();
        await _cluster.Produce("raw", Account.Messages(2_000), 0);
        await using var worker = TestWorker.Start(
            _options with { UntilEnd = true },
            async (batch, _) =>
            {
                await gate.Task;
                return TestWorker.Outcomes(batch);
            },
            flow: new FlowOptions { QueueBatches = 2, Parallel = 1 });
        await Eventually.True(() => worker.Events.Any(e => e.Name == "kafka.paused"), "the input is paused");
        Assert.True(worker.Flow.Source.Waiting <= 4);
        gate.SetResult();
        Assert.Equal(2_000, (await worker.Running).Counts.Total);
        Assert.Contains(worker.Events, e => e.Name == "kafka.resumed");
        Assert.Equal(Enumerable.Range(0, 2_000).Select(o => (0, (long)o)), Account.Sources(_cluster.ReadCommitted("enriched")));
    }

    [Fact]
    public async Task A_decoder_that_waits_for_the_registry_holds_the_record_and_loses_nothing()
    {
        await _cluster.Produce("raw", Account.Messages(200), 2);
        var (codec, failures) = (new DocumentCodec(new InputOptions()), 0);
        await using var worker = TestWorker.Start(_options with { UntilEnd = true }, decode: (position, key, value, headers, epoch, arrived) =>
            position!.Value.Offset == 77 && failures++ < 4
                ? throw new TransientFailureException("registry away")
                : codec.Decode(position, key, value, headers, epoch, arrived));
        Assert.Equal(200, (await worker.Running).Counts.Total);
        Assert.Equal(Enumerable.Range(0, 200).Select(o => (2, (long)o)), Account.Sources(_cluster.ReadCommitted("enriched")));
    }

    [Fact]
    public async Task A_hand_over_does_not_wait_for_the_time_of_the_open_run()
    {
        var (encode, written) = (TestWorker.Encode("g"), 0);
        var options = _options with
        {
            // The embedded cluster may refuse a plain commit during a rebalance, which takes the run back; it takes those of transactions.
            Delivery = Delivery.ExactlyOnce,
            Transaction = new TransactionOptions { IntervalMs = 60_000, TimeoutMs = 120_000 },

            // A busy machine must not cost the first worker its partitions: what it holds open would be read again, and wait anew.
            Consumer = new(StringComparer.Ordinal) { ["session.timeout.ms"] = "6000", ["heartbeat.interval.ms"] = "200" },
        };
        for (var p = 0; p < 4; p++) await _cluster.Produce("raw", Account.Messages(10), p);
        await using var first = TestWorker.Start(options, encode: (record, outcome) =>
        {
            Interlocked.Increment(ref written);
            return encode(record, outcome);
        });
        await Eventually.True(() => Volatile.Read(ref written) == 40, "all is written and waits to be committed");
        Assert.Equal(0, first.Counts.Total);
        await using var second = TestWorker.Start(options);
        await Eventually.True(() => first.Events.Any(e => e.Name == "kafka.revoked"), "partitions move", TimeSpan.FromSeconds(40));
        Assert.Contains("all committed", first.Events.First(e => e.Name == "kafka.revoked").Message, StringComparison.Ordinal);
        await Eventually.True(() => first.Counts.Total == 40, "the run is committed, and counted");
    }

    [Theory]
    [InlineData(Delivery.AtLeastOnce)]
    [InlineData(Delivery.ExactlyOnce)]
    public async Task A_partition_whose_record_is_deferred_is_read_again_later_and_the_others_go_on(Delivery delivery)
    {
        var (down, waits) = (true, 0);
        for (var p = 0; p < 2; p++) await _cluster.Produce("raw", Account.Messages(300), p);
        var options = _options with { Delivery = delivery, UntilEnd = true, Group = $"g-{delivery}" };
        await using var worker = TestWorker.Start(options, (batch, _) => ValueTask.FromResult<IReadOnlyList<Outcome>>(
        [
            .. TestWorker.Outcomes(batch).Zip(batch.Records, (outcome, record) =>
                Volatile.Read(ref down) && record.Position is { Partition: 0, Offset: 130 or 170 }
                    ? new Outcome.Deferred("the model is down")
                    : outcome),
        ]));
        await Eventually.True(() => worker.Counts.Total == 430, "all of one partition, and of the other what comes before the record that waits");
        await Eventually.True(
            () => worker.Flow.Source.Deferred == 1 && (waits = worker.Events.Count(e => e.Name == "kafka.deferred")) > 2, "it is tried again");
        Assert.Contains("raw[0] offset 130", worker.Events.First(e => e.Name == "kafka.deferred").Message, StringComparison.Ordinal);
        Volatile.Write(ref down, false);
        await worker.Running;
        Assert.Equal(0, worker.Flow.Source.Deferred);
        var sources = Account.Sources(_cluster.ReadCommitted("enriched")).ToList();
        for (var p = 0; p < 2; p++)
            Assert.Equal(Enumerable.Range(0, 300), sources.Where(s => s.Partition == p).Select(s => (int)s.Offset));
    }

    [Fact]
    public async Task A_partition_whose_record_waits_for_the_registry_does_not_hold_back_the_others()
    {
        var (codec, away) = (new DocumentCodec(new InputOptions()), true);
        await _cluster.Produce("raw", Account.Messages(100), 0);
        await _cluster.Produce("raw", Account.Messages(100), 1);
        await using var worker = TestWorker.Start(_options with { UntilEnd = true }, decode: (position, key, value, headers, epoch, arrived) =>
            position is { Partition: 0, Offset: 30 } && Volatile.Read(ref away)
                ? throw new TransientFailureException("registry away")
                : codec.Decode(position, key, value, headers, epoch, arrived));
        await Eventually.True(() => worker.Counts.Total == 130, "all of one partition, and of the other what comes before the record that waits");
        Assert.Equal("registry away", worker.Flow.Source.WaitsBecause);
        var early = Account.Sources(_cluster.ReadCommitted("enriched")).Where(s => s.Partition == 0);
        Assert.Equal(Enumerable.Range(0, 30), early.Select(s => (int)s.Offset));
        Volatile.Write(ref away, false);
        await worker.Running;
        Assert.Null(worker.Flow.Source.WaitsBecause);
        Assert.Single(worker.Events, e => e.Name == "kafka.decode");
        var sources = Account.Sources(_cluster.ReadCommitted("enriched")).ToList();
        Assert.Equal(Enumerable.Range(0, 100), sources.Where(s => s.Partition == 0).Select(s => (int)s.Offset));
        Assert.Equal(Enumerable.Range(0, 100), sources.Where(s => s.Partition == 1).Select(s => (int)s.Offset));
    }

    [Fact]
    public async Task An_output_that_the_client_finds_too_large_becomes_a_dead_letter_without_its_value()
    {
        await _cluster.Produce("raw", [Account.Message("small"), Account.Message(new string('x', 60_000)), Account.Message("after")], 0);
        var options = _options with { UntilEnd = true, Producer = new(StringComparer.Ordinal) { ["message.max.bytes"] = "20000" } };
        await using var worker = TestWorker.Start(options, encode: TestWorker.Encode("g", 10_000));
        var counts = (await worker.Running).Counts;
        Assert.Equal((2, 1), (counts.Enriched, counts.RejectedBy(FailureKind.OversizeOutput)));
        var letter = Assert.Single(_cluster.ReadCommitted("raw.dlq"));
        Assert.Equal(("oversize_output", "write", "1"),
            (Account.Header(letter, "streamner.dlq.reason"), Account.Header(letter, "streamner.dlq.stage"),
            Account.Header(letter, "streamner.dlq.offset")));
        Assert.Null(letter.Message.Value);
    }

    [Fact]
    public async Task Offsets_that_retention_took_are_reported_and_reading_goes_on()
    {
        await _cluster.Produce("raw", Account.Messages(100), 3);
        await using (var first = TestWorker.Start(_options with
        {
            UntilEnd = true,
            Transaction = new TransactionOptions { Records = 10, IntervalMs = 0 }
        })) await first.Running;
        await _cluster.Produce("raw", Account.Messages(100), 3);
        _embedded.DeleteRecords("raw", 3, 150);
        await using var second = TestWorker.Start(_options with { UntilEnd = true });
        Assert.Equal(50, (await second.Running).Counts.Total);
        Assert.Contains("100 to 149", Assert.Single(second.Events, e => e.Name == "kafka.lost_range").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_offset_and_with_reset_error_the_worker_stops_and_says_so()
    {
        await _cluster.Produce("raw", Account.Messages(1), 0);
        await using var worker = TestWorker.Start(_options with { OffsetReset = OffsetReset.Error });
        var failure = await Assert.ThrowsAsync<KafkaFatalException>(() => worker.Running);
        Assert.Contains("kafka:offsetReset", failure.Message, StringComparison.Ordinal);
    }
}
