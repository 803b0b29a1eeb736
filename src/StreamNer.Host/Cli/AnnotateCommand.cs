using System.Collections.Concurrent;
using System.CommandLine;
using StreamNer.Configuration;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Host.Configuration;
using StreamNer.Host.Evaluation;
using StreamNer.Host.Lines;
using StreamNer.Host.Logging;
using StreamNer.Host.Watching;
using StreamNer.Host.Work;
using StreamNer.Kafka.Records;
using StreamNer.Logging;
using StreamNer.Pii;
using StreamNer.Pii.Policy;
using StreamNer.Snapshots;

namespace StreamNer.Host.Cli;

/// <summary><c>annotate</c>: one line in, one JSON object out, in the same order.</summary>
internal static class AnnotateCommand
{
    /// <summary>The flags that change a result; <c>eval</c> and <c>bench</c> have some of them too.</summary>
    public static readonly SettingFlag Model = new("--model", "model:path", "DIR", "Directory of a Hugging Face ONNX export of the model.");

    /// <summary>See <see cref="Model"/>.</summary>
    public static readonly SettingFlag Aggregation =
        new("--aggregation", "pipeline:aggregation", "simple|first|average|max", "How the scores of a word's pieces become one label.");

    /// <summary>See <see cref="Model"/>.</summary>
    public static readonly SettingFlag Words =
        new("--words", "pipeline:words", "text|tokenizer", "Which words bound entities: those of the text, or those of the model's tokeniser.");

    /// <summary>As <see cref="Model"/>, for <c>run</c> too.</summary>
    public static readonly SettingFlag OnModelDown =
        new("--on-model-down", "pii:onModelDown", "stop|degrade", "While the model is down: wait, or continue with rules only.");

    /// <summary>As <see cref="Model"/>, for <c>run</c> too.</summary>
    public static readonly SettingFlag Profile = new(
        "--profile", "pii:profile", "none|default|strict|hipaa-safe-harbor|pci",
        "Policy for personal data; docs/pii.md describes the profiles.");

    /// <summary>As <see cref="Model"/>.</summary>
    public static readonly SettingFlag KnowledgeBase =
        new("--knowledge-base", "linking:knowledgeBase", "FILE", "Knowledge base to link entities to.");

    private static readonly SettingFlag s_candidates =
        new("--candidates", "linking:candidates", "N", "Number of other candidates listed for each entity, with their scores: 0 to 20.");

