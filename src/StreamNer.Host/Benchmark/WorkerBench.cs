using System.Diagnostics;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Host.Capacity;
using StreamNer.Host.Configuration;
using StreamNer.Host.Work;
using StreamNer.Inference;
using StreamNer.Onnx;
using EventLog = StreamNer.Diagnostics.EventLog;
using StreamNer.Snapshots;
using StreamNer.Work;

namespace StreamNer.Host.Benchmark;

/// <summary>One worker on the benchmark's own topics, which exist: as fast as it can, or at a rate.</summary>
internal sealed class WorkerBench(Settings settings, BenchTopics topics, int partitions, IReadOnlyList<string> lines)
{
    private string Cluster => topics.IsEmbedded ? "embedded cluster" : "real brokers";

    /// <summary>The rate on preloaded topics beside that of the model alone, on the same shapes.</summary>
    public async Task<BenchResult> Saturate(CancellationToken stop) => (await Measure(stop)).Result;

    /// <summary>The same, with what <c>plan</c> needs.</summary>
    public async Task<(BenchResult Result, ServiceProfile Profile)> Profile(CancellationToken stop)
    {
        var (result, batches, commit, commit99) = await Measure(stop);
        var profile = new ServiceProfile
        {
            Format = ServiceProfile.CurrentFormat,
            Model = result.Model,
            Processor = result.Processor,
            Cores = result.Cores,
            Cluster = result.Cluster,
            Embedded = topics.IsEmbedded,
            Delivery = result.Delivery,
            Documents = result.Documents,
            BytesPerDocument = lines.Average(line => (double)System.Text.Encoding.UTF8.GetByteCount(line)),
            TokensPerDocument = (double)result.PaddedTokens / result.Documents,
            BatchDocuments = batches,
            ProcessorSecondsPerDocument = result.ProcessorSeconds / result.Documents,
            ModelProcessorSecondsPerDocument = result.RawProcessorSeconds / result.Documents,
            CommitSeconds = commit,
            CommitSeconds99 = commit99,
            Batches = await BatchTimes.Measure(settings, lines, stop),
        };
        return (result, profile);
    }

    /// <summary>Latency at <paramref name="rate"/> documents a second, which come while the worker runs.</summary>
    public async Task<PacedResult> Pace(double rate, CancellationToken stop)
    {
        using var telemetry = new Telemetry();
        using var times = new WorkerTimes(telemetry);
        using var source = new PacedSource(topics, partitions);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var feed = Task.FromResult(0.0);
        var model = "";
        var busy = default(Elapsed);
        var worker = new StreamWorker(settings, telemetry, new EventLog(WarnOnly), new WorkerHealth())
        {
            Embedded = topics.IsEmbedded,
            Around = ProcessSurroundings.Of(settings, telemetry),
            OnReady = (snapshot, loop) =>
            {
                model = snapshot.Model.Name;
                feed = Task.Run(
                    async () =>
                    {
                        try
                        {
                            // Joining the group takes seconds, and is not what is measured.
                            source.SendOneEach(lines[0], over.Token);
                            await Final(loop, partitions, over.Token);
                            times.EndToEnd.Clear();
                            times.Batches.Clear();
                            var started = Elapsed.Start();
                            var sent = await source.Send(lines, rate, over.Token);
                            await Final(loop, partitions + lines.Count, over.Token);
                            busy = started.Stop();
                            return sent;
                        }
                        finally
                        {
                            await over.CancelAsync();
                        }
                    },
                    CancellationToken.None);
            },
        };
        await worker.Run(over.Token, abandon: stop);
        stop.ThrowIfCancellationRequested();
        var rateSent = await feed;
        return new PacedResult
        {
            Model = model,
            Cluster = Cluster,
            Delivery = OptionTypes.Format(settings.Kafka.Delivery),
            Partitions = partitions,
            Cores = Environment.ProcessorCount,
            Rate = rate,
            SentPerSecond = rateSent,
            Documents = times.EndToEnd.Count,
            MeanMs = 1_000 * times.EndToEnd.Mean,
            MedianMs = 1_000 * times.EndToEnd.Quantile(0.5),
            P99Ms = 1_000 * times.EndToEnd.Quantile(0.99),
            Busy = busy.ProcessorSeconds / busy.Seconds / Environment.ProcessorCount,
            BatchDocuments = times.Batches.Mean,
        };
    }

    private static async Task Final(StreamLoop loop, long records, CancellationToken stop)
    {
        while (loop.Counts.Total < records) await Task.Delay(10, stop);
    }

    private async Task<(BenchResult Result, double Batch, double Commit, double Commit99)> Measure(CancellationToken stop)
    {
        using var telemetry = new Telemetry();
        using var times = new WorkerTimes(telemetry);
        var shapes = new ShapeRecorder();
        var begun = Stopwatch.GetTimestamp();
        long loaded = 0, reading = 0;
        var progress = new CommitClock();
        var meter = default(Elapsed.Meter);
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
            Around = ProcessSurroundings.Of(settings, telemetry),
            OnReady = (snapshot, loop) =>
            {
                snapshot.Classification.Shapes = shapes;
                reading = Stopwatch.GetTimestamp();
                meter = Elapsed.Start();
                watch = progress.Watch(loop, watching.Token);
            },
        };
        var result = await worker.Run(stop, abandon: stop);
        var ended = Stopwatch.GetTimestamp();
        var used = meter.Stop();
        await watching.CancelAsync();
        await watch;
        stop.ThrowIfCancellationRequested();
        var memory = Process.GetCurrentProcess().WorkingSet64;

        using var model = OnnxModel.Load(settings.Model with { Path = ModelPath.Resolve(settings.Model.Path) });
        var parallel = settings.Inference.Resolve(model.Provider.Cuda, Environment.ProcessorCount).ParallelRuns;
        var ran = shapes.Snapshot();
        var raw = RawModelRun.Time(model, ran, parallel, stop);
        var whole = new BenchResult
        {
            Model = model.Name,
            Processor = Processor(),
            Cores = Environment.ProcessorCount,
            ParallelRuns = parallel,
            Cluster = Cluster,
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
            RawSeconds = raw.Seconds,
            ProcessorSeconds = used.ProcessorSeconds,
            RawProcessorSeconds = raw.ProcessorSeconds,
            ResidentMiB = memory / 1048576.0,
        };
        return (whole, times.Batches.Mean, times.Commits.Mean, times.Commits.Quantile(0.99));
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
