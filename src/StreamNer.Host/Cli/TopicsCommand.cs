using System.CommandLine;
using System.Text.Json;
using StreamNer.Kafka.Topics;

namespace StreamNer.Host.Cli;

/// <summary><c>topics create</c>: the output, dead-letter and repair topics with the partitions and sizes that a worker needs.</summary>
internal static class TopicsCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var replication = new NumberOption("--replication", 1, "Replicas of each partition; by default the brokers' setting.", short.MaxValue);
        var dryRun = new Option<bool>("--dry-run") { Description = "Print what would be done and do nothing." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object per topic." };
        var create =
            new Command("create",
            "Create the enriched, the dead-letter and (if named) the repair and control topics for existing input topics. Existing topics are "
            + "checked and never changed.") { replication, dryRun, json };
        var flags = new SettingFlags(create, RunCommand.Servers, RunCommand.Inputs, RunCommand.Output, RunCommand.DeadLetter, RunCommand.Repair,
            ReplayCommand.Control);
        create.SetAction(async (parsed, _) =>
        {
            // No group takes part; its name is not needed.
            if (flags.Load(parsed, kafka: true, ("kafka:group", "topics")) is not { Settings.Kafka: var kafka }) return ExitCode.Usage;
            var changes = await TopicAdmin.Create(kafka, (short?)parsed.GetValue(replication), parsed.GetValue(dryRun));
            foreach (var change in changes) Write(change, parsed.GetValue(dryRun), parsed.GetValue(json));
            return changes.Any(change => change.Action == TopicAction.Refused) ? ExitCode.Failed : ExitCode.Ok;
        });
        return new Command("topics", "Create topics.") { create };
    }

    private static void Write(TopicChange change, bool dryRun, bool json)
    {
        var action = Name(change.Action, dryRun);
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(new { topic = change.Topic, action, message = change.Message }));
        else Console.Out.WriteLine($"{change.Topic}: {action}, {change.Message}");
    }

    // A dry run must not read like the deed in a log.
    private static string Name(TopicAction action, bool dryRun) => action switch
    {
        TopicAction.Created => dryRun ? "would create" : "created",
        TopicAction.Kept => dryRun ? "would keep" : "kept",
        _ => dryRun ? "would refuse" : "refused",
    };
}
