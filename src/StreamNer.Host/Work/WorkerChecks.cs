using Microsoft.Extensions.Diagnostics.HealthChecks;
using StreamNer.Flow;
using StreamNer.Kafka;

namespace StreamNer.Host.Work;

/// <summary>The checks of a running worker, by the names that <see cref="Http.WorkerHealth"/> lists.</summary>
internal static class WorkerChecks
{
    /// <summary>Made of the parts; the checks only read what the parts remember.</summary>
    public static Dictionary<string, Func<HealthCheckResult>> Of(Engine engine, KafkaFlow flow, StreamLoop loop) => new(StringComparer.Ordinal)
    {
        ["group"] = () => flow.Source.Joined ? HealthCheckResult.Healthy("a member") : HealthCheckResult.Unhealthy("the group has not accepted us yet"),
        ["model"] = () => Model(engine, loop),
    };

    private static HealthCheckResult Model(Engine engine, StreamLoop loop)
    {
        if (loop.Stalled) return HealthCheckResult.Unhealthy("the model does not answer; batches are tried again until it does");
        return engine.RulesOnly ? HealthCheckResult.Degraded("the model is down; records are made by rules alone") : HealthCheckResult.Healthy("answers");
    }
}