    private static readonly SettingFlag s_offsets = new("--offsets", "pipeline:offsets", "codepoint|utf16|utf8", "Unit of all offsets.");

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var keep = new Option<bool>("--no-redact") { Description = "Report findings of personal data and leave the text unchanged." };
        var mix = new Option<string?>("--label-mix-out")
        {
            HelpName = "FILE",
            Description = "Write the number of entities by label, for use as drift:reference.",
        };
        var diff = new Option<string?>("--policy-diff")
        {
            HelpName = "POLICY",
            Description = "Instead of annotating, count the findings and documents that another profile, or one of pii:policies, would change.",
        };
        var command = new Command("annotate", "Annotate lines of text without Kafka: one line in, one JSON object out, in the same order.")
        {
            keep, mix, diff,
        };
        var input = new TextInput(command);
        var flags = new SettingFlags(command, Model, Aggregation, Words, Profile, s_offsets, OnModelDown, KnowledgeBase, s_candidates);
        command.SetAction(async (parsed, _) =>
        {
            if (flags.Load(parsed, kafka: false, input.Settings(parsed)) is not { Settings: var settings }) return ExitCode.Usage;
            Settings? other = null;
            if (parsed.GetValue(diff) is { } name && (other = WithPolicy(settings, name)) is null) return ExitCode.Usage;
            if (other is not null && parsed.GetValue(keep))
            {
                SettingFlags.Refuse([new OptionError("--policy-diff", "compares what policies do; --no-redact keeps them from it: leave one out")]);
                return ExitCode.Usage;
            }

            return await Run(settings, other, input.Path(parsed), redact: !parsed.GetValue(keep), parsed.GetValue(mix));
        });
        return command;
    }

    /// <summary>The settings with another policy for what has none by topic or tenant; null where there is none of this name.</summary>
    private static Settings? WithPolicy(Settings settings, string name)
    {
        var pii = settings.Pii;
        if (!pii.Policies.TryGetValue(name, out var policy))
        {
            if (ProfileTable.Find(name) is not { } profile)
            {
                SettingFlags.Refuse([new OptionError("--policy-diff", $"'{name}' is neither a profile nor one of pii:policies")]);
                return null;
            }

            policy = new PolicyOptions { Profile = profile };
        }

        return settings with
        {
            Pii = pii with { Profile = policy.Profile, Regions = policy.Regions, Actions = policy.Actions, Key = policy.Key, Id = policy.Id },
        };
    }

    private static async Task<int> Run(Settings settings, Settings? other, string path, bool redact, string? mixOut)
    {
        using var signals = new StopSignals(StopSignals.ShortGrace);
        using var logs = Logs.Create(settings.Log);
        using var bridge = new EventBridge(logs.CreateLogger(Logs.Category), TimeProvider.System);
        var log = bridge.Log;
        using var telemetry = new Telemetry();
        var labels = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        try
        {
            using var listener = mixOut is null ? null
                : new LabelListener(telemetry, (label, entities) => labels.AddOrUpdate(label, entities, (_, before) => before + entities));
            var code = await Run(settings, other, path, redact, telemetry, log, signals);
            if (mixOut is null || code != ExitCode.Ok) return code;
            return WriteMix(new LabelMix(new SortedDictionary<string, long>(labels, StringComparer.Ordinal)), mixOut);
        }
        catch (OperationCanceledException) when (signals.Code != 0)
        {
            return signals.Code;
        }
    }

    private static int WriteMix(LabelMix mix, string path)
    {
        try
        {
            mix.Write(path);
            if (mix.Total < LabelMix.Fewest)
                Console.Error.WriteLine($"streamner: --label-mix-out: {mix.Total} entities are too few for a reference; it takes {LabelMix.Fewest}");
            return ExitCode.Ok;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"streamner: --label-mix-out '{path}' cannot be written");
            return ExitCode.Failed;
        }
    }

    private static async Task<int> Run(
        Settings settings, Settings? other, string path, bool redact, Telemetry telemetry, EventLog log, StopSignals signals)
    {
        var input = FileArgument.Open(path);
        using var snapshot = await Snapshot.Load(settings, telemetry, log, signals.Stop, new SnapshotChoices { Redact = redact });
        using var watchdog = HungProcess.Watch(snapshot, settings, log);
        using var unused = new Telemetry();
        using var otherSnapshot = other is null ? null : await Snapshot.Load(other, unused, log, signals.Stop);
        using var otherWatchdog = otherSnapshot is null ? null : HungProcess.Watch(otherSnapshot, other!, log);
        var diff = otherSnapshot is null ? null : new PolicyDiff(snapshot.Enrich, otherSnapshot.Enrich);
        await using var source = new LineSource(
            input, new DocumentCodec(settings.InputWithTenant), settings.Batch.Bounds, new ByteBudget(settings.Flow.InFlightBytes),
            TimeProvider.System);
        await using var sink = new LineSink(diff is null ? StandardOutput.Open() : Stream.Null);
        using var loop = new StreamLoop(
            source, diff is null ? snapshot.Enrich : diff.Enrich, sink, settings.Flow, telemetry, log, TimeProvider.System);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(
            watchdog.Fired, otherWatchdog?.Fired ?? CancellationToken.None, signals.Stop);
        var started = TimeProvider.System.GetTimestamp();
        var file = input as FileStream;
        var what = file is null ? "standard input" : Path.GetFileName(path);
        var result = await TerminalProgress.Follow(
            loop.Run(signals.Stop, leave.Token), what, file?.Length, () => file!.Position, () =>
                $"{loop.Counts.Total} lines, {loop.Counts.Rejected} rejected");
        watchdog.ThrowIfFired();
        otherWatchdog?.ThrowIfFired();
        var counts = result.Counts;
        await Console.Error.WriteLineAsync(WorkSummary.Of("line", counts.Total, "annotated", counts.Rejected,
            TimeProvider.System.GetElapsedTime(started)));
        diff?.Write(StandardOutput.Open());
        if (source.Ended && result.Drained) return ExitCode.Ok;

        // Cut short by a signal: the output is a prefix in whole lines, and the exit code says that there was more.
        return signals.Code != 0 ? signals.Code : ExitCode.Failed;
    }
}
