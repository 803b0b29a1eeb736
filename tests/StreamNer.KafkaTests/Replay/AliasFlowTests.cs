using System.Collections.Concurrent;
using Confluent.Kafka;
using StreamNer.Kafka.Control;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Flow;
using StreamNer.Tests.Host;

namespace StreamNer.KafkaTests.Replay;

/// <summary>Promotion and rollback under load, followed by a consumer that knows the rule alone. On real Kafka.</summary>
public sealed class AliasFlowTests(RealKafka kafka) : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private readonly string _slots = Directory.CreateTempSubdirectory("streamner-slots-").FullName;

    public void Dispose() => Directory.Delete(_slots, recursive: true);

    [Fact]
    public async Task A_consumer_sees_every_source_offset_once_over_promotion_and_rollback()
    {
        var topics = await ReplayTopics.Create(await kafka.Shared());
        await topics.Cluster.CreateTopicNamed(topics.Next, 2);
        var options = topics.Options with { Output = topics.Enriched, Group = topics.Raw + ".a" };
        await using var first = TestWorker.Start(options, slots: _slots);
        await using var second = TestWorker.Start(options with { Output = topics.Next, Group = topics.Raw + ".b" }, slots: _slots);
        await Alias.Promote(options, "x", topics.Enriched, CancellationToken.None);
        using var done = new CancellationTokenSource();
        var seen = new ConcurrentQueue<(string Topic, int Partition, long Offset)>();
        var following = Task.Run(() => Follow(topics, seen, done.Token));
        var written = 0;
        using var full = new CancellationTokenSource();
        var producing = Task.Run(async () =>
        {
            for (; !full.IsCancellationRequested; written++)
                for (var p = 0; p < 2; p++) await topics.Cluster.Produce(topics.Raw, Account.Messages(7), p);
        });
        await Eventually.True(() => seen.Count > 50, "it reads the first output", s_limit);
        var moved = await Alias.Promote(options, "x", topics.Next, CancellationToken.None);
        Assert.Equal(topics.Next, moved.Current());
        await Eventually.True(() => seen.Any(one => one.Topic == topics.Next), "it reads the second output", s_limit);
        var back = await Alias.RollBack(options, "x", CancellationToken.None);
        Assert.Equal([topics.Enriched, topics.Next, topics.Enriched], back.Steps.Select(step => step.Topic));
        var fence = back.Steps[^1].Fence(topics.Raw, 1);
        await Eventually.True(
            () => seen.Any(one => one is { Partition: 1 } && one.Offset >= fence), "it reads the first output again", s_limit);
        await full.CancelAsync();
        await producing;
        var expected = Enumerable.Range(0, 2).SelectMany(p => Enumerable.Range(0, 7 * written).Select(o => (p, (long)o))).ToList();
        await Eventually.True(() => seen.Count >= expected.Count, "it reads all", s_limit);
        await done.CancelAsync();
        await following;
        Assert.Equal(expected, seen.Select(one => (one.Partition, one.Offset)).Order());
        Assert.All(seen, one => Assert.Equal(back.Owner(topics.Raw, one.Partition, one.Offset), one.Topic));
    }

    private static void Follow(ReplayTopics topics, ConcurrentQueue<(string, int, long)> seen, CancellationToken done)
    {
        using var alias = new AliasConsumer(topics.Cluster, topics.Control, "x");
        var config = new ConsumerConfig(topics.Cluster.Client())
        {
            GroupId = KafkaCluster.UniqueName("follower"),
            AutoOffsetReset = AutoOffsetReset.Earliest,
            IsolationLevel = IsolationLevel.ReadCommitted,
        };
        using var data = new ConsumerBuilder<byte[]?, byte[]?>(config).SetKeyDeserializer(Deserializers.ByteArray!)
            .SetValueDeserializer(Deserializers.ByteArray!).Build();
        data.Subscribe([topics.Enriched, topics.Next]);
        while (!done.IsCancellationRequested)
        {
            if (data.Consume(TimeSpan.FromMilliseconds(100)) is not { } record) continue;
            alias.CatchUp();
            var source = V1.EnrichedText.Parser.ParseFrom(record.Message.Value).Source;
            if (alias.Counts(record.Topic, source)) seen.Enqueue((record.Topic, source.Partition, source.Offset));
        }

        data.Close();
    }

    [Fact]
    public async Task A_reader_of_the_control_topic_waits_for_a_change_that_is_being_made()
    {
        var topics = await ReplayTopics.Create(await kafka.Shared(), 1);
        await Alias.Promote(topics.Options, "x", topics.Enriched, CancellationToken.None);
        var control = await ControlTopic.Open(topics.Options, CancellationToken.None);
        using var writer = control.Writer(AliasRecord.Key("x"));
        var alias = control.Read<AliasRecord>(AliasRecord.Key("x"), CancellationToken.None)!;
        var changed = alias with { Steps = [.. alias.Steps, alias.Steps[0] with { Topic = topics.Next }] };
        using var consumer = new AliasConsumer(topics.Cluster, topics.Control, "x");
        consumer.CatchUp();
        Task? reading = null;
        Task<AliasRecord?>? asking = null;
        writer.Write(changed, holds: () =>
        {
            reading = Task.Run(consumer.CatchUp);
            asking = Task.Run(() => control.Read<AliasRecord>(AliasRecord.Key("x"), CancellationToken.None));

            // A reader that took the last stable offset for the end would be through long before.
            Assert.Equal(-1, Task.WaitAny([reading, asking], TimeSpan.FromSeconds(2)));
            return true;
        });
        await reading!.WaitAsync(s_limit);
        Assert.True(consumer.Counts(topics.Next, new V1.Source { Topic = topics.Raw }));
        Assert.Equal(topics.Next, (await asking!.WaitAsync(s_limit))!.Current());

        // What is dropped is as if it had never been.
        Assert.False(writer.Write(alias, holds: () => false));
        consumer.CatchUp();
        Assert.True(consumer.Counts(topics.Next, new V1.Source { Topic = topics.Raw }));
    }

    [Fact]
    public async Task The_commands_say_what_an_alias_is_and_was_and_refuse_what_makes_no_sense()
    {
        var topics = await ReplayTopics.Create(await kafka.Shared(), 1);
        await topics.Cluster.CreateTopicNamed(topics.Next);
        await topics.Cluster.Produce(topics.Raw, Account.Messages(5), 0);
        string[] to = ["--bootstrap-servers", topics.Cluster.BootstrapServers, "--control", topics.Control];
        Task<ChildProgram.Result> Run(params string[] arguments) => ChildProgram.Run(["alias", .. arguments, .. to]);
        Assert.Contains("has no alias 'x'", (await Run("resolve", "x")).Error, StringComparison.Ordinal);
        Assert.Contains("name the topics that its outputs are made from (--input)", (await Run("promote", "x", topics.Enriched)).Error,
            StringComparison.Ordinal);
        Assert.Equal(0, (await Run("promote", "x", topics.Enriched, "--input", topics.Raw)).ExitCode);
        Assert.Contains("there is nothing to go back to", (await Run("rollback", "x")).Error, StringComparison.Ordinal);
        Assert.Contains("names " + topics.Enriched + " already", (await Run("promote", "x", topics.Enriched)).Error, StringComparison.Ordinal);
        Assert.Contains("topic nowhere does not exist", (await Run("promote", "x", "nowhere")).Error, StringComparison.Ordinal);
        var promoted = await Run("promote", "x", topics.Next);
        Assert.Contains($"  promote  {topics.Next}  from {topics.Raw}[0] offset 5\n", promoted.Output, StringComparison.Ordinal);
        Assert.Equal(topics.Next + "\n", (await Run("resolve", "x")).Output);
        Assert.Equal(topics.Enriched + "\n", (await Run("resolve", "x", "--source", topics.Raw + "/0/4")).Output);
        Assert.Equal(topics.Next + "\n", (await Run("resolve", "x", "--source", topics.Raw + "/0/5")).Output);
        Assert.Equal(0, (await Run("rollback", "x")).ExitCode);
        Assert.Equal(["promote", "promote", "rollback"], (await Run("history", "x")).Lines.Select(line => line.Split("  ")[1]));
        await SomeTopics.Replace(topics.Cluster, topics.Raw);
        Assert.Contains("was deleted and created again since alias 'x' was made", (await Run("promote", "x", topics.Next)).Error,
            StringComparison.Ordinal);
    }
}
