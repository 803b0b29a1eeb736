using StreamNer.Kafka.Replay;

namespace StreamNer.Kafka.Redriving;

/// <summary>What a worker says of itself to <see cref="AutoRepair"/>.</summary>
/// <param name="Leads">Whether the repair is its turn: it holds the first partition of the first input, which one worker of a group does.</param>
/// <param name="ModelAnswers">Whether the model answers.</param>
/// <param name="Busy">Whether a batch of the live stream is being enriched at this moment.</param>
/// <param name="LagSeconds">How far the worker is behind; null where that is unknown.</param>
internal readonly record struct RepairSigns(bool Leads, bool ModelAnswers, bool Busy, double? LagSeconds);

/// <summary>
/// Whether degraded records may be repaired beside the live stream: while the model answers and lag is low, and both have held for
/// <see cref="RepairOptions.SettleSeconds"/>. What is unknown counts as high lag. Policy only. One caller at a time.
/// </summary>
internal sealed class RepairGate(RepairOptions options, TimeProvider time)
{
    private readonly YieldPolicy _lag = new(options.MaxLagSeconds);
    private readonly TimeSpan _settle = TimeSpan.FromSeconds(options.SettleSeconds);
    private long? _calmSince;

    /// <summary>Decides by what the worker says now.</summary>
    public bool Decide(RepairSigns signs)
    {
        var behind = _lag.Decide(signs.LagSeconds);
        if (behind || signs.LagSeconds is null || !signs.ModelAnswers)
        {
            _calmSince = null;
            return false;
        }

        var now = time.GetTimestamp();
        _calmSince ??= now;
        return time.GetElapsedTime(_calmSince.Value, now) >= _settle;
    }
}
