using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamNer.Chaos.Checking;
using StreamNer.Chaos.Load;

namespace StreamNer.Chaos.Faults;

/// <summary>
/// The input topic is deleted and created again, longer than it was, under running workers. It is the last thing of a run, after the verdict: no
/// history goes over it. Every worker must stop by itself, and nothing may be committed on the new topic: a position of the old one means nothing
/// there. Workers are not started again: they would find a group without offsets, since brokers delete those with the topic.
/// </summary>
internal static class TopicReplacement
{
    /// <summary>The name in <c>--faults</c>.</summary>
    public const string Name = "topic-replaced";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Replaces it and gives what is wrong.</summary>
    public static async Task<IReadOnlyList<string>> Judge(Scene scene, long records)
    {
        var options = scene.Options;
        var struck = TimeProvider.System.GetUtcNow();
        foreach (var slot in scene.Fleet.Slots) slot.LetEnd();
        using (var admin = scene.Brokers.Admin())
        {
            var partitions = admin.GetMetadata(Names.Input, s_limit).Topics[0].Partitions.Count;
            await admin.DeleteTopicsAsync([Names.Input]);
            await Until(() => admin.GetMetadata(s_limit).Topics.TrueForAll(topic => topic.Topic != Names.Input));
            await admin.CreateTopicsAsync([new TopicSpecification { Name = Names.Input, NumPartitions = partitions, ReplicationFactor = -1 }]);
            await Until(() => admin.GetMetadata(Names.Input, s_limit).Topics is [{ Error.IsError: false } topic]
                && topic.Partitions.TrueForAll(one => one.Leader >= 0));
            await using var load = new LoadGenerator(scene.Brokers.Direct, Names.Input, partitions, rate: 0, options.Seed + 1);
            await Task.Run(() => load.Fill(2 * records));
        }

        bool Stopped(string worker) =>
            scene.Fleet.Ends.Any(end => end.Worker == worker && end.At >= struck && end.Foretold is null && end.ExitCode != 0);
        var all = await Until(() => scene.Fleet.Slots.All(slot => Stopped(slot.Name)));
        using var sampler = new Sampler(scene.Brokers.Direct);
        var wrong = new List<string>();
        if (!all) wrong.AddRange(scene.Fleet.Slots.Where(slot => !Stopped(slot.Name))
            .Select(slot => $"{Name}: {slot.Name} did not stop within {s_limit.TotalSeconds:0} s"));
        wrong.AddRange((sampler.Commits(options.Partitions) ?? [])
            .Select(commit => $"{Name}: offset {commit.Next} is committed on partition {commit.Partition} of the new topic"));
        return wrong;
    }

    private static async Task<bool> Until(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < s_limit)
        {
            try
            {
                if (condition()) return true;
            }
            catch (KafkaException)
            {
                // No answer now.
            }

            await Task.Delay(s_pause);
        }

        return false;
    }
}
