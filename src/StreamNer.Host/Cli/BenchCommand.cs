using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using StreamNer.Host.Benchmark;
using StreamNer.Host.Configuration;
using StreamNer.Host.Demo;
using StreamNer.Host.Http;
using StreamNer.Host.Work;
using StreamNer.Inference;
using StreamNer.Onnx;

namespace StreamNer.Host.Cli;

/// <summary>
/// <c>bench</c>: the worker's rate on a preloaded topic beside that of the model alone, on the same padded shapes, in the same process.
/// </summary>
internal static class BenchCommand
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var file = FileArgument.Optional("Lines to load the topic with; without it the demo's messages.");
        var lines = new NumberOption("--lines", 1, "How many documents.", fallback: 20_000);
        var partitions = new NumberOption("--partitions", 1, "Partitions of the topics.", most: 1_000, fallback: 6);
        var servers = new Option<string>("--bootstrap-servers")
        {
            HelpName = "HOST:PORT,…",
            Description = "Real brokers, on which topics of its own are made and deleted; without it an embedded cluster.",
            DefaultValueFactory = _ => ""
        };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("bench", "Measure the rate from Kafka to Kafka beside the model alone on the same shapes.") { file, lines,
            partitions, servers, json };
        var flags =
            new SettingFlags(command, AnnotateCommand.Model,
            new("--delivery", "kafka:delivery", "exactly-once|at-least-once", "The promise towards the output topics."));
        command.SetAction((parsed, _) => StopSignals.Run(async stop =>
        {
            var count = parsed.GetValue(partitions)!.Value;
            await using var topics = BenchTopics.On(parsed.GetValue(servers)!);
            var own = new List<(string, string)>
            {
                ("kafka:bootstrapServers", topics.Servers), ("kafka:inputs:0", topics.Input), ("kafka:output", topics.Output),
                ("kafka:deadLetter", topics.DeadLetter),
                ("kafka:group", topics.Input), ("kafka:untilEnd", "true"), ("input:format", "text"), ("pii:onModelDown", "stop"),
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
            topics.Preload(documents, count, stop);
            var result = await Measure(settings, topics, count, stop);
            Console.Out.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(result, s_json) : result.Text);
            return ExitCode.Ok;
        }));
        return command;
    }

    private static async Task<BenchResult> Measure(Settings settings, BenchTopics topics, int partitions, CancellationToken stop)
    {
        using var telemetry = new Telemetry();
        var shapes = new ShapeRecorder();
        var begun = Stopwatch.GetTimestamp();
        long loaded = 0, reading = 0;
        var progress = new CommitClock();
        using var watching = new CancellationTokenSource();
        Task watch = Task.CompletedTask;
        var log = new EventLog(entry =>
        {
            if (entry.Name == "model.loaded") loaded = Stopwatch.GetTimestamp();
            WarnOnly(entry);
        });
        var worker = new StreamWorker(settings, telemetry, log, new WorkerHealth())
        {
            Embedded = topics.IsEmbedded,
            OnReady = (engine, loop) =>
            {
                engine.Classification.Shapes = shapes;
                reading = Stopwatch.GetTimestamp();
                watch = progress.Watch(loop, watching.Token);
            },
        };
        var result = await worker.Run(stop, abandon: stop);
        var ended = Stopwatch.GetTimestamp();
        await watching.CancelAsync();
        await watch;
        stop.ThrowIfCancellationRequested();
        var memory = Process.GetCurrentProcess().WorkingSet64;

        using var model = OnnxModel.Load(settings.Model with { Path = ModelPath.Resolve(settings.Model.Path) });
        var parallel = settings.Inference.Resolve(model.Provider.Cuda, Environment.ProcessorCount).ParallelRuns;
        var ran = shapes.Snapshot();
        return new BenchResult
        {
            Model = model.Name,
            Processor = Processor(),
            Cores = Environment.ProcessorCount,
            ParallelRuns = parallel,
            Cluster = topics.IsEmbedded ? "embedded cluster" : "real brokers",
            Delivery = OptionTypes.Format(settings.Kafka.Delivery),
            Partitions = partitions,
            Documents = result.Counts.Total,
            Rejected = result.Counts.Rejected,
            ModelRuns = ran.Length,
            PaddedTokens = ran.Sum(shape => (long)shape.Rows * shape.Columns),
            ModelLoadSeconds = Stopwatch.GetElapsedTime(begun, loaded).TotalSeconds,
            FirstOutputSeconds = Stopwatch.GetElapsedTime(reading, progress.First).TotalSeconds,
            WholeSeconds = Stopwatch.GetElapsedTime(reading, ended).TotalSeconds,
            SteadySeconds = Stopwatch.GetElapsedTime(shapes.First, progress.Last == 0 ? ended : progress.Last).TotalSeconds,
            RawSeconds = RawModelRun.Time(model, ran, parallel, stop),
            ResidentMiB = memory / 1048576.0,
        };
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

    private static string Processor()
    {
        const string info = "/proc/cpuinfo";
        if (!File.Exists(info)) return "unknown processor";
        var line = File.ReadLines(info).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return line is null ? "unknown processor" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    private static void WarnOnly(LogEvent entry)
    {
        if (entry.Severity != Severity.Info) Console.Error.WriteLine($"streamner: {entry.Name}: {entry.Message}");
    }
}
