using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StreamNer.Work;

/// <summary>The worker's checks among those of an application.</summary>
internal static class WorkerHealthChecks
{
    private const string Own = "streamner";

    /// <summary>The tag of what is ready.</summary>
    public const string Ready = "ready";

    /// <summary>The tag of what is alive.</summary>
    public const string Live = "live";

    /// <summary>The name that a check has among those of its tag, such as <c>brokers</c>.</summary>
    public static string Short(string name, string tag) => name[(Own.Length + tag.Length + 2)..];

    /// <summary>Registers them, such as <c>streamner-ready-brokers</c> with the tags <c>streamner</c> and <c>ready</c>.</summary>
    public static void AddWorkerHealth(this IServiceCollection services, WorkerHealth health)
    {
        var checks = services.AddHealthChecks();
        Add(Ready, WorkerHealth.Worker, health.CheckReady);
        foreach (var name in WorkerHealth.ReadyChecks) Add(Ready, name, () => health.Check(name));
        Add(Live, WorkerHealth.Worker, health.CheckLive);
        foreach (var name in WorkerHealth.LiveChecks) Add(Live, name, () => health.Check(name));

        void Add(string tag, string name, Func<HealthCheckResult> check) => checks.AddCheck($"{Own}-{tag}-{name}", check, [Own, tag]);
    }
}
