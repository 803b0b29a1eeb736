using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Registry;
using StreamNer.Kafka.Replay;
using StreamNer.Kafka.Topics;
using StreamNer.Logging;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Redacting;
using StreamNer.Snapshots;

namespace StreamNer.Work;

/// <summary>
/// One worker from Kafka to Kafka, in order of flow: snapshot, preflight, codecs, source, loop, sink. It ends at the end of the input, or drained
/// after a stop, or with what a part threw.
/// </summary>
internal sealed class StreamWorker(StreamNerOptions settings, Telemetry telemetry, EventLog log, WorkerHealth health)
{
    private readonly FlowCounts _before = new();
    private volatile FlowCounts? _counts;
    private ReplayRecord? _replay;
    private bool _drained;

    /// <summary>Called when all is ready and nothing is read yet.</summary>
    public Action<Snapshot, StreamLoop>? OnReady { get; init; }

    /// <summary>True for the embedded cluster, which cannot answer the questions of a preflight.</summary>
    public bool Embedded { get; init; }

    /// <summary>Called with the snapshot's id when it is ready and no topic has been touched; gives the replay that this worker takes part
    /// in.</summary>
    public Func<string, CancellationToken, Task<ReplayRecord>>? Replay { get; init; }

    /// <summary>Records a second, at most; null: as fast as it goes.</summary>
    public double? MaxPerSecond { get; init; }

    /// <summary>The process that it runs in.</summary>
    public WorkerSurroundings Around { get; init; } = new();

    /// <summary>Pauses the intake, also before the worker has started.</summary>
    public IntakeSwitch Intake { get; init; } = new(TimeProvider.System);

    /// <summary>
    /// Runs until the end, or drains after <paramref name="stop"/>; <paramref name="abandon"/> leaves what is under way to the next worker.
    /// </summary>
    /// <exception cref="KafkaFatalException">The worker must not start, or cannot go on: the message says what to change.</exception>
    public async Task<FlowResult> Run(CancellationToken stop, CancellationToken abandon = default)
    {
        // Commits and model runs block their threads; the loop's own continuations must not wait for the pool to grow.
        ThreadPool.GetMinThreads(out _, out var ports);
        ThreadPool.SetMinThreads(Environment.ProcessorCount + 4, ports);
        using var onStop = stop.Register(() => health.Become(WorkerPhase.Draining));
        try
        {
            using var own = Around.Borrow is null ? await Snapshot.Load(settings, telemetry, log, stop) : null;
            var snapshot = own ?? await Around.Borrow!(stop);
            var events = log.With(("snapshot", snapshot.Id));
            using var watchdog = Watchdog.Over(snapshot, settings, log, Around.Leave ?? (static _ => { }));
            using var registry = settings.SchemaRegistry.Url is null ? null : new SchemaRegistry(settings.SchemaRegistry);

            // The poll thread, which must leave the group, may be waiting for it.
            using var unasked = stop.Register(() => registry?.Stop());
            using var figures = Around.Figures?.Invoke(Final, events);
            if (Replay is { } replay) _replay = await replay(snapshot.Id, stop);
            bool again;
            do again = await RunOverTopics(snapshot, registry, watchdog, events, stop, abandon);
            while (again);
            var result = new FlowResult(_before, _drained);
            Report(result);
            return result;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped before anything was read, or between two flows.
            return new FlowResult(_before, Drained: true);
        }
        catch
        {
            health.Become(WorkerPhase.Failed);
            throw;
        }
    }

