using System.CommandLine;
using System.Text.RegularExpressions;
using StreamNer.Kafka;

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
        Description = "The replay's name: processes of one name share the work, and a later one resumes it. Its group is replay.NAME.",
    };

    /// <summary>The output.</summary>
    public Option<string?> Output { get; } = new("--output")
    {
        HelpName = "TOPIC",
        Description = "The topic of enriched records; created when it is missing, with the partitions and settings of --like.",
    };

    /// <summary>The lower bound.</summary>
    public Option<RangeBound?> From { get; } = new("--from")
    {
        HelpName = "beginning|TIME|OFFSET",
        Description = "Where each partition begins; default beginning. A time is like 2026-01-31T12:00:00Z.",
    };

    /// <summary>The upper bound.</summary>
    public Option<RangeBound?> To { get; } = new("--to")
    {
        HelpName = "end|TIME|OFFSET",
        Description = "Where each partition ends, exclusive; default the end that it has when the replay begins.",
    };

    /// <summary>The old output.</summary>
    public Option<string?> Like { get; } = new("--like")
    {
        HelpName = "TOPIC",
        Description = "The old output; default kafka:output of the configuration, else the partitions of the input.",
    };

    /// <summary>Records a second.</summary>
    public Option<double?> Throttle { get; } = new("--throttle") { HelpName = "R", Description = "At most R records a second, by this process." };

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
        Description = "The lag of --yield-to from which on the replay waits, until it is half of it; default 10.",
    };

    /// <summary>Whether a cut range is replayed.</summary>
    public Option<bool> AllowCut { get; } = new("--allow-cut")
    {
        Description = "Begin although retention has taken records from --from on.",
    };

    /// <summary>Whether the account is left out.</summary>
    public Option<bool> SkipCheck { get; } = new("--skip-check")
    {
        Description = "Do not count at the end what has become of each offset; another process of this name does.",
    };

    /// <summary>Whether nothing is written.</summary>
    public Option<bool> DryRun { get; } = new("--dry-run")
    {
        Description = "Only print the range and how long it may take, by a sample; nothing is created or written.",
    };

    /// <summary>Whether degraded records are repaired, and the topic of their coordinates.</summary>
    public Option<string?> Repair { get; } = new("--repair")
    {
        HelpName = "TOPIC",
        Arity = ArgumentArity.ZeroOrOne,
        Description = "Enrich the records again whose coordinates stand in this topic (default kafka:repair), into the output of the workers, with "
            + "the settings and the group of one.",
    };

    /// <summary>Whether a compacted output is written to.</summary>
    public Option<bool> OverwriteNewer { get; } = new("--overwrite-newer")
    {
        Description = "With --repair: write to a compacted output too, where a repaired record hides a later one of its key.",
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
