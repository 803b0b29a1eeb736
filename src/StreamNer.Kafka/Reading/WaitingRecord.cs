using Confluent.Kafka;
using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>
/// The record whose decoding failed for a reason outside of it (the schema registry is away) and is tried again with growing pauses. It counts
/// as long as its partition is ours and not rewound. Poll thread only.
/// </summary>
internal sealed class WaitingRecord(AssignedPartitions assigned, TimeProvider time)
{
    private readonly RetryBackoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(15));
    private long _until;
    private int _epoch;

    /// <summary>The record; null when none waits.</summary>
    public ConsumeResult<byte[]?, byte[]?>? Result { get; private set; }

    /// <summary>Decoding failed once more. True when it had not failed before.</summary>
    public bool Hold(ConsumeResult<byte[]?, byte[]?> result, int epoch)
    {
        var first = Result is null;
        (Result, _epoch) = (result, epoch);
        _until = time.GetTimestamp() + (long)(_backoff.Next().TotalSeconds * time.TimestampFrequency);
        return first;
    }

    /// <summary>A record was decoded.</summary>
    public void Decoded()
    {
        Result = null;
        _backoff.Reset();
    }

    /// <summary>The record no longer counts.</summary>
    public void Drop() => Result = null;

    /// <summary>True while there is a record and its time has not come.</summary>
    public bool Waits(bool full)
    {
        if (Result is null) return false;
        if (assigned.Find(Result.TopicPartition) is { SeekPending: false } at && at.Epoch == _epoch) return full || time.GetTimestamp() < _until;
        Result = null;
        return false;
    }
}
