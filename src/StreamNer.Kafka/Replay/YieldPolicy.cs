namespace StreamNer.Kafka.Replay;

/// <summary>Whether a replay holds back for another group: from a lag above the limit on, until it is half of it. One caller at a time.</summary>
/// <param name="maxLagSeconds">The limit.</param>
internal sealed class YieldPolicy(double maxLagSeconds)
{
    private bool _yields;

    /// <summary>Decides by the other group's lag in seconds; what is unknown (null) changes nothing.</summary>
    public bool Decide(double? lagSeconds) => _yields = lagSeconds switch
    {
        null => _yields,
        { } lag when lag > maxLagSeconds => true,
        { } lag when lag <= maxLagSeconds / 2 => false,
        _ => _yields,
    };
}
