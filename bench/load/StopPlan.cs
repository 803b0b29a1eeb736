namespace StreamNer.Load;

/// <summary>Which program is started.</summary>
internal enum StopMode
{
    /// <summary><c>run</c> with transactions, on the real cluster.</summary>
    ExactlyOnce,

    /// <summary><c>run</c> without, on the real cluster.</summary>
    AtLeastOnce,

    /// <summary><c>demo</c> on its embedded cluster.</summary>
    Demo,

    /// <summary><c>annotate</c> of a large file.</summary>
    Annotate,
}

/// <summary>What becomes of the broker before the signal.</summary>
internal enum BrokerFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is killed, and is still dead when the signal comes.</summary>
    Dead,

    /// <summary>It is killed and started again; the signal comes while it starts or after.</summary>
    Restarted,

    /// <summary>It is frozen, and is still frozen when the signal comes.</summary>
    Frozen,
}

/// <summary>One start and stop.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Mode">Which program.</param>
/// <param name="Fault">What becomes of the broker.</param>
/// <param name="Signal">15 or 2.</param>
/// <param name="FromWork">Whether the delay begins when the program works, or when it was started.</param>
/// <param name="DelayMs">From there to the fault, or to the signal where there is none.</param>
/// <param name="SignalAfterMs">From the fault to the signal.</param>
internal readonly record struct PlannedStop(int Number, StopMode Mode, BrokerFault Fault, int Signal, bool FromWork, int DelayMs, int SignalAfterMs)
{
    public const int Terminate = 15;
    public const int Interrupt = 2;

    public bool IsRun => Mode is StopMode.ExactlyOnce or StopMode.AtLeastOnce;
}

/// <summary>The stops of a run: a function of seed and count.</summary>
internal static class StopPlan
{
    private static readonly StopMode[] s_modes =
        [StopMode.ExactlyOnce, StopMode.ExactlyOnce, StopMode.ExactlyOnce, StopMode.AtLeastOnce, StopMode.AtLeastOnce, StopMode.Annotate,
            StopMode.Demo];

    public static IReadOnlyList<PlannedStop> Make(int seed, int count)
    {
        var random = new Random(seed);
        var stops = new PlannedStop[count];
        for (var i = 0; i < count; i++)
        {
            var mode = s_modes[random.Next(s_modes.Length)];

            // Half of the workers lose their broker.
            var fault = mode is StopMode.Demo or StopMode.Annotate || random.Next(2) == 0 ? BrokerFault.None : (BrokerFault)random.Next(1, 4);
            var signal = random.Next(2) == 0 ? PlannedStop.Terminate : PlannedStop.Interrupt;
            var fromWork = random.Next(3) > 0;
            stops[i] = new PlannedStop(i + 1, mode, fault, signal, fromWork, random.Next(fromWork ? 1_500 : 4_000), random.Next(1_500));
        }

        return stops;
    }
}
