using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamNer.Host.Benchmark;
using StreamNer.Host.Demo;
using StreamNer.Host.Work;

namespace StreamNer.Host.Cli;

/// <summary>
/// <c>bench</c>: the worker's rate on a preloaded topic beside that of the model alone, on the same padded shapes, in the same process; or its
/// latency at a rate.
/// </summary>
internal static class BenchCommand
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var file = FileArgument.Optional("Lines to load into the topic; by default the demo's messages.");
        var lines = new NumberOption("--lines", 1, "Number of documents.", fallback: 20_000);
        var partitions = new NumberOption("--partitions", 1, "Partitions of the topics.", most: 1_000, fallback: 6);
        var servers = new Option<string>("--bootstrap-servers")
        {
            HelpName = "HOST:PORT,…",
            Description = "Real brokers, on which temporary topics are created and deleted; by default an embedded cluster.",
            DefaultValueFactory = _ => ""
        };
        var rate = new Option<double?>("--rate")
        {
            HelpName = "R",
            Description = "Send R documents a second, at random times, and measure latency; by default the topic is loaded before the worker starts.",
        };
        rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } value && !(value > 0 && double.IsFinite(value)))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"--rate must be above 0, is '{value}'"));
        });
        var profile = new Option<string?>("--profile-out") { HelpName = "FILE", Description = "Write the measured service times, for 'plan'." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command =
            new Command("bench", "Measure throughput from Kafka to Kafka next to the model alone on the same shapes, or latency at a given rate.")
        {
            file, lines, partitions, servers, rate, profile, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(rate) is not null && result.GetResult(profile) is not null)
                result.AddError("--profile-out needs a worker that runs as fast as it can: leave --rate out");
        });
        var flags =
            new SettingFlags(command, AnnotateCommand.Model,
            new("--delivery", "kafka:delivery", "exactly-once|at-least-once", "Delivery guarantee of the output topics."));
        command.SetAction((parsed, _) => StopSignals.Run(async stop =>
        {
            var count = parsed.GetValue(partitions)!.Value;
            var pace = parsed.GetValue(rate);
            await using var topics = BenchTopics.On(parsed.GetValue(servers)!);
            var own = new List<(string, string)>
            {
                ("kafka:bootstrapServers", topics.Servers), ("kafka:inputs:0", topics.Input), ("kafka:output", topics.Output),
                ("kafka:deadLetter", topics.DeadLetter),
                ("kafka:group", topics.Input), ("kafka:untilEnd", pace is null ? "true" : "false"), ("input:format", "text"),
                ("pii:onModelDown", "stop"),
            };
            if (topics.IsEmbedded) own.Add(("kafka:delivery", "at-least-once"));
            if (flags.Load(parsed, kafka: true, own) is not { Settings: var settings }) return ExitCode.Usage;
            var documents = Lines(parsed.GetValue(file), parsed.GetValue(lines)!.Value);
            if (documents.Count == 0)
            {
                await Console.Error.WriteLineAsync($"streamner: '{parsed.GetValue(file)}' has no lines");
                return ExitCode.Failed;
            }

            await topics.Create(count);
            var bench = new WorkerBench(settings, topics, count, documents);
            if (pace is not null)
            {
                var paced = await bench.Pace(pace.Value, stop);
                Console.Out.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(paced, s_json) : paced.Text);
                return ExitCode.Ok;
            }

            topics.Preload(documents, count, stop);
            var result = await Saturate(bench, parsed.GetValue(profile), stop);
            Console.Out.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(result, s_json) : result.Text);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static async Task<BenchResult> Saturate(WorkerBench bench, string? path, CancellationToken stop)
    {
        if (path is null) return await bench.Saturate(stop);
        var (result, profile) = await bench.Profile(stop);
        profile.Save(path);
        return result;
    }

    private static List<string> Lines(string? file, int count)
    {
        var lines = new List<string>(count);
        if (file is not null)
        {
            foreach (var line in File.ReadLines(file))
            {
                if (lines.Count == count) break;
                lines.Add(line);
            }

            return lines;
        }

        var samples = new SampleMessages();
        for (var number = 0; lines.Count < count; number++)
        {
            if (samples.Value(number) is { } value) lines.Add(System.Text.Encoding.UTF8.GetString(value));
        }

        return lines;
    }
}
