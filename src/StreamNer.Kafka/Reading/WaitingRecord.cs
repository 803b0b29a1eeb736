using Confluent.Kafka;
using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>
/// The record whose decoding failed for a reason outside of it (the schema registry is away) and is tried again with growing pauses. It counts
/// as long as its partition is ours and not rewound. Poll thread only, but for <see cref="Because"/>.
/// </summary>
internal sealed class WaitingRecord(AssignedPartitions assigned, TimeProvider time)
{
    private readonly RetryBackoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(15));
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(3);
    private long _until;
    private int _epoch;
    private long _decoding;
    private volatile string? _failure;

    /// <summary>The record; null when none waits.</summary>
    public ConsumeResult<byte[]?, byte[]?>? Result { get; private set; }

    /// <summary>Why a record waits to be decoded; null while none does. Any thread.</summary>
    public string? Because
    {
        get
        {
            if (_failure is { } failure) return failure;
            return Volatile.Read(ref _decoding) is > 0 and var since && time.GetElapsedTime(since) > s_slow
                ? "the schema registry has not answered yet"
                : null;
        }
    }

    /// <summary>Decoding begins.</summary>
    public void Begin() => Volatile.Write(ref _decoding, time.GetTimestamp());

    /// <summary>Decoding failed once more. True when it had not failed before.</summary>
    public bool Hold(ConsumeResult<byte[]?, byte[]?> result, int epoch, string because)
    {
        var first = Result is null;
        (Result, _epoch) = (result, epoch);
        _failure = because;
        Volatile.Write(ref _decoding, 0);
        _until = time.GetTimestamp() + (long)(_backoff.Next().TotalSeconds * time.TimestampFrequency);
        return first;
    }

    /// <summary>A record was decoded.</summary>
    public void Decoded()
    {
        Drop();
        Volatile.Write(ref _decoding, 0);
        _backoff.Reset();
    }

    /// <summary>The record no longer counts.</summary>
    public void Drop()
    {
        Result = null;
        if (_failure is not null) _failure = null;
    }

    /// <summary>True while there is a record and its time has not come.</summary>
    public bool Waits(bool full)
    {
        if (Result is null) return false;
        if (assigned.Find(Result.TopicPartition) is { SeekPending: false } at && at.Epoch == _epoch) return full || time.GetTimestamp() < _until;
        Drop();
        return false;
    }
}