    /// <summary>
    /// Reads the topics that there are now. True when that ended because others appeared that match: what was read is committed, and nothing but the
    /// flow is made again.
    /// </summary>
    private async Task<bool> RunOverTopics(
        Snapshot snapshot, SchemaRegistry? registry, Watchdog watchdog, EventLog events, CancellationToken stop, CancellationToken abandon)
    {
        var topics = await Check(registry, stop);
        var kafka = settings.Kafka with { Inputs = [.. topics.Inputs] };
        WarnOfOtherTopics(kafka.Inputs);
        var repairs = settings.Repair.Auto && _replay is null && !Embedded;
        if (repairs) RedriveParts.RefuseCompacted(topics, kafka, RedriveParts.Repaired, RedriveParts.WithoutAuto);
        var written = new WrittenTopics(kafka, topics.Topics, events, TimeProvider.System);
        var encoder = await Encoder(settings, snapshot, registry, written, stop);
        var decoder = new DocumentCodec(settings.InputWithTenant, registry);
        var parts = new FlowParts
        {
            Decode = decoder.Decode,
            Encode = encoder.Encode,
            Telemetry = telemetry,
            Log = events,
            Topics = written,
            Intake = Intake,
        };
        await using var flow = KafkaFlow.Open(new FlowSettings(kafka, settings.Batch, settings.Flow) { Replay = _replay }, parts, stop);
        var (source, enrich, sink) = flow.Guarded(snapshot.Enrich, snapshot.Exercise);
        if (MaxPerSecond is { } rate) source = new ThrottledSource(source, new Throttle(rate, TimeProvider.System), TimeProvider.System);
        using var loop = new StreamLoop(source, enrich, sink, settings.Flow, telemetry, events, TimeProvider.System);
        _counts = loop.Counts;
        OnReady?.Invoke(snapshot, loop);
        health.Run(WorkerChecks.Of(() => snapshot.RulesOnly, flow, loop, Intake, Around.Liveness));
        events.Info(
            "run.started",
            $"group {kafka.Group}, instance '{flow.Instance}', {string.Join(", ", kafka.Inputs)} to {kafka.Output} and {kafka.DeadLetter}, "
            + (kafka.Delivery == Delivery.ExactlyOnce ? "exactly-once" : "at-least-once"),
            ("group", kafka.Group), ("instance", flow.Instance));
        await using var repair = repairs
            ? await RepairBeside.Start(new(settings with { Kafka = kafka }, snapshot, registry, topics, flow, loop, Intake, telemetry, events), stop)
            : null;
        await using var discovery = TopicDiscovery.Start(settings.Kafka, topics.Matching, () => !flow.Watch.Brokers.IsLost, events);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop, discovery?.Found ?? CancellationToken.None);
        using var progress = _replay is null ? Progress(loop, flow, events) : null;
        using var stopping = over.Token.Register(() => flow.Guard?.Stopping());
        using var onHung = watchdog.Fired.Register(() =>
        {
            flow.Guard?.Hung();
            health.Become(WorkerPhase.Failed);
        });
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(watchdog.Fired, abandon);
        var result = await loop.Run(over.Token, leave.Token);
        if (watchdog.Message is not null) flow.Guard?.Hung();
        watchdog.ThrowIfFired();
        _counts = null;
        _before.Add(result.Counts);
        _drained = result.Drained;
        if (kafka.UntilEnd && result.Drained && !stop.IsCancellationRequested) flow.Sink.EndOfInput();
        return result.Drained && discovery is { Found.IsCancellationRequested: true } && !stop.IsCancellationRequested;
    }

    private FlowCounts Final()
    {
        var sum = new FlowCounts();
        sum.Add(_before);
        if (_counts is { } counts) sum.Add(counts);
        return sum;
    }

    /// <summary>Makes the codecs of the output; with a registry, asks it for the schema's id.</summary>
    internal static async Task<OutputEncoder> Encoder(
        StreamNerOptions settings, Snapshot snapshot, SchemaRegistry? registry, WrittenTopics topics, CancellationToken cancel)
    {
        var kafka = settings.Kafka;
        var enriched = await EnrichmentCodec.Registered(settings.Output, registry, kafka.Output, cancel);
        var seal = settings.Pii.EncryptDeadLetters ? new DeadLetterSeal(new DeadLetterCipher(snapshot.Keys)) : null;
        var scrubber = snapshot.Policies.ScrubsDeadLetters ? new CardDataScrubber(snapshot.Scan) : null;
        var rejected = new DeadLetterCodec(kafka.Group, () => topics.Limit(kafka.DeadLetter), TimeProvider.System, seal, scrubber);
        return new OutputEncoder(enriched, rejected, snapshot.Identifiers, snapshot.Id);
    }

    // Workers may share one file, so this is no mistake; but a misspelt topic would leave its records to another policy.
    private void WarnOfOtherTopics(string[] inputs)
    {
        foreach (var topic in settings.Pii.Topics.Keys.Except(inputs, StringComparer.Ordinal))
            log.Warn(
                "policy.unused",
                $"pii:topics:{topic}: this worker does not read such a topic (kafka:inputs: {string.Join(", ", inputs)})",
                ("topic", topic));
    }

    private async Task<PreflightReport> Check(SchemaRegistry? registry, CancellationToken stop)
    {
        if (Embedded) return new PreflightReport([], new Dictionary<string, TopicFacts>()) { Inputs = settings.Kafka.Inputs };
        return await Check(settings, registry, log, stop);
    }

    /// <summary>What the brokers say. Warnings are logged.</summary>
    /// <exception cref="KafkaFatalException">Nothing may be started: the message has all findings.</exception>
    internal static async Task<PreflightReport> Check(StreamNerOptions settings, SchemaRegistry? registry, EventLog log, CancellationToken stop)
    {
        var report = await Preflight.Run(settings.Kafka, settings.Input, settings.Output, registry, settings.SchemaRegistry, stop);
        foreach (var finding in report.Findings.Where(finding => finding.Severity == Severity.Warning))
            log.Warn("preflight", $"{finding.Key}: {finding.Message}", ("code", finding.Key));
        if (!report.HasErrors) return report;
        var errors = report.Findings.Where(finding => finding.Severity == Severity.Error)
            .Select(finding => $"\n  {finding.Key}: {finding.Message}").ToList();
        throw new KafkaFatalException($"{errors.Count} finding{(errors.Count == 1 ? "" : "s")} before the start:{string.Concat(errors)}");
    }

    private static ITimer Progress(StreamLoop loop, KafkaFlow flow, EventLog events)
    {
        var line = new ProgressLine(TimeProvider.System);
        var every = ProgressLine.Interval;
        return TimeProvider.System.CreateTimer(_ => line.Report(loop.Counts, BacklogOf(flow), events), null, every, every);
    }

    private static Backlog BacklogOf(KafkaFlow flow)
    {
        var lags = flow.Lag.Lags;
        return new Backlog(lags.Sum(lag => lag.Records), lags.Max(lag => lag.Seconds) ?? 0, flow.Lag.Unknown);
    }

    private void Report(FlowResult result)
    {
        var counts = result.Counts;
        log.Info(
            "run.ended", $"{counts.Total} records = {counts.Enriched} enriched + {counts.Rejected} rejected + {counts.Tombstones} tombstones",
            ("records", counts.Total), ("enriched", counts.Enriched), ("rejected", counts.Rejected), ("tombstones", counts.Tombstones));
        if (!result.Drained)
            log.Error(
                "run.abandoned",
                $"what was read could not be written within {settings.Flow.DrainSeconds} s (flow:drainSeconds); it is uncommitted and will be read "
                    + "again",
                ("seconds", settings.Flow.DrainSeconds));
    }
}
