using StreamNer.Chaos.Checking;

namespace StreamNer.Chaos;

/// <summary>What a run is asked to do.</summary>
internal sealed record ChaosOptions
{
    /// <summary>Short, so that a frozen worker outlives it soon.</summary>
    public static readonly TimeSpan TransactionTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The members' session time-out with the classic protocol; with the new one the brokers set it (10 s).</summary>
    public static readonly TimeSpan SessionTimeout = TimeSpan.FromSeconds(6);

    /// <summary>Seeds load and schedule.</summary>
    public required int Seed { get; init; }

    /// <summary>How long faults strike.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>Names of faults, or <c>default</c>.</summary>
    public required string[] Faults { get; init; }

    /// <summary><c>classic</c> or <c>consumer</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The promise under test.</summary>
    public required Promise Delivery { get; init; }

    /// <summary>1 or 3.</summary>
    public required int Brokers { get; init; }

    /// <summary>Worker processes.</summary>
    public required int Workers { get; init; }

    /// <summary>Partitions of each topic.</summary>
    public required int Partitions { get; init; }

    /// <summary>Input records a second.</summary>
    public required double Rate { get; init; }

    /// <summary>Mean seconds between two process faults.</summary>
    public required double ProcessGap { get; init; }

    /// <summary>Mean seconds between the end of a broker fault and the next.</summary>
    public required double BrokerGap { get; init; }

    /// <summary>One fault at a time, the next only when the rate of before is back: for recovery times.</summary>
    public required bool Single { get; init; }

    /// <summary>The program under test.</summary>
    public required string Streamner { get; init; }

    /// <summary>The script that starts brokers.</summary>
    public required string KafkaLauncher { get; init; }

    /// <summary>The script that starts a schema registry; empty: none.</summary>
    public required string RegistryLauncher { get; init; }

    /// <summary>The folder of the proxy program; empty: none.</summary>
    public required string Tools { get; init; }

    /// <summary>Where reports go, and under which name (without extension).</summary>
    public required string Report { get; init; }

    /// <summary>Everything of the run: brokers' data, logs.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether values are framed and their schemas registered.</summary>
    public bool UsesRegistry => Array.Exists(Faults, name => name == "registry-down");
}
