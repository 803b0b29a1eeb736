using Confluent.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Redriving;
using StreamNer.Kafka.Topics;

namespace StreamNer.Kafka.Replay;

/// <summary>
/// Counts what has become of each offset of a replay, from the topics alone: the output and the dead letters are read once into a bit for each
/// offset, then the source from the first offset without one. It joins no group and commits nothing.
/// </summary>
internal static class CoverageCheck
{
    /// <summary>Counts.</summary>
    /// <param name="options">Brokers, security, and the replay's group.</param>
    /// <param name="replay">What was to be read.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="Comparing.ComparisonException">A value of the output is not an enriched record.</exception>
    /// <exception cref="KafkaFatalException">A topic is not there, or may not be read.</exception>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public static Coverage Run(KafkaOptions options, ReplayRecord replay, CancellationToken cancel)
    {
        var coverage = new Coverage { Total = replay.Total() };
        var ranges = replay.Ranges.ToDictionary(range => range.Partition);
        var seen = new SourceBitmap();
        foreach (var value in EnrichedTopic.Open(options, replay.Output, cancel).Values)
        {
            if (!IsIn(value.At.Topic, value.At.Partition, value.At.Offset)) continue;
            if (seen.Add(value.At.Topic, value.At.Partition, value.At.Offset)) coverage.Enriched++;
            else if (!value.Replaces) coverage.Repeated++;
        }

        foreach (var (_, letter) in DeadLetterReader.Read(options with { DeadLetter = replay.DeadLetter }, null, cancel))
        {
            // Others may share the topic.
            if (letter.Find("group") != options.Group || letter.Source is not { } at || !IsIn(at.Topic, at.Partition, at.Offset)) continue;
            if (seen.Add(at.Topic, at.Partition, at.Offset)) coverage.DeadLetters++;
            else coverage.Repeated++;
        }

        foreach (var range in replay.Ranges) Rest(options, replay.Input, range, seen, coverage, cancel);
        return coverage;

        bool IsIn(string topic, int partition, long offset) =>
            topic == replay.Input && ranges.TryGetValue(partition, out var range) && offset >= range.From && offset < range.To;
    }

    // Of what has neither an output nor a dead letter.
    private static void Rest(KafkaOptions options, string input, PartitionRange range, SourceBitmap seen, Coverage coverage, CancellationToken cancel)
    {
        var first = range.From;
        while (first < range.To && seen.Contains(input, range.Partition, first)) first++;
        if (first == range.To) return;
        long without = 0;
        for (var offset = first; offset < range.To; offset++) if (!seen.Contains(input, range.Partition, offset)) without++;
        var partition = new TopicPartition(input, range.Partition);

        // Before it is read: what retention takes meanwhile is missed rather than counted as gone.
        var low = Low(options, partition);
        for (var offset = first; offset < Math.Min(low, range.To); offset++)
        {
            if (seen.Contains(input, range.Partition, offset)) continue;
            coverage.Gone++;
            without--;
        }

        foreach (var result in TopicReader.Read(options, partition, Math.Max(first, low), range.To, cancel))
        {
            if (seen.Contains(input, range.Partition, result.Offset.Value)) continue;
            without--;
            if (result.Message.Value is null) coverage.Tombstones++;
            else coverage.Miss(input, range.Partition, result.Offset.Value);
        }

        coverage.Gaps += without;
    }

    private static long Low(KafkaOptions options, TopicPartition partition)
    {
        using var admin = new OwnedAdmin(new AdminClientBuilder(ClientProperties.Common(options)).SetLogHandler((_, _) => { }));
        return TopicLooks.Begins(admin.Client, [partition], TimeSpan.FromSeconds(15)).TryGetValue(partition, out var low)
            ? low
            : throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"{partition.Name()}: no broker says where it begins"));
    }
}
