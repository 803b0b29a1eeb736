using Microsoft.Extensions.Diagnostics.HealthChecks;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;

namespace StreamNer.Work;

/// <summary>The checks of a running worker, by the names that <see cref="WorkerHealth"/> lists. They only read what the parts
/// remember.</summary>
internal static class WorkerChecks
{
    // A broker that dies takes the write under way with it; readiness should say so within 10 s.
    private static readonly TimeSpan s_slowWrite = TimeSpan.FromSeconds(8);

    /// <summary>Made of the parts; <paramref name="rulesOnly"/>: the model is given up for now; <paramref name="liveness"/>: how long what should
    /// turn may stand still.</summary>
    public static Dictionary<string, Func<HealthCheckResult>> Of(
        Func<bool> rulesOnly, KafkaFlow flow, StreamLoop loop, IntakeSwitch intake, TimeSpan liveness) =>
        new(StringComparer.Ordinal)
        {
            ["brokers"] = () => flow.Watch.Brokers.IsLost
                ? HealthCheckResult.Unhealthy($"no broker has answered for {Seconds(flow.Watch.Brokers.Silence)}")
                : HealthCheckResult.Healthy("answer"),
            ["group"] = () => Group(flow),
            ["intake"] = () => intake.PausedFor is { } paused
                ? HealthCheckResult.Degraded($"paused for {Seconds(paused)}: POST /control/resume continues")
                : HealthCheckResult.Healthy(intake.YieldsTo is { } group ? $"yields to group {group}" : "open"),
            ["registry"] = () => flow.Source.WaitsBecause is { } why
                ? HealthCheckResult.Unhealthy($"a record waits to be decoded: {why}")
                : HealthCheckResult.Healthy("no record waits for it"),
            ["model"] = () => Model(rulesOnly, flow.Source.Deferred, loop),
            ["output"] = () => Output(flow, loop),
            ["poll"] = () => Turns(flow.Source.Heartbeat.Overdue, liveness),
            ["loop"] = () => Turns(loop.Enriching.Overdue, liveness),

            // The loop counts the whole call of the sink, the sink each call of the client with its own limit: the writer stands still when both do.
            ["writer"] = () =>
                Turns(loop.Writing.Overdue < flow.Sink.Heartbeat.Overdue ? loop.Writing.Overdue : flow.Sink.Heartbeat.Overdue, liveness),
        };

    private static HealthCheckResult Group(KafkaFlow flow)
    {
        if (!flow.Source.Joined) return HealthCheckResult.Unhealthy("not a member: the group has not accepted this worker yet, or has removed it");
        return flow.Watch.Coordinator.IsLost
            ? HealthCheckResult.Unhealthy($"the group's coordinator has not answered for {Seconds(flow.Watch.Coordinator.Silence)}")
            : HealthCheckResult.Healthy("a member");
    }

    private static HealthCheckResult Model(Func<bool> rulesOnly, int deferred, StreamLoop loop)
    {
        if (loop.StalledBecause is { } why) return HealthCheckResult.Unhealthy($"a batch is tried again and again: {why}");
        if (!rulesOnly()) return HealthCheckResult.Healthy("answers");
        var waiting = deferred > 0 ? $"; {deferred} partitions wait for it" : "";
        return HealthCheckResult.Degraded($"the model is down; records are made by rules alone{waiting}");
    }

    private static HealthCheckResult Output(KafkaFlow flow, StreamLoop loop)
    {
        if (flow.Sink.FailsBecause is { } why) return HealthCheckResult.Unhealthy($"what is written is taken back again and again: {why}");
        return loop.Writing.Overdue > s_slowWrite
            ? HealthCheckResult.Unhealthy($"the brokers have not taken what was written for {Seconds(loop.Writing.Overdue)}")
            : HealthCheckResult.Healthy("written and committed");
    }

    private static HealthCheckResult Turns(TimeSpan overdue, TimeSpan limit) =>
        overdue > limit
            ? HealthCheckResult.Unhealthy($"no progress for {Seconds(overdue)} (http:livenessSeconds)")
            : HealthCheckResult.Healthy("turns");

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0} s";
}
