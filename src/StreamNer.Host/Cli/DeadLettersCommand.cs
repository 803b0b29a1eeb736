using System.Buffers;
using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Confluent.Kafka;
using StreamNer.Host.Lines;
using StreamNer.Kafka;
using StreamNer.Pii;

namespace StreamNer.Host.Cli;

/// <summary><c>dead-letters</c>: what stands in a dead-letter topic, sealed letters opened with the keys of <c>pii:keys</c>.</summary>
internal static class DeadLettersCommand
{
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var most = new NumberOption("--max", 0, "At most N letters; without it all.");
        var command =
            new Command("dead-letters",
            "Print a dead-letter topic as JSON lines, to its end; sealed letters are opened with the keys of pii:keys. Nothing is committed.")
        {
            most,
        };
        var flags = new SettingFlags(command, RunCommand.Servers, RunCommand.DeadLetter);
        command.SetAction((parsed, cancel) =>
        {
            // No group takes part, and no other topic is touched.
            (string, string)[] others = [("kafka:group", "dead-letters"), ("kafka:inputs", ""), ("kafka:inputs:0", "(input)"),
                ("kafka:output", "(output)"), ("kafka:repair", ""), ("pii:onModelDown", "stop")];
            if (flags.Load(parsed, kafka: true, others) is not { Settings: var settings }) return Task.FromResult(ExitCode.Usage);
            var mistakes = new List<OptionError>();
            using var keys = KeyRing.Load(settings.Pii.Keys, Environment.GetEnvironmentVariable, mistakes);
            if (mistakes.Count > 0)
            {
                SettingFlags.Refuse(mistakes);
                return Task.FromResult(ExitCode.Usage);
            }

            return Task.FromResult(Run(settings.Kafka, new DeadLetterSeal(new DeadLetterCipher(keys)), parsed.GetValue(most)
                ?? int.MaxValue, cancel));
        });
        return command;
    }

    private static int Run(KafkaOptions kafka, DeadLetterSeal seal, int most, CancellationToken cancel)
    {
        using var output = StandardOutput.Open();
        var (total, unopened) = (0, 0);
        foreach (var (at, letter) in DeadLetterReader.Read(kafka, seal, cancel).Take(most))
        {
            output.Write(Line(at, letter));
            total++;
            if (letter.Unopened is not null) unopened++;
        }

        Console.Error.WriteLine($"streamner: {total} dead letter{(total == 1 ? "" : "s")}"
            + (unopened == 0 ? "" : $", {unopened} not opened: their key is not in pii:keys, or they were changed or moved"));
        return unopened == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>One line of JSON, its line break included. Bytes that are no UTF-8 stand as base64 in a field whose name says so.</summary>
    internal static byte[] Line(TopicPartitionOffset at, DeadLetter letter)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_json))
        {
            json.WriteStartObject();
            json.WriteNumber("partition", at.Partition.Value);
            json.WriteNumber("offset", at.Offset.Value);
            json.WriteStartObject("dlq");
            foreach (var (name, value) in letter.Why) json.WriteString(name, value);
            json.WriteEndObject();
            if (letter.Unopened is { } version) json.WriteString("unopened", $"sealed under key version {version}");
            else
            {
                WriteBytes(json, "key", letter.Key);
                WriteBytes(json, "value", letter.Value);
                json.WriteStartArray("headers");
                foreach (var header in letter.Headers)
                {
                    json.WriteStartObject();
                    json.WriteString("name", header.Key);
                    WriteBytes(json, "value", header.Value);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteBytes(Utf8JsonWriter json, string name, byte[]? bytes)
    {
        if (bytes is null) json.WriteNull(name);
        else if (Utf8.IsValid(bytes)) json.WriteString(name, Encoding.UTF8.GetString(bytes));
        else json.WriteBase64String(name + "Base64", bytes);
    }
}
