namespace StreamNer.Host.Http;

/// <summary>Where a worker stands in its life.</summary>
internal enum ReadinessState
{
    /// <summary>The model loads, no partition has been assigned yet, or work waits for something that is down.</summary>
    Starting,

    /// <summary>It takes work.</summary>
    Ready,

    /// <summary>It was told to stop and finishes what it has read.</summary>
    Draining,

    /// <summary>It cannot go on.</summary>
    Failed,
}

/// <summary>What <c>/health/ready</c> tells. Written by the worker, read by HTTP threads.</summary>
internal sealed class Readiness
{
    private volatile ReadinessState _state = ReadinessState.Starting;
    private volatile Func<bool>? _condition;
    private volatile Func<bool>? _degraded;

    /// <summary>The state now.</summary>
    public ReadinessState State => _state == ReadinessState.Ready && _condition?.Invoke() == false ? ReadinessState.Starting : _state;

    /// <summary>True when it takes work but makes results by rules alone.</summary>
    public bool Degraded => State == ReadinessState.Ready && _degraded?.Invoke() == true;

    /// <summary>Moves on. Draining and failed do not become ready again.</summary>
    public void Become(ReadinessState state)
    {
        if (_state >= ReadinessState.Draining && state <= ReadinessState.Ready) return;
        _state = state;
    }

    /// <summary>From now on it is ready whenever <paramref name="condition"/> holds, and degraded whenever <paramref name="degraded"/> does.</summary>
    public void BecomeReadyWhen(Func<bool> condition, Func<bool>? degraded = null)
    {
        _degraded = degraded;
        _condition = condition;
        Become(ReadinessState.Ready);
    }
}
