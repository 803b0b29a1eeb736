using System.CommandLine;
using System.Text.Json;
using StreamNer.Configuration;
using StreamNer.Host.Configuration;
using StreamNer.Host.Lines;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Redriving;
using StreamNer.Pii.Keys;

namespace StreamNer.Host.Cli;

/// <summary><c>dead-letters</c>: lists, shows and counts what stands in a dead-letter topic, sealed letters opened with the keys of
/// <c>pii:keys</c>; <c>retry</c> sends records again.</summary>
internal static class DeadLettersCommand
{
    /// <summary>How values are read: to find a record's tenant, and to send it again.</summary>
    private static readonly SettingFlag[] s_input = [RunCommand.Format, RunCommand.JsonField];

    /// <summary>The command. Alone it lists.</summary>
    public static Command Create()
    {
        var command = new Command(
            "dead-letters", "List, show, count or retry dead letters; list is the default. Sealed letters are opened with the keys in pii:keys.");
        AsList(command);
        var list = new Command("list", "Print dead letters as JSON lines, up to the end of the topic; nothing is committed.");
        AsList(list);
        command.Add(list);
        command.Add(Show());
        command.Add(Count());
        command.Add(RetryCommand.Create());
        return command;
    }

    private static void AsList(Command command)
    {
        var most = new NumberOption("--max", 0, "Print at most N letters.");
        command.Add(most);
        var filter = new LetterFilterOptions(command);
        var flags = new SettingFlags(command, [RunCommand.Servers, RunCommand.DeadLetter, .. s_input]);
        command.SetAction((parsed, cancel) => Task.FromResult(Reading(flags, parsed, letters =>
            List(letters, filter.Filter(parsed), parsed.GetValue(most) ?? int.MaxValue, cancel))));
    }

    private static Command Show()
    {
        var partition = new Argument<int>("PARTITION") { Description = "Partition of the letter in the dead-letter topic." };
        var offset = new Argument<long>("OFFSET") { Description = "Offset of the letter in that partition." };
        var command = new Command("show", "Print one dead letter as indented JSON.") { partition, offset };
        var flags = new SettingFlags(command, RunCommand.Servers, RunCommand.DeadLetter);
        command.SetAction((parsed, cancel) => Task.FromResult(Reading(flags, parsed, letters =>
        {
            var (p, o) = (parsed.GetValue(partition), parsed.GetValue(offset));
            if (DeadLetterReader.Find(letters.Kafka, letters.Seal, p, o, cancel) is not { } letter)
            {
                Console.Error.WriteLine($"streamner: {letters.Kafka.DeadLetter} has no letter at partition {p}, offset {o}");
                return ExitCode.Failed;
            }

            StandardOutput.Open().Write(LetterLine.Of(letter.At, letter.Letter, indented: true));
            return letter.Letter.Unopened is null ? ExitCode.Ok : ExitCode.Failed;
        })));
        return command;
    }

    private static Command Count()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object per line instead of a table." };
        var command = new Command("count", "Count dead letters by source topic, reason, detail and stage.") { json };
        var filter = new LetterFilterOptions(command);
        var flags = new SettingFlags(command, [RunCommand.Servers, RunCommand.DeadLetter, .. s_input]);
        command.SetAction((parsed, cancel) => Task.FromResult(Reading(flags, parsed, letters =>
        {
            var redrive = new Redrive([], filter.Filter(parsed), letters.Decode);
            var counts = LetterCounts.Of(letters.Read(cancel).Select(one => one.Letter).Where(redrive.Means));
            foreach (var one in counts)
            {
                Console.Out.WriteLine(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(
                        new { topic = one.Topic, reason = one.Reason, detail = one.Detail, stage = one.Stage, count = one.Count })
                    : $"{one.Count,10}  {one.Topic}  {one.Reason}  {one.Detail}  {one.Stage}");
            }

            var total = counts.Sum(one => one.Count);
            Console.Error.WriteLine($"streamner: {total} dead letter{(total == 1 ? "" : "s")}");
            return ExitCode.Ok;
        })));
        return command;
    }

    private static int Reading(SettingFlags flags, ParseResult parsed, Func<Letters, int> work)
    {
        // No group takes part, and no other topic is touched.
        (string, string)[] others = [("kafka:group", "dead-letters"), ("kafka:inputs", ""), ("kafka:inputs:0", "(input)"),
            ("kafka:output", "(output)"), ("kafka:repair", ""), ("repair:auto", "false"), ("pii:onModelDown", "stop")];
        if (flags.Load(parsed, kafka: true, others) is not { Settings: var settings }) return ExitCode.Usage;
        var mistakes = new List<OptionError>();
        using var keys = KeyRing.Load(settings.Pii.Keys, Environment.GetEnvironmentVariable, mistakes);
        if (mistakes.Count > 0)
        {
            SettingFlags.Refuse(mistakes);
            return ExitCode.Usage;
        }

        return work(new Letters(settings, new DeadLetterSeal(new DeadLetterCipher(keys))));
    }

    private static int List(Letters letters, LetterFilter filter, int most, CancellationToken cancel)
    {
        using var output = StandardOutput.Open();
        var redrive = new Redrive([], filter, letters.Decode);
        var (total, unopened) = (0, 0);
        foreach (var (at, letter) in letters.Read(cancel).Where(one => redrive.Means(one.Letter)).Take(most))
        {
            output.Write(LetterLine.Of(at, letter));
            total++;
            if (letter.Unopened is not null) unopened++;
        }

        Console.Error.WriteLine($"streamner: {total} dead letter{(total == 1 ? "" : "s")}"
            + (unopened == 0 ? "" : $", {unopened} not opened: their key is not in pii:keys, or they were changed or moved"));
        return unopened == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private sealed record Letters(Settings Settings, DeadLetterSeal Seal)
    {
        public KafkaOptions Kafka => Settings.Kafka;

        // Without a registry: a framed value tells no tenant here, and counts as unknown.
        public RecordDecoder Decode => new DocumentCodec(Settings.InputWithTenant).Decode;

        public IEnumerable<(Confluent.Kafka.TopicPartitionOffset At, DeadLetter Letter)> Read(CancellationToken cancel) =>
            DeadLetterReader.Read(Kafka, Seal, cancel);
    }
}
