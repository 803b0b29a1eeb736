using StreamNer.Chaos.Brokers;
using StreamNer.Chaos.Checking;
using StreamNer.Chaos.Load;
using StreamNer.Chaos.Workers;

namespace StreamNer.Chaos.Faults;

/// <summary>What a fault breaks. Process faults overlap with each other and with the rest; of the rest one strikes at a time.</summary>
internal enum FaultSort
{
    /// <summary>A worker's process.</summary>
    Process,

    /// <summary>A broker's process.</summary>
    Broker,

    /// <summary>The way between workers and what they talk to.</summary>
    Network,

    /// <summary>What is in the topics, and the topics themselves.</summary>
    Topic,
}

/// <summary>What a run must have for a fault to be possible.</summary>
[Flags]
internal enum Needs
{
    Nothing = 0,
    Proxies = 1,
    Registry = 2,
    ThreeBrokers = 4,
    ExactlyOnce = 8,
    AtLeastOnce = 16,
}

/// <summary>The parts of a run that faults play with.</summary>
internal sealed record Scene(ChaosOptions Options, Fleet Fleet, KafkaBrokers Brokers, Proxies? Proxies, LoadGenerator Load, CheckerProcess Checker);

/// <summary>Whom a fault hit and what came of it, and since when; null: since it was its turn.</summary>
internal readonly record struct Strike(string Hit, DateTimeOffset? At = null);

/// <summary>
/// A fault by name. <paramref name="Strike"/> breaks something, holds it, heals it, and says whom it hit; its random source decides everything that
/// is open.
/// </summary>
/// <param name="Name">As in <c>--faults</c>.</param>
/// <param name="Sort">What it breaks.</param>
/// <param name="Weight">How many times it is drawn while another of weight 1 is drawn once.</param>
/// <param name="Processes">How many processes it breaks, for the count of faults.</param>
/// <param name="What">One sentence for the report.</param>
/// <param name="Needs">What must be there.</param>
/// <param name="Strike">Returns when it is healed.</param>
/// <param name="OnRequest">Why <c>--faults default</c> leaves it out; null for one that it has.</param>
internal sealed record Fault(
    string Name, FaultSort Sort, int Weight, int Processes, string What, Needs Needs, Func<Scene, Random, CancellationToken, Task<Strike>> Strike,
    string? OnRequest = null);

/// <summary>A fault that has struck.</summary>
/// <param name="Fault">Its name.</param>
/// <param name="Sort">What it broke.</param>
/// <param name="Processes">How many processes.</param>
/// <param name="Hit">Whom, and what came of it.</param>
/// <param name="Struck">When it began.</param>
/// <param name="Healed">When everything it broke was whole again.</param>
internal sealed record FaultRecord(string Fault, FaultSort Sort, int Processes, string Hit, DateTimeOffset Struck, DateTimeOffset Healed);
