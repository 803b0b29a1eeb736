using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Flow;

/// <summary>How records ended: in = enriched + rejected + tombstones. Written by one thread, may be read by any.</summary>
internal sealed class FlowCounts
{
    private static readonly int s_details = Enum.GetValues<FailureDetail>().Length;
    private readonly long[] _rejected = new long[Enum.GetValues<FailureKind>().Length * s_details];
    private long _enriched;
    private long _tombstones;

    /// <summary>Records in the enriched topic.</summary>
    public long Enriched => Volatile.Read(ref _enriched);

    /// <summary>Null values passed through.</summary>
    public long Tombstones => Volatile.Read(ref _tombstones);

    /// <summary>Records in the dead-letter topic.</summary>
    public long Rejected
    {
        get
        {
            long sum = 0;
            for (var i = 0; i < _rejected.Length; i++) sum += Volatile.Read(ref _rejected[i]);
            return sum;
        }
    }

    /// <summary>All records accounted for.</summary>
    public long Total => Enriched + Rejected + Tombstones;

    /// <summary>Rejections of one kind.</summary>
    public long RejectedBy(FailureKind kind)
    {
        long sum = 0;
        for (var i = 0; i < s_details; i++) sum += RejectedBy(kind, (FailureDetail)i);
        return sum;
    }

    /// <summary>Rejections of one kind with this detail.</summary>
    public long RejectedBy(FailureKind kind, FailureDetail detail) => Volatile.Read(ref _rejected[Index(kind, detail)]);

    /// <summary>Counts one record.</summary>
    public void Add(Outcome outcome)
    {
        switch (outcome)
        {
            case Outcome.Enriched: Volatile.Write(ref _enriched, _enriched + 1); break;
            case Outcome.Tombstone: Volatile.Write(ref _tombstones, _tombstones + 1); break;
            case Outcome.Rejected { Failure: var failure }:
                ref var rejected = ref _rejected[Index(failure.Kind, failure.Detail)];
                Volatile.Write(ref rejected, rejected + 1);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(outcome));
        }
    }

    /// <summary>Adds another account to this one.</summary>
    public void Add(FlowCounts other)
    {
        Volatile.Write(ref _enriched, _enriched + other.Enriched);
        Volatile.Write(ref _tombstones, _tombstones + other.Tombstones);
        for (var i = 0; i < _rejected.Length; i++) Volatile.Write(ref _rejected[i], _rejected[i] + Volatile.Read(ref other._rejected[i]));
    }

    private static int Index(FailureKind kind, FailureDetail detail) => ((int)kind * s_details) + (int)detail;
}
