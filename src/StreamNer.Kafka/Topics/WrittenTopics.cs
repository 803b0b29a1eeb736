using System.Globalization;
using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Kafka.Records;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Topics;

/// <summary>
/// What the topics that a worker writes to take, by their settings as the brokers told them last: so that a record which would be refused becomes a
/// dead letter before it is sent. A refusal that the settings do not explain proves them stale, and so may a verdict that rests on settings older
/// than a minute: then they are read again. Where they may not be read, sizes are learned from refusals. Used by the writer; limits may be asked by
/// any thread.
/// </summary>
internal sealed class WrittenTopics
{
    // Brokers judge timestamps by their own clocks: what lies this close to a bound is left to them.
    private static readonly TimeSpan s_skew = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);
    private readonly KafkaOptions _options;
    private readonly EventLog _log;
    private readonly TimeProvider _time;
    private volatile Known _known;
    private long _asked;

    /// <summary>Starts with what is known.</summary>
    /// <param name="options">Names of the topics, brokers, security, and sizes that the user has set.</param>
    /// <param name="facts">From the preflight; empty: nothing is foreseen until a refusal.</param>
    /// <param name="log">Takes an event when settings have changed.</param>
    /// <param name="time">The clock.</param>
    public WrittenTopics(KafkaOptions options, IReadOnlyDictionary<string, TopicFacts> facts, EventLog log, TimeProvider time)
    {
        (_options, _log, _time) = (options, log, time);
        _known = new Known(options, facts);
        _asked = time.GetTimestamp();
    }

    /// <summary>The options with the producer's sizes that follow from the topics.</summary>
    internal KafkaOptions Sized => _known.Sized;

    /// <summary>Largest record (<see cref="RecordSize.InBatch"/>) that <paramref name="topic"/> and the producer take at present, in bytes.</summary>
    public long Limit(string topic) => _known.Limit(topic);

    /// <summary>Why the output topic would refuse this record; null where nothing speaks against sending it.</summary>
    internal Failure? Refusal(Message<byte[]?, byte[]?> message, CancellationToken cancel)
    {
        if (Judge(message) is not { } failure) return null;
        if (_time.GetElapsedTime(_asked) < s_fresh) return failure;
        Refresh(cancel, keepLearned: false).GetAwaiter().GetResult();
        return Judge(message);
    }

    /// <summary>Reads the settings again. True when that changes what is foreseen. Where they may not be read, what was learned may be
    /// kept.</summary>
    internal async Task<bool> Refresh(CancellationToken cancel, bool keepLearned = true)
    {
        if (!keepLearned) _asked = _time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(s_limit);
        try
        {
            using var reader = new ClusterReader(_options, limit.Token);
            var (known, facts) = (_known.Topics, await reader.Topics([.. _options.Written]));
            if (keepLearned && known.TryGetValue(_options.Output, out var output) && output.SizeLearned && !facts[_options.Output].SettingsKnown)
                facts[output.Name] = output;
            else _asked = _time.GetTimestamp();
            _known = new Known(_options, facts);
            var changed = facts.Values.Where(now => !known.TryGetValue(now.Name, out var then) || !now.TakesSame(then))
                .Select(now => now.Name).ToList();
            if (changed.Count > 0) _log.Info("kafka.topic_settings", $"settings of {string.Join(", ", changed)} were read again and have changed");
            return changed.Count > 0;
        }
        catch (Exception e) when (e is KafkaException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            _log.Warn("kafka.topic_settings", $"the settings of the topics written to cannot be read again: {e.Message}");
            return false;
        }
    }

    /// <summary>
    /// The output topic has refused a record of this size alone. Where its settings may not be read, this is its limit until they are asked for
    /// again: what is as large or larger would be refused too.
    /// </summary>
    /// <returns>False where the settings can be read, so that nothing need be learned.</returns>
    internal bool Learn(long refusedBytes)
    {
        var facts = _known.Topics.TryGetValue(_options.Output, out var found) ? found : new TopicFacts(_options.Output) { SettingsKnown = false };
        if (facts.SettingsKnown) return false;
        var learned =
            new Dictionary<string, TopicFacts>(_known.Topics,
            StringComparer.Ordinal)
            { [_options.Output] = facts with { MaxMessageBytes = refusedBytes - 1, SizeLearned = true } };
        _known = new Known(_options, learned);
        _asked = _time.GetTimestamp();
        return true;
    }

    private Failure? Judge(Message<byte[]?, byte[]?> message)
    {
        if (!_known.Topics.TryGetValue(_options.Output, out var topic)) return null;
        if ((topic.SettingsKnown || topic.SizeLearned) && RecordSize.InBatch(message) > Limit(topic.Name))
            return new(FailureKind.OversizeOutput, FailureStage.Write);
        if (!topic.SettingsKnown) return null;
        if (topic.Compacted && message.Key is null) return Refused(FailureDetail.TopicKey);
        if (topic.StampsItself || message.Timestamp.Type != TimestampType.CreateTime) return null;
        var age = (double)_time.GetUtcNow().ToUnixTimeMilliseconds() - message.Timestamp.UnixTimestampMs;
        return age - s_skew.TotalMilliseconds > topic.OldestMs || -age - s_skew.TotalMilliseconds > topic.NewestMs
            ? Refused(FailureDetail.TopicTimestamp)
            : null;
    }

    /// <summary>Facts, and what follows from them.</summary>
    private sealed class Known
    {
        private readonly PreflightReport _report;
        private readonly long _producer;

        public Known(KafkaOptions options, IReadOnlyDictionary<string, TopicFacts> topics)
        {
            _report = new PreflightReport([], topics);
            Sized = _report.Sized(options);
            _producer = long.TryParse(Sized.Producer["message.max.bytes"], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                ? bytes
                : long.MaxValue;
        }

        public IReadOnlyDictionary<string, TopicFacts> Topics => _report.Topics;

        public KafkaOptions Sized { get; }

        public long Limit(string topic) => Math.Min(_report.Limit(topic), _producer);
    }

    private static Failure Refused(FailureDetail detail) => new(FailureKind.InvalidRecord, FailureStage.Write, Detail: detail);
}
