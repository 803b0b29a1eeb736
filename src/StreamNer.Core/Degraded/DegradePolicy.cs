namespace StreamNer.Degraded;

/// <summary>What an answer or a failure of the model has changed.</summary>
internal enum ModelChange
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The first failure after an answer: batches wait.</summary>
    Down,

    /// <summary>It has failed for too long: batches go on without it.</summary>
    GivenUp,

    /// <summary>It answers again: batches ask it again.</summary>
    Recovered,
}

/// <summary>
/// When batches go on with rules alone. Full: every batch asks the model; when it has failed for <see cref="DegradeOptions.AfterSeconds"/>
/// without an answer in between, the state is rules-only. Rules-only: one batch every <see cref="DegradeOptions.RetrySeconds"/> asks; its answer
/// ends the state. To return to rules-only takes the whole time again, so that a model that comes and goes does not make every second batch
/// degraded. Holds no work and starts none. Thread-safe.
/// </summary>
internal sealed class DegradePolicy(DegradeOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly TimeSpan _after = TimeSpan.FromSeconds(options.AfterSeconds);
    private readonly TimeSpan _retry = TimeSpan.FromSeconds(options.RetrySeconds);
    private long? _failingSince;
    private long _lastTurn;
    private volatile bool _rulesOnly;

    /// <summary>Whether the model is given up for now.</summary>
    public bool RulesOnly => _rulesOnly;

    /// <summary>Whether the caller's batch is to ask the model; in the rules-only state true for one caller each interval, who then must
    /// ask.</summary>
    public bool TakeTurn()
    {
        lock (_lock)
        {
            if (!_rulesOnly) return true;
            var now = time.GetTimestamp();
            if (time.GetElapsedTime(_lastTurn, now) < _retry) return false;
            _lastTurn = now;
            return true;
        }
    }

    /// <summary>The model has answered.</summary>
    public ModelChange Answered()
    {
        lock (_lock)
        {
            if (_failingSince is null) return ModelChange.None;
            _failingSince = null;
            _rulesOnly = false;
            return ModelChange.Recovered;
        }
    }

    /// <summary>The model has failed, its probe text included.</summary>
    public ModelChange Failed()
    {
        lock (_lock)
        {
            if (_rulesOnly) return ModelChange.None;
            var now = time.GetTimestamp();
            var first = _failingSince is null;
            var since = _failingSince ??= now;
            if (time.GetElapsedTime(since, now) < _after) return first ? ModelChange.Down : ModelChange.None;
            _rulesOnly = true;
            _lastTurn = now;
            return ModelChange.GivenUp;
        }
    }
}
