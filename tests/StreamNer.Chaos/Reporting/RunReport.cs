using System.Text.Json;
using System.Text.Json.Serialization;
using StreamNer.Chaos.Checking;
using StreamNer.Chaos.Faults;
using StreamNer.Chaos.Workers;

namespace StreamNer.Chaos.Reporting;

/// <summary>How a worker ended after SIGTERM at the end of the run; null when it did not within the limit.</summary>
internal sealed record WorkerStop(string Worker, double Seconds, int? ExitCode);

/// <summary>Everything a run shows.</summary>
internal sealed record RunReport
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Converters = { new JsonStringEnumConverter() } };

    /// <summary>How it was called.</summary>
    public required string Command { get; init; }

    /// <summary>UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>From the first record to the verdict.</summary>
    public required double Minutes { get; init; }

    /// <summary>The program under test and the brokers.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>The run's settings.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The checker's.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What struck, in the order of time.</summary>
    public required IReadOnlyList<FaultRecord> Faults { get; init; }

    /// <summary>Recovery of each of <see cref="Faults"/>; empty where faults overlapped.</summary>
    public required IReadOnlyList<RecoveryTime> Recoveries { get; init; }

    /// <summary>Faults that could not be brought about.</summary>
    public required IReadOnlyList<string> Unstruck { get; init; }

    /// <summary>Workers that ended though no fault meant them to.</summary>
    public required IReadOnlyList<WorkerEnd> OwnEnds { get; init; }

    /// <summary>The stop at the end.</summary>
    public required IReadOnlyList<WorkerStop> Stops { get; init; }

    /// <summary>Seconds from the end of the load until everything was committed; null when it was not.</summary>
    public required double? DrainSeconds { get; init; }

    /// <summary>Whatever is wrong beside the broken rules.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>True when every rule held and nothing else is wrong.</summary>
    public bool Held => Verdict.Held && Findings.Count == 0;

    /// <summary>Processes of workers broken.</summary>
    public int ProcessFaults => Faults.Where(fault => fault.Sort == FaultSort.Process).Sum(fault => fault.Processes);

    /// <summary>Processes of brokers broken.</summary>
    public int BrokerFaults => Faults.Where(fault => fault.Sort == FaultSort.Broker).Sum(fault => fault.Processes);

    /// <summary>Writes the JSON and the Markdown form.</summary>
    public async Task Write(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(path + ".json", JsonSerializer.Serialize(this, s_json) + "\n");
        await File.WriteAllTextAsync(path + ".md", MarkdownReport.Of(this));
    }
}
