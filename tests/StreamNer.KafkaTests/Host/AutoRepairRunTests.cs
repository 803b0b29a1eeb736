using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Redriving;
using StreamNer.Kafka.Topics;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Flow;
using StreamNer.Pipeline;
using StreamNer.Tests.Host;
using EventLog = StreamNer.Diagnostics.EventLog;

namespace StreamNer.KafkaTests.Host;

/// <summary><c>streamner run</c> with <c>repair:auto</c> on real Kafka, killed at every step.</summary>
public sealed class AutoRepairRunTests(RealKafka kafka)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private sealed record Topics(KafkaCluster Cluster, string Raw)
    {
        public string Output => Raw + ".out";

        public string Repair => Raw + ".repair";

        public KafkaOptions Options =>
            TestWorker.Options(Cluster.BootstrapServers, Raw, Output, Raw + ".dlq", Raw + ".group") with { Repair = Repair };

        public string[] Worker =>
        [
            "run", "--bootstrap-servers", Cluster.BootstrapServers, "--input", Raw, "--output", Output, "--dead-letter", Raw + ".dlq", "--group",
            Raw + ".group", "--repair", Repair, "--output-format", "json", "--instance", "one", "--set", "repair:auto=true",
            "--set", "repair:settleSeconds=0", "--set", "kafka:probeSeconds=1",
        ];

        public string[] ByHand =>
            ["replay", "--repair", .. Worker[1..].Where(one => one is not "--repair" && one != Repair), "--set", $"kafka:repair={Repair}"];

        public Task Degrade(int partition, params long[] offsets) => Cluster.Produce(Repair, offsets.Select(offset =>
            RepairCodec.Encode(new SourcePosition(Raw, partition, offset, 5), "model_down", "s1")));

        // Coordinates of records with the header, in output order.
        public List<(int Partition, long Offset)> Repaired() =>
            [.. Cluster.ReadCommitted(Output).Where(record => record.Message.Headers.TryGetLastBytes(EnrichedTopic.ReplacesHeader, out _))
                .Select(record => JsonDocument.Parse(record.Message.Value!).RootElement.GetProperty("source"))
                .Select(at => (at.GetProperty("partition").GetInt32(), at.GetProperty("offset").GetInt64()))];
    }

    private async Task<Topics> Create(params (string Key, string Value)[] output)
    {
        var cluster = await kafka.Shared();
        var topics = new Topics(cluster, await cluster.CreateTopic("raw", 2));
        await cluster.CreateTopics(2, (topics.Output, [("max.message.bytes", "2097152"), .. output]),
            (topics.Raw + ".dlq", [("max.message.bytes", "1064972")]), (topics.Repair, []));
        for (var p = 0; p < 2; p++) await cluster.Produce(topics.Raw, Account.Messages(20, "Ada Lovelace wrote"), p);
        return topics;
    }

    private static async Task Killed(Topics topics, string failpoint)
    {
        var ended = await ChildProgram.RunWith(ReadOnlyMemory<byte>.Empty, [("STREAMNER_TEST_FAILPOINT", failpoint)], topics.Worker);
        Assert.True(ended.ExitCode == 137, $"{failpoint}: {ended.ExitCode} {ended.Error}");
    }

    // Runs until a line says so, then ends it as an operator does.
    private static async Task<string> Until(Topics topics, string events)
    {
        using var process = ChildProgram.Start([], topics.Worker);
        var lines = new List<string>();
        using var limit = new CancellationTokenSource(s_limit);
        using var end = limit.Token.Register(process.Kill);
        var told = false;
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (told || !line.Contains(events, StringComparison.Ordinal)) continue;
            told = true;
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        var log = string.Join('\n', lines);
        Assert.True(process.ExitCode == 0, log);
        return log;
    }

    [Fact]
    public async Task Killed_at_each_step_it_repairs_every_record_once_and_gives_up_what_kills_it_again_and_again()
    {
        var topics = await Create();
        await topics.Degrade(0, 3, 4);
        await topics.Degrade(1, 7);
        await Killed(topics, "repair.begun:1:kill");
        Assert.Empty(topics.Repaired());
        await Killed(topics, "repair.written:1:kill");
        var log = await Until(topics, "repair.ended");
        Assert.Contains("repaired before", log, StringComparison.Ordinal);
        Assert.Equal([(0, 3L), (0, 4), (1, 7)], topics.Repaired());
        Assert.Equal(43, topics.Cluster.ReadCommitted(topics.Output).Count);

        await topics.Degrade(0, 9);
        for (var i = 0; i < 3; i++) await Killed(topics, "repair.begun:1:kill");
        log = await Until(topics, "repair.skipped");
        Assert.Contains("1 coordinates from", log, StringComparison.Ordinal);
        Assert.Equal([(0, 3L), (0, 4), (1, 7)], topics.Repaired());

        var byHand = await ChildProgram.Run(topics.ByHand);
        Assert.True(byHand.ExitCode == 0, byHand.Error);
        Assert.Contains((0, 9L), topics.Repaired());
    }

    [Fact]
    public async Task A_compacted_output_prevents_startup_and_is_written_to_by_hand_only_where_that_is_asked_for()
    {
        var topics = await Create(("cleanup.policy", "compact"));
        var ended = await ChildProgram.Run(topics.Worker);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("is compacted, and a record that is repaired hides a later one of its key: set repair:auto to false", ended.Error,
            StringComparison.Ordinal);

        await topics.Degrade(0, 3);
        var refused = await ChildProgram.Run(topics.ByHand);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--overwrite-newer writes all the same", refused.Error, StringComparison.Ordinal);
        var dry = await ChildProgram.Run([.. topics.ByHand, "--overwrite-newer", "--dry-run"]);
        Assert.Equal((0, "1 to repair\n"), (dry.ExitCode, dry.Output));
        Assert.Empty(topics.Repaired());
        var asked = await ChildProgram.Run([.. topics.ByHand, "--overwrite-newer"]);
        Assert.True(asked.ExitCode == 0, asked.Error);
        Assert.Equal([(0, 3L)], topics.Repaired());
    }

    [Fact]
    public async Task It_stands_aside_for_another_writer_and_does_not_pass_over_an_open_transaction()
    {
        var topics = await Create();
        var config = new ProducerConfig(topics.Cluster.Client()) { TransactionalId = topics.Raw };
        using var producer = new ProducerBuilder<byte[]?, byte[]?>(config).SetKeySerializer(Serializers.ByteArray!)
            .SetValueSerializer(Serializers.ByteArray!).Build();
        producer.InitTransactions(TimeSpan.FromSeconds(20));
        producer.BeginTransaction();
        await producer.ProduceAsync(new TopicPartition(topics.Repair, 0),
            RepairCodec.Encode(new SourcePosition(topics.Raw, 0, 5, 5), "model_down", "s1"));
        await topics.Cluster.Produce(topics.Repair, [RepairCodec.Encode(new SourcePosition(topics.Raw, 1, 6, 5), "model_down", "s1")], 1);

        var events = new System.Collections.Concurrent.ConcurrentQueue<LogEvent>();
        using var telemetry = new Telemetry();
        var release = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        var written = new WrittenTopics(topics.Options, new Dictionary<string, TopicFacts>(), EventLog.None, TimeProvider.System);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            [topics.Raw] = 2,
            [topics.Output] = 2,
            [topics.Raw + ".dlq"] = 2,
            [topics.Repair] = 2,
        };
        RedriveWriter Writer() => new(topics.Options, TestWorker.Encode(topics.Options.Group), written, counts);
        await using var repair = AutoRepair.Start(new AutoRepairParts
        {
            Kafka = topics.Options,
            Options = new RepairOptions { Auto = true, SettleSeconds = 0 },
            Decode = new DocumentCodec(new InputOptions()).Decode,
            Enrich = async (batch, cancel) =>
            {
                if (batch.Records[0].Position!.Value.Offset != 6)
                {
                    entered.TrySetResult();
                    await release.Task.WaitAsync(cancel);
                }

                return TestWorker.Outcomes(batch);
            },
            Writer = Writer,
            Signs = () => new(Leads: true, ModelAnswers: true, Busy: false, LagSeconds: 0),
            Telemetry = telemetry,
            Log = new EventLog(events.Enqueue),
            LookEvery = TimeSpan.FromMilliseconds(50),
        });
        await Eventually.True(() => events.Any(entry => entry.Name == "repair.ended"), "what is visible is repaired");
        Assert.Single(topics.Cluster.ReadCommitted(topics.Output));
        producer.CommitTransaction(TimeSpan.FromSeconds(20));
        await entered.Task.WaitAsync(s_limit);
        using (Writer())
        {
            release.SetResult();
            await Eventually.True(() => events.Any(entry => entry.Name is "repair.stands_aside" or "repair.failed"), "it is fenced");
        }

        Assert.Equal("repair.stands_aside", events.Last().Name);
        Assert.Single(topics.Cluster.ReadCommitted(topics.Output));
    }
}
