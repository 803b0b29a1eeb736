using StreamNer.Kafka.Writing;

namespace StreamNer.Kafka.Reading;

/// <summary>
/// Whether the group has accepted us. Assignments say so at once; a standby worker may be given no partitions and get no call at all, so the client's
/// own view of its membership is looked at too. A rebalance, in which the generation is unknown for a while, changes nothing; a lost membership does,
/// until the next assignment. Thread-safe.
/// </summary>
internal sealed class Membership
{
    private readonly Lock _lock = new();
    private bool _accepted;
    private int _losses;

    /// <summary>The group has accepted us and has not thrown us out since.</summary>
    public bool Accepted
    {
        get
        {
            lock (_lock) return _accepted;
        }
    }

    /// <summary>How often it was lost: to be read before the client's view, and given to <see cref="Looked"/> with it.</summary>
    public int Losses
    {
        get
        {
            lock (_lock) return _losses;
        }
    }

    /// <summary>The group has given us partitions, or none.</summary>
    public void Assigned()
    {
        lock (_lock) _accepted = true;
    }

    /// <summary>The client says that its membership is over.</summary>
    public void Lost()
    {
        lock (_lock)
        {
            _accepted = false;
            _losses++;
        }
    }

    /// <summary>The client's own view. It does not count when the membership was lost while it was asked for.</summary>
    public void Looked(GroupGeneration seen, int losses)
    {
        lock (_lock)
        {
            if (losses != _losses) return;
            if (seen.MemberId.Length == 0) _accepted = false;

            // Under KIP-848 a member has its id from the beginning and joins at generation 0.
            else if (seen.Generation > 0) _accepted = true;
        }
    }
}
