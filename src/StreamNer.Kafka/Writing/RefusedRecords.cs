using Confluent.Kafka;
using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>
/// Finds the record that a topic refuses. Brokers refuse whole sets of records; those sent together with the culprit are only suspects. On the
/// retry each suspect is sent by itself, and who is refused alone is guilty: its verdict is a dead letter. Used by the writer alone.
/// </summary>
internal sealed class RefusedRecords
{
    private readonly Dictionary<SourcePosition, Failure> _verdicts = [];
    private readonly HashSet<SourcePosition> _suspects = [];

    /// <summary>What a refused record ends as.</summary>
    public static Failure FailureFor(ErrorCode code, int attempts = 1) =>
        new(code is ErrorCode.InvalidRecord or ErrorCode.InvalidTimestamp ? FailureKind.InvalidRecord : FailureKind.OversizeOutput, FailureStage.Write, attempts);

    /// <summary>Takes a refusal into account; false when it was a dead letter or a repair record, sent by itself: there is nowhere left to write it.</summary>
    public bool Accuse(FailedDelivery failed)
    {
        var at = failed.Record.Position!.Value;
        if (!failed.Alone) return _suspects.Add(at) || true;
        if (failed.Kind != OutputKind.Enriched) return false;
        if (failed.Error.Code != ErrorCode.Local_InvalidDifferentRecord) _verdicts[at] = FailureFor(failed.Error.Code, 2);
        return true;
    }

    /// <summary>Whether the record must be sent by itself.</summary>
    public bool IsSuspect(InputRecord record) => _suspects.Count > 0 && _suspects.Contains(record.Position!.Value);

    /// <summary>What the record ends as, when it has been found guilty.</summary>
    public Outcome? Verdict(InputRecord record) => _verdicts.Count > 0 && _verdicts.TryGetValue(record.Position!.Value, out var failure) ? new Outcome.Rejected(failure) : null;

    /// <summary>What is committed is settled.</summary>
    public void Forget(PartitionEpoch at, NextOffset next)
    {
        if (_suspects.Count == 0) return;
        _suspects.RemoveWhere(Settled);
        foreach (var position in _verdicts.Keys.Where(Settled).ToList()) _verdicts.Remove(position);

        bool Settled(SourcePosition position) => position.Offset < next.Value && position.Partition == at.Partition && position.Topic == at.Topic;
    }
}
