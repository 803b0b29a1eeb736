namespace StreamNer.Chaos.Faults;

/// <summary>All faults.</summary>
internal static class FaultTable
{
    private static readonly string[] s_exactlyOnce =
        ["begin.before", "begin.after", "produce.before", "produce.after", "offsets.before", "offsets.after", "commit.before", "commit.after"];
    private static readonly string[] s_atLeastOnce =
        ["produce.before", "produce.after", "flush.before", "flush.after", "commit.before", "commit.after"];

    /// <summary>By sort.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        new("kill", FaultSort.Process, 6, 1, "SIGKILL to a worker at a random moment", Needs.Nothing, ProcessFaults.Kill),
        .. s_exactlyOnce.Select(point => AtFailpoint(point, Needs.ExactlyOnce)),
        .. s_atLeastOnce.Select(point => AtFailpoint(point, Needs.AtLeastOnce)),
        new("freeze", FaultSort.Process, 2, 1, "SIGSTOP to a worker beyond its session and its transaction time-out, then SIGCONT", Needs.Nothing,
            ProcessFaults.Freeze),
        new("rebalance-storm", FaultSort.Process, 1, 4, "four more workers join one after the other and leave again, drained or killed",
            Needs.Nothing, ProcessFaults.Storm),
        new("duplicate-id", FaultSort.Process, 1, 1, "a second worker of the same --instance on another host", Needs.ExactlyOnce,
            ProcessFaults.Duplicate),
        new("model-fail", FaultSort.Process, 1, 1, "every model run of a worker fails for some seconds, the probe too", Needs.Nothing,
            ProcessFaults.ModelFails),
        new("model-hang", FaultSort.Process, 1, 1, "a model run never ends; the worker's watchdog ends the process", Needs.Nothing,
            ProcessFaults.ModelHangs),

        new("broker-kill", FaultSort.Broker, 2, 1, "SIGKILL to a broker, which comes back after some seconds", Needs.ThreeBrokers, BrokerFaults.Kill),
        new("broker-freeze", FaultSort.Broker, 2, 1, "SIGSTOP to a broker, longer than its session with the controller", Needs.Nothing,
            BrokerFaults.Freeze),
        new("rolling-restart", FaultSort.Broker, 1, 3, "a controlled restart of each broker, one after the other", Needs.ThreeBrokers,
            BrokerFaults.Roll),
        new("brokers-down", FaultSort.Broker, 1, 3, "SIGKILL to all brokers at once; they come back after some seconds", Needs.ThreeBrokers,
            BrokerFaults.Blackout),
        new("lone-broker-kill", FaultSort.Broker, 1, 1, "SIGKILL to the only broker", Needs.Nothing, BrokerFaults.Kill,
            "with one replica Kafka itself may skip an abort marker: docs/delivery.md does not promise exactly-once there"),

        new("delay", FaultSort.Network, 1, 1, "every answer of the brokers comes 300 ms late, give or take 100", Needs.Proxies, NetworkFaults.Delay),
        new("cut", FaultSort.Network, 1, 1, "the workers cannot reach one broker", Needs.Proxies, NetworkFaults.Cut),
        new("cut-all", FaultSort.Network, 1, 1, "the workers cannot reach any broker, beyond their sessions", Needs.Proxies, NetworkFaults.CutAll),
        new("stall", FaultSort.Network, 1, 1, "connections to one broker stay open and nothing passes", Needs.Proxies, NetworkFaults.Stall),
        new("registry-down", FaultSort.Network, 1, 1, "the schema registry refuses connections while a worker is killed and must start",
            Needs.Proxies | Needs.Registry, NetworkFaults.RegistryDown,
            "it needs a schema registry"),

        new("poison", FaultSort.Topic, 1, 1, "40 records that break every model run they take part in, among 160 others", Needs.Nothing,
            TopicFaults.Poison),
        new("defect", FaultSort.Topic, 1, 1, "5 records on which a stage of the pipeline throws, among 195 others", Needs.Nothing,
            TopicFaults.Defect),
        new("refused", FaultSort.Topic, 1, 1, "20 records that the output topic refuses, among 180 others", Needs.Nothing, TopicFaults.Refused,
            "one refused record costs a cycle of its own with back-off, so that the run falls far behind"),
        new("topic-growth", FaultSort.Topic, 1, 1, "a partition is added to all three topics, the outputs first", Needs.Nothing, TopicFaults.Grow,
            "a worker that starts between two of the steps takes the counts as they are, and moves keys"),
        new(TopicReplacement.Name, FaultSort.Topic, 0, 1, "at the very end the input topic is deleted and made anew, longer than before",
            Needs.Nothing,
            (_, _, _) => throw new InvalidOperationException("it is never drawn"), "it ends the run: every worker stops"),
    ];

    /// <summary>Those that can strike in a run.</summary>
    /// <param name="options">The run; <c>default</c> among its faults stands for all that are on by default.</param>
    /// <exception cref="UsageException">A name is unknown, or the run lacks what a fault asked for by name needs.</exception>
    public static IReadOnlyList<Fault> Choose(ChaosOptions options)
    {
        var has = Needs.Nothing;
        if (options.Tools.Length > 0) has |= Needs.Proxies;
        if (options.RegistryLauncher.Length > 0) has |= Needs.Registry;
        if (options.Brokers == 3) has |= Needs.ThreeBrokers;
        has |= options.Delivery == Checking.Promise.ExactlyOnce ? Needs.ExactlyOnce : Needs.AtLeastOnce;

        var chosen = new List<Fault>();
        foreach (var name in options.Faults)
        {
            var named = name == "default" ? All.Where(fault => fault.OnRequest is null) : All.Where(fault => fault.Name == name);
            if (!named.Any())
                throw new UsageException(
                    $"--faults: there is no '{name}'; there are: default, {string.Join(", ", All.Select(fault => fault.Name).Distinct())}");
            var possible = named.Where(fault => has.HasFlag(fault.Needs)).ToList();
            if (possible.Count == 0) throw new UsageException($"--faults: {name} needs {named.First().Needs & ~has}");
            chosen.AddRange(possible);
        }

        return [.. chosen.DistinctBy(fault => fault.Name)];
    }

    private static Fault AtFailpoint(string point, Needs needs) =>
        new($"kill@{point}", FaultSort.Process, 1, 1, $"SIGKILL at the failpoint {point}", needs, (scene, random, cancel) =>
            ProcessFaults.AtFailpoint(point, scene, random, cancel));
}

/// <summary>The command line asks for what cannot be.</summary>
internal sealed class UsageException(string message) : Exception(message);
