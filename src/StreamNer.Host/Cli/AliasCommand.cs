using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamNer.Flow;
using StreamNer.Host.Work;
using StreamNer.Kafka;
using StreamNer.Kafka.Control;

namespace StreamNer.Host.Cli;

/// <summary><c>alias</c>: a name for an output, moved to another one at offsets of the source that no consumer has passed.</summary>
internal static class AliasCommand
{
    private static readonly Argument<string> s_name = new("NAME") { Description = "Name of the alias." };

    /// <summary>The command.</summary>
    public static Command Create() =>
        new("alias", "Move consumers from one output to another so that they see each source offset once (docs/replay.md).")
        {
            Promote(), RollBack(), Resolve(), History(),
        };

    private static Command Promote()
    {
        var topic = new Argument<string>("TOPIC") { Description = "Output to point the alias to; a worker must keep writing to it." };
        var command = new Command("promote", "Point an alias to another output, starting at the current end of the input.") { s_name, topic };
        return With(command, RunCommand.Inputs, async (kafka, parsed, stop) =>
            Moved(await Alias.Promote(kafka, parsed.GetValue(s_name)!, parsed.GetValue(topic)!, stop), parsed.GetValue(s_name)!));
    }

    private static Command RollBack()
    {
        var command = new Command("rollback", "Point an alias back to its previous output, starting at the current end of the input.") { s_name };
        return With(command, null, async (kafka, parsed, stop) =>
            Moved(await Alias.RollBack(kafka, parsed.GetValue(s_name)!, stop), parsed.GetValue(s_name)!));
    }

    private static Command Resolve()
    {
        var place = new Option<string?>("--source")
        {
            HelpName = "TOPIC/PARTITION/OFFSET",
            Description = "A source offset; by default the current output is printed.",
        };
        place.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && PlaceOf(text) is null)
                result.AddError($"--source must be TOPIC/PARTITION/OFFSET, is '{text}'");
        });
        var command = new Command("resolve", "Print the output that an alias points to, or to which a source offset belongs.") { s_name, place };
        return With(command, null, async (kafka, parsed, stop) =>
        {
            if (await Find(kafka, parsed.GetValue(s_name)!, stop) is not { } alias) return ExitCode.Failed;
            var at = parsed.GetValue(place) is { } text ? PlaceOf(text) : null;
            Console.Out.WriteLine(at is { } source ? alias.Owner(source.Topic, source.Partition, source.Offset) : alias.Current());
            return ExitCode.Ok;
        });
    }

    private static Command History()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object per step." };
        var command = new Command("history", "Print all steps of an alias with their fences, oldest first.") { s_name, json };
        return With(command, null, async (kafka, parsed, stop) =>
        {
            if (await Find(kafka, parsed.GetValue(s_name)!, stop) is not { } alias) return ExitCode.Failed;
            foreach (var step in alias.Steps)
                Console.Out.WriteLine(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(new { topic = step.Topic, action = step.Action, atMs = step.AtMs, fences = step.Fences })
                    : Line(step));
            return ExitCode.Ok;
        });
    }

    private static Command With(
        Command command, SettingFlag? more, Func<KafkaOptions, ParseResult, CancellationToken, Task<int>> work)
    {
        SettingFlag[] flags = more is null ? [RunCommand.Servers, ReplayCommand.Control] : [RunCommand.Servers, ReplayCommand.Control, more];
        var settings = new SettingFlags(command, flags);
        command.SetAction(async (parsed, _) =>
        {
            // No group takes part, and no other topic is touched.
            List<(string, string)> others = [("kafka:group", "alias"), ("kafka:output", "(output)"), ("kafka:deadLetter", "(dead letters)"),
                ("kafka:repair", ""), ("repair:auto", "false"), ("pii:onModelDown", "stop")];
            var given = settings.Read(parsed, kafka: true, others).Settings.Kafka.Inputs;
            if (given.Length == 0) others.Add(("kafka:inputs:0", "(input)"));
            if (settings.Load(parsed, kafka: true, others) is not { Settings.Kafka: var kafka }) return ExitCode.Usage;
            return await StopSignals.Run(stop => work(kafka with { Inputs = given }, parsed, stop));
        });
        return command;
    }

    private static async Task<AliasRecord?> Find(KafkaOptions kafka, string name, CancellationToken stop)
    {
        if (await Alias.Find(kafka, name, stop) is { } alias) return alias;
        await Console.Error.WriteLineAsync($"streamner: {kafka.Control} has no alias '{name}'");
        return null;
    }

    private static int Moved(AliasRecord alias, string name)
    {
        Console.Out.WriteLine(Line(alias.Steps[^1]));
        Console.Error.WriteLine($"streamner: alias '{name}' names {alias.Current()}");
        return ExitCode.Ok;
    }

    private static string Line(AliasStep step)
    {
        var fences = step.Fences.SelectMany(input => input.Value.Select((offset, partition) => PartitionName.Of(input.Key, partition, offset)));
        var when = DateTimeOffset.FromUnixTimeMilliseconds(step.AtMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return $"{when}  {step.Action}  {step.Topic}  from {(step.Fences.Count == 0 ? "the beginning" : string.Join(", ", fences))}";
    }

    private static (string Topic, int Partition, long Offset)? PlaceOf(string text) =>
        text.Split('/') is [{ Length: > 0 } topic, var number, var place]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
        && long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? (topic, partition, offset) : null;
}
