namespace StreamNer.Kafka.Topics;

/// <summary>Single questions about a topic's settings.</summary>
internal static class TopicSettings
{
    /// <summary>Whether of equal keys only the last record stays.</summary>
    /// <exception cref="Confluent.Kafka.KafkaException">No broker answers.</exception>
    public static async Task<bool> IsCompacted(KafkaOptions options, string topic, CancellationToken cancel)
    {
        using var reader = new ClusterReader(options, cancel);
        return (await reader.Topics([topic]))[topic].Compacted;
    }
}
