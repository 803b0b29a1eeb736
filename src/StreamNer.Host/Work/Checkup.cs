using StreamNer.Configuration;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Host.Configuration;
using StreamNer.Kafka;
using StreamNer.Kafka.Registry;
using StreamNer.Kafka.Topics;
using StreamNer.Onnx;
using StreamNer.Snapshots;
using StreamNer.Work;

namespace StreamNer.Host.Work;

/// <summary>How a check ended.</summary>
internal enum CheckStatus
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Nothing to check: not configured, or what it hangs on is missing.</summary>
    Skipped,

    /// <summary>A worker starts, and something may surprise.</summary>
    Warning,

    /// <summary>A worker would not start.</summary>
    Error,
}

/// <summary>One check: what was looked at, and what was found or has to be changed.</summary>
internal readonly record struct Check(string Name, CheckStatus Status, string Message);

/// <summary>What a worker looks at before it starts, without starting: the snapshot first, then the brokers and the registry.</summary>
internal static class Checkup
{
    /// <summary>Runs all checks; a failure is a result, and the others still run.</summary>
    public static async Task<IReadOnlyList<Check>> Run(Settings settings, CancellationToken cancel)
    {
        var checks = new List<Check> { new("settings", CheckStatus.Ok, "valid") };
        checks.AddRange(await SnapshotChecks(settings, cancel));
        checks.AddRange(await KafkaChecks(settings, cancel));
        return checks;
    }

    /// <summary>Keys, knowledge base, detectors and the model with its self-tests: all that <see cref="Snapshot.Create"/> puts together.</summary>
    private static async Task<IReadOnlyList<Check>> SnapshotChecks(Settings settings, CancellationToken cancel)
    {
        var warnings = new List<string>();
        var active = "";
        using var telemetry = new Telemetry();
        try
        {
            using var snapshot = await Snapshot.Load(settings, telemetry, new EventLog(Note), cancel);
            var model = snapshot.Model;
            var test = model.SelfTest;
            return
            [
                new("model", CheckStatus.Ok,
                    $"{model.Name} {model.Hash[..12]} on {model.Provider}; self-test passed, largest difference {test.MaxDifference:0.######}"),
                new("keys", CheckStatus.Ok, snapshot.Keys.HasActive ? $"version {snapshot.Keys.ActiveVersion} is active" : "none configured"),
                new("detectors", CheckStatus.Ok, "self-test passed"),
                new("snapshot", CheckStatus.Ok, active),
                .. warnings.Select(warning => new Check("engine", CheckStatus.Warning, warning)),
            ];
        }
        catch (OptionsException mistakes)
        {
            return [.. mistakes.Errors.Select(error => new Check(error.Key, CheckStatus.Error, error.Message))];
        }
        catch (ModelException unusable)
        {
            return [new("model", CheckStatus.Error, unusable.Message)];
        }
        catch (DetectorException failing)
        {
            return [new("detectors", CheckStatus.Error, failing.Message)];
        }

        void Note(LogEvent entry)
        {
            if (entry.Severity == Severity.Warning) warnings.Add(entry.Message);
            else if (entry.Name == "snapshot.active") active = entry.Message;
        }
    }

    private static async Task<IReadOnlyList<Check>> KafkaChecks(Settings settings, CancellationToken cancel)
    {
        PreflightReport report;
        try
        {
            using var registry = settings.SchemaRegistry.Url is null ? null : new SchemaRegistry(settings.SchemaRegistry);
            report = await Preflight.Run(settings.Kafka, settings.Input, settings.Output, registry, settings.SchemaRegistry, cancel);
        }
        catch (OptionsException mistakes)
        {
            return [.. mistakes.Errors.Select(error => new Check(error.Key, CheckStatus.Error, error.Message))];
        }

        var findings = report.Findings.ToList();
        var kafka = settings.Kafka;
        var checks = new List<Check>();
        var answered = report.Topics.Count > 0;
        Add("brokers", answered ? $"{kafka.BootstrapServers} answer" : null, "kafka:bootstrapServers");
        foreach (var topic in report.Inputs) AddTopic("input", topic, "kafka:inputs");
        AddTopic("output", kafka.Output, "kafka:output");
        AddTopic("dead letters", kafka.DeadLetter, "kafka:deadLetter");
        if (kafka.Repair.Length > 0) AddTopic("repair", kafka.Repair, "kafka:repair");
        Add("group", answered ? $"'{kafka.Group}' may be joined" : null, "kafka:group");
        var transactions = kafka.Delivery == Delivery.ExactlyOnce ? "the brokers allow the time-out" : "none: at-least-once";
        Add("transactions", answered ? transactions : null, "kafka:transaction:timeoutMs");
        var registered = settings.SchemaRegistry.Url is { } url ? $"{url.GetLeftPart(UriPartial.Path)} answers" : "none configured";
        Add("registry", registered, "schemaRegistry:url", "schemaRegistry:autoRegister");
        if (settings.Repair.Auto) checks.Add(AutoRepair(kafka, report));
        checks.AddRange(findings.Select(finding => new Check(finding.Key, Status(finding), finding.Message)));
        return checks;

        void AddTopic(string role, string topic, string key)
        {
            var facts = report.Topics.GetValueOrDefault(topic);
            var fine = facts is { Exists: true } ? $"{PartitionName.Count(facts.Partitions)}, records to {facts.MaxMessageBytes} bytes" : null;
            var own = findings.Where(finding => finding.Key == key && finding.Message.Contains($"'{topic}'", StringComparison.Ordinal)).ToList();
            Report($"{role} {topic}", fine, own);
        }

        void Add(string name, string? fine, params string[] keys) =>
            Report(name, fine, findings.Where(finding => keys.Contains(finding.Key, StringComparer.Ordinal)).ToList());

        // A finding is told once, in the row it belongs to.
        void Report(string name, string? fine, List<Finding> own)
        {
            foreach (var finding in own)
            {
                findings.Remove(finding);
                checks.Add(new(name, Status(finding), $"{finding.Key}: {finding.Message}"));
            }

            if (own.Count == 0) checks.Add(fine is null ? new(name, CheckStatus.Skipped, "no broker answered") : new(name, CheckStatus.Ok, fine));
        }
    }

    private static Check AutoRepair(KafkaOptions kafka, PreflightReport report)
    {
        const string Name = "repair:auto";
        if (report.Topics.GetValueOrDefault(kafka.Output) is not { Exists: true } output)
            return new(Name, CheckStatus.Skipped, $"{kafka.Output} was not found");
        return output.Compacted
            ? new(Name, CheckStatus.Error, RedriveParts.Compacted(kafka, RedriveParts.Repaired, RedriveParts.WithoutAuto))
            : new(Name, CheckStatus.Ok, $"degraded records of {kafka.Repair} are repaired");
    }

    private static CheckStatus Status(Finding finding) => finding.Severity == Severity.Error ? CheckStatus.Error : CheckStatus.Warning;
}
