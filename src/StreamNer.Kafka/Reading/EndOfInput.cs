using Confluent.Kafka;
using StreamNer.Kafka.Replay;

namespace StreamNer.Kafka.Reading;

/// <summary>
/// For <c>--until-end</c>: the ends that partitions had when they first became ours, and which have been reached. Under <c>read_committed</c> an
/// end is the last stable offset; control records may stand before it, so the client's end-of-partition notice counts too. A replay has fixed ends,
/// and is over for each of its workers when the group has reached all of them: until then a worker may take over what another leaves. Poll thread
/// only.
/// </summary>
/// <param name="membership">Whether the group has accepted us: who was thrown out has no partitions either, and is not done.</param>
/// <param name="protocol">Under the classic protocol an assignment follows each revocation, be it empty; under KIP-848 it may not.</param>
/// <param name="time">The clock.</param>
/// <param name="replay">The replay that this is; null otherwise.</param>
internal sealed class EndOfInput(Membership membership, MembershipProtocol protocol, TimeProvider time, ReplayRecord? replay = null)
{
    /// <summary>The longest time that one partition's end is asked for.</summary>
    public static readonly TimeSpan LearnLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_nothingLeft = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_askAgain = TimeSpan.FromSeconds(1);
    private readonly Dictionary<TopicPartition, long> _ends = replay?.Ends() ?? [];
    private readonly Dictionary<TopicPartition, long> _reached = [];
    private long? _idle;
    private bool _rebalancing;
    private long? _asked;

    /// <summary>Whether the ends are fixed, so that nothing beyond them need be read.</summary>
    public bool IsFixed => replay is not null;

    /// <summary>The group has given us partitions, or none. They are read from the group's position: what was reached before does not
    /// count.</summary>
    public void Assigned(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions) _reached.Remove(partition);
        _rebalancing = false;
        _idle = null;
    }

    /// <summary>The group has taken partitions back.</summary>
    public void Revoked()
    {
        _rebalancing = protocol == MembershipProtocol.Classic;
        _idle = null;
    }

    /// <summary>Asks for the ends that are not known yet, one by one; without an answer within <see cref="LearnLimit"/> the source fails.</summary>
    public void Learn(IEnumerable<TopicPartition> partitions, Func<TopicPartition, long> ask)
    {
        if (replay is not null) return;
        foreach (var partition in partitions) if (!_ends.ContainsKey(partition)) _ends[partition] = ask(partition);
    }

    /// <summary>
    /// The end of a partition; null where it has not been learned. Fixed ends need not be: the first record may come before there is time for it. Of
    /// a partition that a replay does not know, because it was added since, nothing is read.
    /// </summary>
    public long? EndOf(TopicPartition partition)
    {
        if (_ends.TryGetValue(partition, out var end)) return end;
        return replay is null ? null : 0;
    }

    /// <summary>
    /// Whether the whole group is done, by its positions as <paramref name="ask"/> gives them in the order asked (null: nobody knows). Asked once a
    /// second at most; always true where this is no replay.
    /// </summary>
    public bool IsGroupDone(Func<IReadOnlyList<TopicPartition>, IReadOnlyList<long>?> ask)
    {
        if (replay is null) return true;
        if (_asked is { } asked && time.GetElapsedTime(asked) < s_askAgain) return false;
        _asked = time.GetTimestamp();
        return ask(replay.Partitions()) is { } positions && replay.Ranges.Zip(positions).All(one => one.Second >= one.First.To);
    }

    /// <summary>The client had nothing beyond <paramref name="offset"/>.</summary>
    public void Reached(TopicPartition partition, long offset) => _reached[partition] = offset;

    /// <summary>The partition is read again.</summary>
    public void Reopen(TopicPartition partition) => _reached.Remove(partition);

    /// <summary>Whether the record was written after the start.</summary>
    public bool IsBeyond(TopicPartition partition, long offset)
    {
        if (EndOf(partition) is not { } end || offset < end) return false;
        _reached[partition] = offset;
        return true;
    }

    /// <summary>
    /// Whether all partitions have been read to their ends. A worker that is a member and has had none for ten seconds has nothing to do; one that
    /// the group has lost, or that waits for the end of a rebalance, is not done.
    /// </summary>
    public bool IsOver(IReadOnlyCollection<TopicPartition> assigned, Func<TopicPartition, long> next)
    {
        if (assigned.Count == 0)
        {
            if (_rebalancing || !membership.Accepted) _idle = null;
            else _idle ??= time.GetTimestamp();
            return _idle is { } since && (replay is not null || time.GetElapsedTime(since) > s_nothingLeft);
        }

        var over = true;
        foreach (var partition in assigned)
        {
            over &= EndOf(partition) is { } end && Math.Max(next(partition), _reached.GetValueOrDefault(partition, -1)) >= end;
        }

        return over;
    }
}
