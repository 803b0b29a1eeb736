using StreamNer.Chaos.Checking;

namespace StreamNer.Chaos.Workers;

/// <summary>The command line of a worker.</summary>
/// <param name="Bootstrap">The brokers.</param>
/// <param name="Model">The model's folder; null for the one that ships with the program.</param>
internal sealed record RunArguments(string Bootstrap, string? Model)
{
    /// <summary>The promise.</summary>
    public Promise Delivery { get; init; } = Promise.ExactlyOnce;

    /// <summary><c>classic</c> or <c>consumer</c>.</summary>
    public string Protocol { get; init; } = "classic";

    /// <summary>After how long a model run that hangs ends its worker.</summary>
    public const int WatchdogSeconds = 8;

    /// <summary>A schema registry's address.</summary>
    public string? Registry { get; init; }

    /// <summary>For a worker by name, with more arguments at the end.</summary>
    public IEnumerable<string> For(string name, params IEnumerable<string> more)
    {
        List<string> arguments =
        [
            "run", "--bootstrap-servers", Bootstrap, "--input", Names.Input, "--output", Names.Output, "--dead-letter", Names.DeadLetter, "--group",
            Names.Group,
            "--instance", name, "--delivery", Delivery == Promise.ExactlyOnce ? "exactly-once" : "at-least-once",
            "--set", $"model:watchdogSeconds={WatchdogSeconds}", "--set", "flow:quarantine:share=0.05",
            "--set", $"kafka:groupProtocol={Protocol}", "--set", $"kafka:transaction:timeoutMs={ChaosOptions.TransactionTimeout.TotalMilliseconds:0}",
        ];
        if (Model is not null) arguments.AddRange(["--model", Model]);
        if (Protocol == "classic")
            arguments.AddRange(["--set", $"kafka:consumer:session.timeout.ms={ChaosOptions.SessionTimeout.TotalMilliseconds:0}"]);
        if (Registry is not null) arguments.AddRange(["--schema-registry", Registry]);
        return arguments.Concat(more);
    }
}
