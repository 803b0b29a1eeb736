using StreamNer.Kafka.Writing;

namespace StreamNer.Kafka.Topics;

/// <summary>What is to be done about topics that are not as they were; one of the three.</summary>
/// <param name="Replaced">Topics that were deleted and made anew, with their new ids.</param>
/// <param name="Grown">The counts of all topics: partitions were added, and no key moves by it.</param>
/// <param name="Unfit">Why the worker cannot go on.</param>
internal sealed record TopicFinding(
    IReadOnlyDictionary<string, string>? Replaced = null, IReadOnlyDictionary<string, int>? Grown = null, string? Unfit = null);

/// <summary>
/// Decides from the brokers' answers whether topics have changed. A broker whose metadata is still being filled says "unknown topic" of one that is
/// there, so an answer is believed when it has come three times in a row; partition counts must also have stood for some seconds, since whoever adds
/// partitions to several topics adds them to one after the other. Not thread-safe.
/// </summary>
/// <param name="router">Knows which counts fit each other.</param>
/// <param name="ids">The topics as we know them.</param>
/// <param name="mode">A deleted topic is waited for longer where reading begins anew with the next one.</param>
/// <param name="time">The clock.</param>
internal sealed class TopicChanges(OutputRouter router, TopicIds ids, OnTopicReplaced mode, TimeProvider time)
{
    private const int Believed = 3;
    private static readonly TimeSpan s_settled = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_madeAnew = TimeSpan.FromSeconds(30);
    private string _seen = "";
    private int _times;
    private long _since;

    /// <summary>The topics to ask about.</summary>
    public IReadOnlyCollection<string> Topics { get; } = [.. router.Counts.Select(topic => topic.Topic)];

    /// <summary>Something else than before was seen that is not believed yet: ask again soon.</summary>
    public bool InDoubt => _times > 0;

    /// <summary>The answers of one look; a look that lacks a topic says nothing. Null while there is nothing to be done.</summary>
    public TopicFinding? Seen(IReadOnlyDictionary<string, TopicLook> looks)
    {
        if (!Topics.All(looks.ContainsKey)) return null;
        var counts = router.Counts.ToDictionary(topic => topic.Topic, topic => topic.Count, StringComparer.Ordinal);
        var replaced = Topics.Where(topic => looks[topic].Id.Length > 0 && ids.Of(topic).Length > 0 && looks[topic].Id != ids.Of(topic)).ToList();
        if (replaced.Count == 0 && counts.All(topic => looks[topic.Key].Partitions == topic.Value))
        {
            _times = 0;
            return null;
        }

        var seen = string.Join(' ', Topics.Select(topic => $"{topic}={looks[topic].Id}*{looks[topic].Partitions}"));
        if (_times == 0 || seen != _seen) (_seen, _times, _since) = (seen, 0, time.GetTimestamp());
        if (++_times < Believed) return null;
        if (replaced.Count > 0)
            return new TopicFinding(Replaced: replaced.ToDictionary(topic => topic, topic => looks[topic].Id, StringComparer.Ordinal));
        var gone = Topics.Any(topic => looks[topic].Partitions == 0);
        if (time.GetElapsedTime(_since) < (gone && mode == OnTopicReplaced.Restart ? s_madeAnew : s_settled)) return null;
        var now = Topics.ToDictionary(topic => topic, topic => looks[topic].Partitions, StringComparer.Ordinal);
        return router.Misfit(now) is { } misfit ? new TopicFinding(Unfit: misfit) : new TopicFinding(Grown: now);
    }
}
