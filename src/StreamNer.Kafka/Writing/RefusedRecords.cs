using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Writing;

/// <summary>
/// Finds the records that a topic refuses although its settings did not tell. Where several of a set are invalid, the brokers name them (KIP-467,
/// since 2.4) and the client calls the others <see cref="ErrorCode.Local_InvalidDifferentRecord"/>: then the named ones are guilty, provided that no
/// other set was under way. Where the client names all, one of them may be meant, and a set that is too large names nobody: on the retry each of its
/// records is sent by itself, and who is refused alone is guilty. Used by the writer alone.
/// </summary>
internal sealed class RefusedRecords
{
    private readonly Dictionary<SourcePosition, Failure> _verdicts = [];
    private readonly HashSet<SourcePosition> _suspects = [];

    /// <summary>What a refused record ends as.</summary>
    public static Failure FailureFor(ErrorCode code, int attempts = 1) => code switch
    {
        ErrorCode.InvalidRecord => new(FailureKind.InvalidRecord, FailureStage.Write, attempts, FailureDetail.TopicRefused),
        ErrorCode.InvalidTimestamp => new(FailureKind.InvalidRecord, FailureStage.Write, attempts, FailureDetail.TopicTimestamp),
        _ => new(FailureKind.OversizeOutput, FailureStage.Write, attempts),
    };

    /// <summary>
    /// Whether a refusal convicts its record; <paramref name="named"/>: others of its set, the only one under way, were told apart.
    /// </summary>
    public static bool Convicts(FailedDelivery failed, bool named) =>
        failed.Error.Code != ErrorCode.Local_InvalidDifferentRecord && (failed.Alone || (named && failed.Error.Code == ErrorCode.InvalidRecord));

    /// <summary>Takes the refusal of an enriched record, or of a set, into account. True when it tells something new.</summary>
    public bool Accuse(FailedDelivery failed, bool named)
    {
        var at = failed.Record.Position!.Value;
        if (failed.Error.Code == ErrorCode.Local_InvalidDifferentRecord) return false;
        return Convicts(failed, named) ? _verdicts.TryAdd(at, FailureFor(failed.Error.Code, 2)) : _suspects.Add(at);
    }

    /// <summary>Whether the record must be sent by itself.</summary>
    public bool IsSuspect(InputRecord record) => _suspects.Count > 0 && _suspects.Contains(record.Position!.Value);

    /// <summary>What the record ends as, when it has been found guilty.</summary>
    public Failure? Verdict(InputRecord record) =>
        _verdicts.Count > 0 && _verdicts.TryGetValue(record.Position!.Value, out var failure) ? failure : null;

    /// <summary>The size that the topic takes is known now: what was suspected for its size need not be sent by itself.</summary>
    public void Acquit() => _suspects.Clear();

    /// <summary>What is committed need not be remembered.</summary>
    public void Forget(PartitionEpoch at, NextOffset next)
    {
        if (_suspects.Count == 0 && _verdicts.Count == 0) return;
        _suspects.RemoveWhere(Committed);
        foreach (var position in _verdicts.Keys.Where(Committed).ToList()) _verdicts.Remove(position);

        bool Committed(SourcePosition position) => position.Offset < next.Value && position.Partition == at.Partition && position.Topic == at.Topic;
    }
}
