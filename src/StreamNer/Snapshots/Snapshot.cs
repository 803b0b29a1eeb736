using StreamNer.Configuration;
using StreamNer.Degraded;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Inference;
using StreamNer.Lifetime;
using StreamNer.Linking;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;

namespace StreamNer.Snapshots;

/// <summary>Everything that a result depends on, loaded and put together: the model and the steps around it.</summary>
internal sealed class Snapshot : IDisposable
{
    private const string Ordinary = "Ada Lovelace met Charles Babbage in London on 5 June 1833; write to ada@example.org.";
    private readonly SnapshotPrivacy _privacy;
    private readonly ResultCache _cache;
    private readonly RulesFallback? _fallback;
    private readonly EventLog _log;

    private Snapshot(string id, SnapshotModel model, SnapshotPrivacy privacy, ResultCache cache, RulesFallback? fallback, EventLog log)
    {
        (Id, Model, _privacy, _cache, _fallback, _log) = (id, model, privacy, cache, fallback, log);
    }

    /// <summary>The snapshot's id.</summary>
    public string Id { get; }

    /// <summary>The loaded model.</summary>
    public SnapshotModel Model { get; }

    /// <summary>Steps 3 to 5.</summary>
    public TokenClassification Classification => Model.Classification;

    /// <summary>All steps.</summary>
    public required NerPipeline Pipeline { get; init; }

    /// <summary>What entities are linked to.</summary>
    public required KnowledgeBase KnowledgeBase { get; init; }

    /// <summary>The bounds of micro-batches.</summary>
    public required BatchBounds Bounds { get; init; }

    /// <summary>Who gets which policy.</summary>
    public PolicyBook Policies => _privacy.Policies;

    /// <summary>The keys of pseudonyms and envelopes.</summary>
    public KeyRing Keys => _privacy.Keys;

    /// <summary>Keys and ids of output records.</summary>
    public RecordIdentifiers Identifiers => _privacy.Identifiers;

    /// <summary>The scans under way, of documents, of redacted texts and of dead letters.</summary>
    public ScanWatch Scans => _privacy.Scanner.Watch;

    /// <summary>True while the model is down and results are made by rules alone.</summary>
    public bool RulesOnly => _fallback?.Active == true;

    /// <summary>Loads everything, step by step.</summary>
    /// <param name="settings">Checked settings.</param>
    /// <param name="telemetry">Receives counts and times.</param>
    /// <param name="log">Receives one line about the processor and one about the snapshot.</param>
    /// <param name="choices">What is other than the settings say; null for nothing.</param>
    /// <exception cref="Onnx.ModelException">The model cannot be used as configured.</exception>
    /// <exception cref="OptionsException">A key or the knowledge base cannot be read.</exception>
    /// <exception cref="DetectorException">A detector fails on the canned texts.</exception>
    public static Snapshot Create(StreamNerOptions settings, Telemetry telemetry, EventLog log, SnapshotChoices? choices = null)
    {
        choices ??= new SnapshotChoices();

        // 2 to 5, 6 and 9, 8
        var model = choices.Model is { } own ? SnapshotModel.Take(own(), settings, telemetry, log) : SnapshotModel.Load(settings, telemetry, log);
        var privacy = SnapshotPrivacy.Load(settings.Pii, model.Labels.Types, choices.Redact, choices.Scanners);
        var knowledge = SnapshotKnowledge.Load(settings.Linking);

        // 1
        var manifest = SnapshotIdentity.Of(settings, model, privacy, knowledge, choices.Redact);
        var cache = new ResultCache(settings.Cache);
        log.Info(
            "snapshot.active", $"snapshot {manifest.Id}, policy {privacy.DefaultPolicy}, knowledge base {knowledge.Version}",
            ("snapshot", manifest.Id));
        SnapshotFigures.Publish(telemetry, manifest, model, privacy, knowledge, settings.Linking);

        var fallback = SnapshotFallback.Create(settings.Pii, model, privacy, telemetry, log, choices.WithoutModel);
        return new Snapshot(manifest.Id, model, privacy, cache, fallback, log)
        {
            KnowledgeBase = knowledge.Base,
            Bounds = settings.Batch.Bounds,
            Pipeline = new NerPipeline(new PipelineParts
            {
                Cache = cache,                                                              // 1
                Tokenizer = model.Tokenizer,                                                // 2
                Classification = model.Classification,                                      // 3, 4, 5
                Fallback = fallback,
                Scanner = privacy.Scanner,                                                  // 6
                Labels = privacy.Labels,                                                    // 7
                Linker = new EntityLinker(knowledge.Base, settings.Linking, privacy.Labels), // 8
                Redactor = privacy.Redactor,                                                // 9
                PolicyOf = privacy.PolicyOf(choices.Redact),
                Identifiers = privacy.Identifiers,
                Provenance = SnapshotIdentity.ProvenanceOf(manifest, model, privacy, knowledge),
                Options = settings.Pipeline,
                Limits = settings.Limits,
                Telemetry = telemetry,
            }),
        };
    }

    /// <summary>
    /// <see cref="Create"/> on another thread. Loading cannot be interrupted: when <paramref name="stop"/> is cancelled it is left behind.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static async Task<Snapshot> Load(
        StreamNerOptions settings, Telemetry telemetry, EventLog log, CancellationToken stop, SnapshotChoices? choices = null)
    {
        stop.ThrowIfCancellationRequested();
        var load = Task.Run(() => Create(settings, telemetry, log, choices), CancellationToken.None);
        try
        {
            return await load.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            GiveUp(load);
            throw;
        }
    }

    /// <summary>Disposes of what a loading brings: at once, or when it is there.</summary>
    public static void GiveUp(Task<Snapshot> load)
    {
        if (!load.IsCompleted) Abandoned.Add(load);
        _ = load.ContinueWith(
            static late =>
            {
                if (late.IsCompletedSuccessfully) late.Result.Dispose();
                Abandoned.Remove(late);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>The pipeline as the loop calls it.</summary>
    public ValueTask<IReadOnlyList<Outcome>> Enrich(MicroBatch batch, CancellationToken cancel) =>
        ValueTask.FromResult(Pipeline.Enrich(batch, cancel));

    /// <summary>
    /// Sends built-in texts through all steps. The texts of each <paramref name="round"/> differ from those before, so that none comes from the
    /// cache.
    /// </summary>
    /// <exception cref="TransientFailureException">The model is down.</exception>
    public ValueTask Exercise(int round, CancellationToken cancel)
    {
        string[] texts = [$"{Ordinary} {round}", $"{round}: {string.Join(' ', Enumerable.Repeat(Ordinary, 20))}"];
        Pipeline.Enrich(new MicroBatch(0, [.. texts.Select(text => new InputRecord { Document = new Document(text) })]), cancel);
        return ValueTask.CompletedTask;
    }

    /// <summary>The rules' detectors, for what is made of a document.</summary>
    public bool Scan(string text, List<PiiSpan> into) => _privacy.Scanner.Scan(text, into).Complete;

    /// <summary>Ends the model runs under way and lets go of the model.</summary>
    public void Dispose()
    {
        if (!Model.Close()) _log.Warn("model.abandoned", "a run of the model does not return: its session is left to it");
        Model.Dispose();
        _cache.Dispose();
    }
}
