using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StreamNer.Work;

/// <summary>The worker's checks among those of an application.</summary>
internal static class WorkerHealthChecks
{
    private const string Own = "streamner";
    private const string Ready = "ready";
    private const string Live = "live";

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
