using StreamNer.Pipeline;

namespace StreamNer.Flow;

/// <summary>What a topic's first records were like when the breaker tripped.</summary>
/// <param name="Topic">The input topic.</param>
/// <param name="Unreadable">Records that could not be read.</param>
/// <param name="Records">All records looked at, tombstones left out.</param>
/// <param name="At">The first unreadable one.</param>
/// <param name="Failure">What was wrong with it.</param>
internal readonly record struct RejectTrip(string Topic, long Unreadable, long Records, SourcePosition At, Failure Failure);

/// <summary>
/// Notices that nearly nothing of an input topic can be read: the settings do not fit it, and a whole topic would become dead letters. It judges each
/// topic by its first <see cref="RejectBreakerOptions.Window"/> records, all of its partitions together, in the order in which they are written.
/// Unreadable are those that decoding rejected as <see cref="FailureKind.InvalidText"/> or <see cref="FailureKind.InvalidRecord"/>; tombstones count
/// neither way.
/// <para>
/// A topic is armed until a readable record of it is final. After that the breaker only watches: a stretch of a window's length that is as bad is
/// reported once, until a better one. Records of the open run count on trial: <see cref="Commit"/> keeps them, <see cref="Drop"/> takes them back.
/// Counts begin anew with each start. Not thread-safe: the writer's alone.
/// </para>
/// </summary>
internal sealed class RejectBreaker(RejectBreakerOptions options)
{
    /// <summary>The fewest records from which anything is concluded.</summary>
    public const int Least = 20;

    private readonly Dictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly Dictionary<PartitionEpoch, Tally> _open = [];

    /// <summary>Counts a record that is about to be written into the open run.</summary>
    /// <returns>What it trips on: the run must not become final.</returns>
    public RejectTrip? Count(InputRecord record)
    {
        if (record.IsTombstone || record.Position is not { } at) return null;
        var unreadable = record.Failure is { Stage: FailureStage.Decode, Kind: FailureKind.InvalidText or FailureKind.InvalidRecord };
        if (!unreadable && record.Document is null) return null;
        var topic = TopicOf(at.Topic);
        var epoch = new PartitionEpoch(at.Topic, at.Partition, record.Epoch);
        if (!_open.TryGetValue(epoch, out var tally)) _open[epoch] = tally = new Tally();
        tally.Add(unreadable, at, record.Failure);
        if (topic.Proven || topic.Passed || !options.Enabled) return null;
        topic.OnTrial.Add(unreadable, at, record.Failure);
        if (topic.OnTrial.Records < options.Window) return null;
        if (IsBad(topic.OnTrial)) return topic.OnTrial.Trip(at.Topic);
        topic.Passed = true;
        return null;
    }

    /// <summary>The run is final for these partitions; what it held of others is taken back.</summary>
    /// <returns>Topics that are read but have turned bad, each once until it gets better.</returns>
    public IReadOnlyList<RejectTrip> Commit(IEnumerable<PartitionEpoch> partitions)
    {
        List<RejectTrip>? bad = null;
        foreach (var at in partitions)
        {
            if (!_open.TryGetValue(at, out var tally)) continue;
            var topic = TopicOf(at.Topic);
            topic.Proven |= tally.Readable > 0;
            topic.Final.Add(tally);
            topic.Stretch.Add(tally);
            if (topic.Stretch.Records < options.Window) continue;
            var wasBad = topic.Bad;
            topic.Bad = IsBad(topic.Stretch);
            if (topic.Bad && !wasBad) (bad ??= []).Add(topic.Stretch.Trip(at.Topic));
            topic.Stretch = new Tally();
        }

        Drop();
        return bad ?? [];
    }

    /// <summary>The open run is taken back: its records are read again, or are another worker's.</summary>
    public void Drop()
    {
        _open.Clear();
        foreach (var topic in _topics.Values) topic.Retry();
    }

    /// <summary>At the end of the input, with everything final: a topic that ended before its window was full.</summary>
    public RejectTrip? End()
    {
        if (!options.Enabled) return null;
        foreach (var (name, topic) in _topics)
        {
            if (!topic.Proven && topic.Final.Records >= Least && IsBad(topic.Final)) return topic.Final.Trip(name);
        }

        return null;
    }

    private bool IsBad(Tally tally) => tally.Unreadable > 0 && tally.Unreadable >= options.Share * tally.Records;

    private Topic TopicOf(string name)
    {
        if (!_topics.TryGetValue(name, out var topic)) _topics[name] = topic = new Topic();
        return topic;
    }

    private sealed class Topic
    {
        /// <summary>A readable record is final.</summary>
        public bool Proven { get; set; }

        /// <summary>The first window was good enough, by records of the open run.</summary>
        public bool Passed { get; set; }

        /// <summary>The last stretch was reported.</summary>
        public bool Bad { get; set; }

        public Tally Final { get; } = new();

        /// <summary>What is final and what the open run holds.</summary>
        public Tally OnTrial { get; private set; } = new();

        public Tally Stretch { get; set; } = new();

        public void Retry()
        {
            if (Proven) return;
            Passed = false;
            OnTrial = new Tally();
            OnTrial.Add(Final);
        }
    }

    private sealed class Tally
    {
        private SourcePosition _at;
        private Failure _failure;

        public long Readable { get; private set; }

        public long Unreadable { get; private set; }

        public long Records => Readable + Unreadable;

        public void Add(bool unreadable, in SourcePosition at, in Failure? failure)
        {
            if (!unreadable)
            {
                Readable++;
                return;
            }

            if (Unreadable++ == 0) (_at, _failure) = (at, failure!.Value);
        }

        public void Add(Tally other)
        {
            if (Unreadable == 0) (_at, _failure) = (other._at, other._failure);
            Readable += other.Readable;
            Unreadable += other.Unreadable;
        }

        public RejectTrip Trip(string topic) => new(topic, Unreadable, Records, _at, _failure);
    }
}
