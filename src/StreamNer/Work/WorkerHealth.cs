using System.Collections.Frozen;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StreamNer.Work;

/// <summary>Where a worker is in its life.</summary>
internal enum WorkerPhase
{
    /// <summary>Loading the model, checking topics, opening clients.</summary>
    Starting,

    /// <summary>The loop runs. Whether it is ready depends on the other checks.</summary>
    Running,

    /// <summary>It was told to stop and finishes what it has read.</summary>
    Draining,

    /// <summary>It cannot go on and is about to exit.</summary>
    Failed,
}

/// <summary>
/// What <c>/health/ready</c> and <c>/health/live</c> say. The worker moves the phase and hands over its checks once its parts exist; HTTP threads
/// read. A check answers from memory, without I/O or lock, since a probe must not wait for what it asks about.
/// </summary>
internal sealed class WorkerHealth
{
    /// <summary>The check of the phase itself; part of both endpoints.</summary>
    public const string Worker = "worker";

    private volatile FrozenDictionary<string, Func<HealthCheckResult>> _checks = FrozenDictionary<string, Func<HealthCheckResult>>.Empty;
    private int _phase;

    /// <summary>Names of the checks behind <c>/health/ready</c>, in the order shown.</summary>
    public static IReadOnlyList<string> ReadyChecks { get; } = ["brokers", "group", "intake", "registry", "model", "output"];

    /// <summary>Names of the checks behind <c>/health/live</c>, in the order shown.</summary>
    public static IReadOnlyList<string> LiveChecks { get; } = ["poll", "loop", "writer"];

    /// <summary>The phase now.</summary>
    public WorkerPhase Phase => (WorkerPhase)Volatile.Read(ref _phase);

    /// <summary>Moves on, never back: draining and failed do not become running again.</summary>
    public void Become(WorkerPhase phase)
    {
        int now;
        while ((now = Volatile.Read(ref _phase)) < (int)phase && Interlocked.CompareExchange(ref _phase, (int)phase, now) != now)
        {
        }
    }

    /// <summary>From now on the worker runs, and these checks, by name, say how it is.</summary>
    public void Run(IReadOnlyDictionary<string, Func<HealthCheckResult>> checks)
    {
        _checks = checks.ToFrozenDictionary(StringComparer.Ordinal);
        Become(WorkerPhase.Running);
    }

    /// <summary>Whether it takes work: only while the loop runs.</summary>
    public HealthCheckResult CheckReady() => Phase switch
    {
        WorkerPhase.Running => HealthCheckResult.Healthy("running"),
        WorkerPhase.Starting => HealthCheckResult.Unhealthy("starting"),
        WorkerPhase.Draining => HealthCheckResult.Unhealthy("draining: told to stop, finishes what it has read"),
        _ => HealthCheckResult.Unhealthy("failed: about to exit"),
    };

    /// <summary>Whether a restart would help: only once it has failed.</summary>
    public HealthCheckResult CheckLive() =>
        Phase == WorkerPhase.Failed ? CheckReady() : HealthCheckResult.Healthy(Phase.ToString().ToLowerInvariant());

    /// <summary>One of the checks. Healthy before the worker has handed it over: the phase speaks for all until then.</summary>
    public HealthCheckResult Check(string name) => _checks.TryGetValue(name, out var check) ? check() : HealthCheckResult.Healthy("not started");
}
