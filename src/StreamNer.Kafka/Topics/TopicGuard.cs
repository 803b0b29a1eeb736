using System.Diagnostics.Metrics;
using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Writing;

namespace StreamNer.Kafka.Topics;

/// <summary>What follows for a record, or an end, that the client has given.</summary>
internal enum PositionVerdict
{
    /// <summary>It is what comes next.</summary>
    Go,

    /// <summary>Not known yet: ask again.</summary>
    Wait,

    /// <summary>The client gave what it had given before; our own position holds.</summary>
    Again,

    /// <summary>The partition is read from its beginning under a new epoch.</summary>
    Restarted,
}

/// <summary>
/// Sees to it that positions are used for no other topic than the one they were taken in. Looks at the topics' ids and counts, and judges what does
/// not follow from a position: a topic that was deleted and made anew, or whose log was cut, stops the worker or is read from its beginning
/// (<see cref="KafkaOptions.OnTopicReplaced"/>). Before either the epochs of its partitions end, so that nothing more of the old one is committed.
/// Thread-safe; calls block for the brokers' answers.
/// </summary>
internal sealed class TopicGuard(
    KafkaOptions options, PartitionLedger ledger, OutputRouter router, TopicIds ids, ITopicAnswers brokers, Telemetry telemetry, EventLog log,
    TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private readonly TimeSpan _confirmLimit = TimeSpan.FromMilliseconds(options.Transaction.TimeoutMs / 2.0);
    private readonly Lock _gate = new();
    private readonly TopicChanges _changes = new(router, ids, options.OnTopicReplaced, time);
    private readonly Counter<long> _replaced = FromZero(telemetry.TopicsReplaced, router);
    private volatile bool _closed;
    private long _confirmed = long.MinValue;

    /// <summary>The longest time that <see cref="Judge"/> takes.</summary>
    public static TimeSpan JudgeLimit => 4 * BrokerAnswers.Limit;

    /// <summary>
    /// Whether a broker has answered lately; where none has, nothing is asked: a question would only wait for its time-out.
    /// </summary>
    public Func<bool> Reachable { get; set; } = () => true;

    /// <summary>Something is not as it was and not believed yet: look again soon.</summary>
    public bool InDoubt => _changes.InDoubt;

    /// <summary>Whether records of this partition may be written: it is not newer than what is known of its topic.</summary>
    public bool Covers(TopicPartition partition) => router.Covers(partition.Topic, partition.Partition.Value);

    /// <summary>One look at all topics.</summary>
    /// <exception cref="KafkaFatalException">The worker must stop.</exception>
    public void Look()
    {
        lock (_gate)
        {
            var began = time.GetTimestamp();
            if (_closed || Ask(_changes.Topics) is not { } looks) return;
            var finding = _changes.Seen(looks);
            if (options.Inputs.All(topic => looks.TryGetValue(topic, out var look) && look.Id == ids.Of(topic))) _confirmed = began;
            if (finding is null) return;
            if (finding.Unfit is { } unfit) throw new KafkaFatalException(unfit);
            foreach (var (topic, id) in finding.Replaced ?? new Dictionary<string, string>()) _ = Replaced(topic, id);
            if (finding.Grown is not { } grown) return;
            var counts = string.Join(", ", grown.Select(topic => $"{topic.Key} has {topic.Value} partitions"));
            log.Info("kafka.topic_grown", $"{counts}: the added ones are taken up");
            router.Grow(grown);
        }
    }

    /// <summary>
    /// Returns when a broker has said, later than <paramref name="since"/>, that the inputs are the topics that we know, or that they are not and
    /// their epochs have ended. What was read before then belongs to them: an id never returns. A topic may be replaced and read from within the
    /// second between two looks, so a run asks before it becomes final.
    /// </summary>
    /// <param name="since">When the last record of the run had been read: a <see cref="TimeProvider.GetTimestamp"/>.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>False where no broker says so in half the transaction's time.</returns>
    /// <exception cref="KafkaFatalException">The worker must stop.</exception>
    public bool Confirm(long since, CancellationToken cancel)
    {
        if (!ids.Known) return true;
        var started = time.GetTimestamp();
        while (Interlocked.Read(ref _confirmed) < since)
        {
            Look();
            if (Interlocked.Read(ref _confirmed) >= since) break;
            if (_closed || time.GetElapsedTime(started) > _confirmLimit) return false;
            if (cancel.WaitHandle.WaitOne(s_pause)) throw new OperationCanceledException(cancel);
        }

        return true;
    }

    /// <summary>
    /// What follows for what came at offset <paramref name="got"/> of a partition. The group's position there is <paramref name="committed"/>
    /// (nothing, where it has been judged before), the next offset should have been <paramref name="next"/> (-1: any), and <paramref name="newer"/>
    /// says whether it was written under a newer leader than what came before.
    /// </summary>
    /// <exception cref="KafkaFatalException">The worker must stop.</exception>
    public PositionVerdict Judge(GroupPosition committed, long next, long got, bool newer)
    {
        var (partition, topic, note) = (committed.Partition, committed.Partition.Topic, OffsetNote.TopicId(committed.Metadata));
        var known = ids.Of(topic);
        if (got >= next && SameTopic()) return PositionVerdict.Go;
        lock (_gate)
        {
            if (_closed || Ask([topic]) is not { } looks || !looks.TryGetValue(topic, out var look) || look.Partitions == 0)
                return PositionVerdict.Wait;

            // A look came first and has the partition read from the beginning: what came belongs to the position before that.
            if (known.Length > 0 && known != ids.Of(topic)) return PositionVerdict.Restarted;
            if (ids.Of(topic).Length > 0 && look.Id.Length > 0 && look.Id != ids.Of(topic))
            {
                // Another worker may have begun anew already, and this partition with it.
                var begun = note == look.Id && got >= next;
                if (!Replaced(topic, look.Id, begun ? partition : null)) return PositionVerdict.Wait;
                return begun ? PositionVerdict.Go : PositionVerdict.Restarted;
            }

            if (!SameTopic())
            {
                return Anew(
                    partition,
                    $"topic {topic} was deleted and created again since offset {committed.Offset} of {partition.Name()} was committed "
                    + $"(its id is {look.Id}, and was {note})");
            }

            if (!brokers.Ends([partition]).TryGetValue(partition, out var end)) return PositionVerdict.Wait;
            if (end >= next && !newer) return PositionVerdict.Again;
            return Anew(
                partition,
                $"the log of {partition.Name()} was truncated: it goes on at offset {got} and ends at {end}, while {next} was next "
                + "(an unclean leader election, or a cluster restored from a backup)");
        }

        bool SameTopic() => note.Length == 0 || ids.Of(topic).Length == 0 || note == ids.Of(topic);
    }

    /// <summary>Asks no more. What is asked later has no answer.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            brokers.Dispose();
        }
    }

    /// <returns>False where no broker says yet where the new topic begins: to be asked again.</returns>
    private bool Replaced(string topic, string id, TopicPartition? begun = null)
    {
        var was = ids.Of(topic);
        if (!options.Inputs.Contains(topic, StringComparer.Ordinal))
        {
            _replaced.Add(1, AssignmentMeter.Topic(topic));
            log.Warn(
                "kafka.topic_replaced",
                $"topic {topic} was deleted and created again (its id is {id}, and was {was}): what was written to the old one is gone",
                ("topic", topic));
        }
        else
        {
            var held = ledger.View().Where(view => view.Topic == topic).Select(view => new TopicPartition(topic, view.Partition));
            var finding = $"topic {topic} was deleted and created again (its id is {id}, and was {was})";
            if (!Anew([.. held.Where(partition => partition != begun)], topic, finding)) return false;
        }

        // Last: until here positions are committed under the old id, if at all.
        ids.Became(topic, id);
        return true;
    }

    // An increase from nothing to 1 is none for Prometheus: each topic's series begins with 0.
    private static Counter<long> FromZero(Counter<long> replaced, OutputRouter router)
    {
        foreach (var (topic, _) in router.Counts) replaced.Add(0, AssignmentMeter.Topic(topic));
        return replaced;
    }

    private PositionVerdict Anew(TopicPartition partition, string finding) =>
        Anew([partition], partition.Topic, finding) ? PositionVerdict.Restarted : PositionVerdict.Wait;

    private bool Anew(List<TopicPartition> partitions, string topic, string finding)
    {
        if (options.OnTopicReplaced == OnTopicReplaced.Stop)
        {
            _replaced.Add(1, AssignmentMeter.Topic(topic));
            ledger.Lose(partitions.Select(partition => (partition.Topic, partition.Partition.Value)));
            throw new KafkaFatalException(
                $"{finding}. Nothing is committed for it. To read it from its beginning set kafka:onTopicReplaced to restart; to begin elsewhere "
                + $"stop all workers and set the group's offsets (kafka-consumer-groups --reset-offsets --group {options.Group} --topic {topic})");
        }

        // A beginning that is guessed could be skipped: where the log does not reach back to it, the client reads on from its end (offsetReset
        // latest).
        var begins = brokers.Begins(partitions);
        if (!partitions.TrueForAll(begins.ContainsKey)) return false;
        _replaced.Add(1, AssignmentMeter.Topic(topic));
        foreach (var partition in partitions) ledger.Restart(partition.Topic, partition.Partition.Value, begins[partition]);
        log.Warn(
            "kafka.topic_replaced",
            $"{finding}: {string.Join(' ', partitions.Select(partition => partition.Name()))} read from the beginning (kafka:onTopicReplaced)",
            ("topic", topic), ("partitions", partitions.Count));
        return true;
    }

    private Dictionary<string, TopicLook>? Ask(IReadOnlyCollection<string> topics)
    {
        if (!Reachable()) return null;
        try
        {
            return brokers.Looks(topics);
        }
        catch (KafkaException)
        {
            // No answer; BrokerWatch says so.
            return null;
        }
    }
}
