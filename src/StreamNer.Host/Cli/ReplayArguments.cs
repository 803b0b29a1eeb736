using System.CommandLine;
using System.Text.RegularExpressions;
using StreamNer.Kafka.Replay;

namespace StreamNer.Host.Cli;

/// <summary>The options of <c>replay</c> that are no settings.</summary>
internal sealed partial class ReplayArguments
{
    /// <summary>Adds all of them to <paramref name="command"/>.</summary>
    public ReplayArguments(Command command)
    {
        Bound(From);
        Bound(To);
        Name.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } name && !NamePattern().IsMatch(name))
                result.AddError("--name takes letters, digits, '.', '_' and '-', at most 100");
        });
        Positive(Throttle);
        Positive(MaxLag);
        foreach (var option in (ReadOnlySpan<Option>)[Name, Output, From, To, Like, Throttle, YieldTo, MaxLag, AllowCut, SkipCheck, DryRun,
            Repair, OverwriteNewer])
            command.Add(option);
    }

    /// <summary>The name of the replay.</summary>
    public Option<string?> Name { get; } = new("--name")
    {
        HelpName = "NAME",
        Description = "Name of the replay: processes with one name share the work, and later ones resume it. The consumer group is replay.NAME.",
    };

    /// <summary>The output.</summary>
    public Option<string?> Output { get; } = new("--output")
    {
        HelpName = "TOPIC",
        Description = "Topic of enriched records; created if missing, with the partitions and settings of --like.",
    };

    /// <summary>The lower bound.</summary>
    public Option<RangeBound?> From { get; } = new("--from")
    {
        HelpName = "beginning|TIME|OFFSET",
        Description = "Start of each partition; default beginning. A time looks like 2026-01-31T12:00:00Z.",
    };

    /// <summary>The upper bound.</summary>
    public Option<RangeBound?> To { get; } = new("--to")
    {
        HelpName = "end|TIME|OFFSET",
        Description = "End of each partition, exclusive; default its end when the replay begins.",
    };

    /// <summary>The old output.</summary>
    public Option<string?> Like { get; } = new("--like")
    {
        HelpName = "TOPIC",
        Description = "Old output; default kafka:output of the configuration, else the partitions of the input.",
    };

    /// <summary>Records a second.</summary>
    public Option<double?> Throttle { get; } = new("--throttle") { HelpName = "R", Description = "Limit this process to R records a second." };

    /// <summary>The group that goes first.</summary>
    public Option<string?> YieldTo { get; } = new("--yield-to")
    {
        HelpName = "GROUP",
        Description = "Wait while this group is more than --max-lag-seconds behind.",
    };

    /// <summary>Its lag from which on the replay waits, in seconds.</summary>
    public Option<double> MaxLag { get; } = new("--max-lag-seconds")
    {
        HelpName = "S",
        DefaultValueFactory = _ => 10,
        Description = "Lag of --yield-to above which the replay waits, until it has halved; default 10.",
    };

    /// <summary>Whether a cut range is replayed.</summary>
    public Option<bool> AllowCut { get; } = new("--allow-cut")
    {
        Description = "Start even if retention has deleted records after --from.",
    };

    /// <summary>Whether the account is left out.</summary>
    public Option<bool> SkipCheck { get; } = new("--skip-check")
    {
        Description = "Skip the final account of all offsets; another process with this name makes it.",
    };

    /// <summary>Whether nothing is written.</summary>
    public Option<bool> DryRun { get; } = new("--dry-run")
    {
        Description = "Print the range and an estimate of the duration from a sample; nothing is created or written.",
    };

    /// <summary>Whether degraded records are repaired, and the topic of their coordinates.</summary>
    public Option<string?> Repair { get; } = new("--repair")
    {
        HelpName = "TOPIC",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Enrich again the records whose coordinates are in this topic (default kafka:repair), into the output of the workers, with "
            + "the settings and the group of a worker.",
    };

    /// <summary>Whether a compacted output is written to.</summary>
    public Option<bool> OverwriteNewer { get; } = new("--overwrite-newer")
    {
        Description = "With --repair: write to a compacted output even though a repaired record hides a later one with its key.",
    };

    private static void Bound(Option<RangeBound?> option) => option.CustomParser = result =>
    {
        var text = result.Tokens is [var only] ? only.Value : "";
        if (RangeBound.Parse(text) is { } bound) return bound;
        result.AddError($"{option.Name} must be beginning, end, a time such as 2026-01-31T12:00:00Z or an offset, is '{text}'");
        return null;
    };

    private static void Positive<T>(Option<T> option) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<T>() is double and (<= 0 or double.NaN)) result.AddError($"{option.Name} must be above 0");
    });

    [GeneratedRegex("^[A-Za-z0-9._-]{1,100}$", RegexOptions.None, 10_000)]
    private static partial Regex NamePattern();
}
