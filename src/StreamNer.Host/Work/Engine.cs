using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using StreamNer.Configuration;
using StreamNer.Decoding;
using StreamNer.Degraded;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Host.Cli;
using StreamNer.Host.Configuration;
using StreamNer.Inference;
using StreamNer.Lifetime;
using StreamNer.Linking;
using StreamNer.Metering;
using StreamNer.Onnx;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pii.Rules;
using StreamNer.Pipeline;

namespace StreamNer.Host.Work;

/// <summary>A detector fails on the texts of the self-test. The message says which and holds no text of a document.</summary>
internal sealed class DetectorException(string message) : Exception(message);

/// <summary>The model and the eight steps over it, made from the settings: one snapshot.</summary>
internal sealed class Engine : IDisposable
{
    private const string Ordinary = "Ada Lovelace met Charles Babbage in London on 5 June 1833; write to ada@example.org.";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private readonly ResultCache _cache;
    private readonly RulesFallback? _fallback;
    private readonly PiiScanner _scanner;
    private readonly EventLog _log;

    private Engine(
        OnnxModel model, TokenClassification classification, ResultCache cache, RulesFallback? fallback, NerPipeline pipeline, PolicyBook policies,
        KeyRing keys,
        RecordIdentifiers identifiers, PiiScanner scanner, string snapshot, EventLog log)
    {
        _log = log;
        (Model, Classification, _cache, _fallback, Pipeline) = (model, classification, cache, fallback, pipeline);
        (Policies, Keys, Identifiers, _scanner, Snapshot) = (policies, keys, identifiers, scanner, snapshot);
    }

    /// <summary>The loaded model.</summary>
    public OnnxModel Model { get; }

    /// <summary>Steps 3 to 5.</summary>
    public TokenClassification Classification { get; }

    /// <summary>All steps.</summary>
    public NerPipeline Pipeline { get; }

    /// <summary>Who gets which policy.</summary>
    public PolicyBook Policies { get; }

    /// <summary>The keys of pseudonyms and envelopes.</summary>
    public KeyRing Keys { get; }

    /// <summary>Keys and ids of output records.</summary>
    public RecordIdentifiers Identifiers { get; }

    /// <summary>What entities are linked to.</summary>
    public required KnowledgeBase KnowledgeBase { get; init; }

    /// <summary>The scans under way, of documents, of redacted texts and of dead letters.</summary>
    public ScanWatch Scans => _scanner.Watch;

    /// <summary>The snapshot's id.</summary>
    public string Snapshot { get; }

    /// <summary>True while the model is down and results are made by rules alone.</summary>
    public bool RulesOnly => _fallback?.Active == true;

    /// <summary>
    /// Loads everything that a result depends on.
    /// </summary>
    /// <param name="settings">Checked settings.</param>
    /// <param name="telemetry">Receives counts and times.</param>
    /// <param name="log">Receives one line about the processor and one about the snapshot.</param>
    /// <param name="redact">False: detectors run, and every action becomes keep.</param>
    /// <param name="withoutModel">True: never asks the model, as if it were down, so that its absence can be measured.</param>
    /// <param name="scanners">Makes the scanner; null for the built-in detectors.</param>
    /// <exception cref="ModelException">The model cannot be used as configured.</exception>
    /// <exception cref="OptionsException">A key or the knowledge base cannot be read.</exception>
    /// <exception cref="DetectorException">A detector fails on the canned texts.</exception>
    public static Engine Create(Settings settings, Telemetry telemetry, EventLog log, bool redact = true, bool withoutModel = false,
        Func<PiiScanOptions, PiiScanner>? scanners = null)
    {
        // 2 to 5: the model with its tokeniser and labels
        var model = OnnxModel.Load(settings.Model with { Path = ModelPath.Resolve(settings.Model.Path) });
        log.Info(
            "model.loaded", $"model {model.Name} {model.Hash[..12]}; {model.Provider.Message}",
            ("model", $"{model.Name}@{model.Hash[..12]}"), ("provider", model.Provider.Name));
        if (model.DegradedReason.Length > 0)
            log.Warn("model.degraded", $"the outputs of this model say: {model.DegradedReason}", ("reason", model.DegradedReason));
        var classification = model.CreateClassification(settings.Inference, telemetry);

        // 6 and 9: personal data
        var mistakes = new List<OptionError>();
        var keys = KeyRing.Load(settings.Pii.Keys, Environment.GetEnvironmentVariable, mistakes);
        if (mistakes.Count > 0) throw new OptionsException(mistakes);
        var policies = new PolicyBook(settings.Pii, keys);
        var labels = new LabelMap(settings.Pii.Labels);
        if (redact) CheckNames(policies, labels, model.Labels.Types);
        var scanner = scanners?.Invoke(settings.Pii.Scan) ?? new PiiScanner(settings.Pii.Scan);
        if (PiiSelfTest.Run(scanner) is { } failure) throw new DetectorException(failure);
        var rules = PiiScanner.Version(settings.Pii.Scan);
        var identifiers = new RecordIdentifiers(policies, keys);
        var redactor = new Redactor(new SpanMerger(PiiTypes.All.Select(type => type.Name)), keys, (text, into) => scanner.Scan(text, into).Complete);

        // 8: linking
        var knowledgeBase = LoadKnowledgeBase(settings.Linking);

        // 1: what all of this is called, and results under that name
        var manifest = new SnapshotManifest(
            $"{model.Name} {model.Hash}", knowledgeBase?.Version ?? "none", rules, policies.Fingerprint,
            $"aggregation={settings.Pipeline.Aggregation};words={settings.Pipeline.Words},{settings.Pipeline.MaskedByRules};"
            + $"offsets={settings.Pipeline.Offsets};overlap={settings.Inference.WindowOverlap};"
            + $"tokens={settings.Limits.TokensPerDocument};linking={settings.Linking.Enabled},{settings.Linking.Threshold},"
            + $"{settings.Linking.Candidates},{LinkWeights.BuiltIn.Version};redact={redact};labels={labels.Fingerprint}");
        var cache = new ResultCache(settings.Cache);
        log.Info(
            "snapshot.active", $"snapshot {manifest.Id}, policy {policies.For(null, "").Name}, knowledge base {knowledgeBase?.Version ?? "none"}",
            ("snapshot", manifest.Id));

        Tell(telemetry, model, manifest.Id, knowledgeBase?.Version ?? "none", policies.For(null, "").Name, settings.Linking);
        var fallback = Fallback(settings.Pii, model, labels, policies, telemetry, log, withoutModel);
        var pipeline = new NerPipeline(new PipelineParts
        {
            Tokenizer = model.Tokenizer,
            Classification = classification,
            Fallback = fallback,
            Scanner = scanner,
            Labels = labels,
            Linker = new EntityLinker(knowledgeBase ?? KnowledgeBase.BuiltIn, settings.Linking, labels),
            Redactor = redactor,
            PolicyOf = redact ? policies.For : Keeping(policies),
            Identifiers = identifiers,
            Cache = cache,
            Provenance = new Provenance(
                manifest.Id, $"{model.Name}@{model.Hash[..12]}", knowledgeBase?.Version ?? "none", rules, policies.For(null, "").Name,
                SnapshotManifest.EngineRevision, Provenance.FullTier)
            { DegradedReason = model.DegradedReason },
            Options = new PipelineOptions
            {
                Aggregation = settings.Pipeline.Aggregation,
                Words = settings.Pipeline.Words,
                MaskedByRules = settings.Pipeline.MaskedByRules,
                Offsets = settings.Pipeline.Offsets,
                TokensPerDocument = settings.Limits.TokensPerDocument,
            },
            Telemetry = telemetry,
        });
        return new Engine(model, classification, cache, fallback, pipeline, policies, keys, identifiers, scanner, manifest.Id, log)
        {
            KnowledgeBase = knowledgeBase ?? KnowledgeBase.BuiltIn,
        };
    }

    /// <summary>
    /// <see cref="Create"/> on another thread. Loading cannot be interrupted: when <paramref name="stop"/> is cancelled it is left behind.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static async Task<Engine> Load(
        Settings settings, Telemetry telemetry, EventLog log, CancellationToken stop, bool redact = true, bool withoutModel = false)
    {
        stop.ThrowIfCancellationRequested();
        var load = Task.Run(() => Create(settings, telemetry, log, redact, withoutModel), CancellationToken.None);
        try
        {
            return await load.WaitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            Abandoned.Add(load);
            _ = load.ContinueWith(
                static late =>
                {
                    if (late.IsCompletedSuccessfully) late.Result.Dispose();
                    Abandoned.Remove(late);
                },
                CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
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
    public bool Scan(string text, List<PiiSpan> into) => _scanner.Scan(text, into).Complete;

    /// <summary>Ends the model runs under way and lets go of the model.</summary>
    public void Dispose()
    {
        if (!Model.Close(s_patience)) _log.Warn("model.abandoned", "a run of the model does not return: its session is left to it");
        Classification.Dispose();
        _cache.Dispose();
    }

    // Names would stay in the text of somebody who asked for their removal.
    private static void CheckNames(PolicyBook policies, LabelMap labels, IEnumerable<string> types)
    {
        if (types.Any(type => labels.Of(type) == LabelKind.Person) || policies.RedactingType(ModelTypes.Person) is not { Count: > 0 } wanting) return;
        throw new OptionsException(
            "pii:labels", $"policy {string.Join(", ", wanting)} redacts PERSON, but no label of the model is known to be a person's "
            + $"({string.Join(", ", types)}): map one by pii:labels:NAME=person, or choose another model or policy");
    }

    private static RulesFallback? Fallback(PiiOptions options, OnnxModel model, LabelMap labels, PolicyBook policies, Telemetry telemetry,
        EventLog log,
        bool withoutModel)
    {
        RulesFallback? fallback = null;
        telemetry.Observe(MetricTable.Degraded, () => fallback?.Active == true ? 1 : 0);
        if (!withoutModel && options.OnModelDown == OnModelDown.Stop) return null;
        if (policies.RequiringModel is { Count: > 0 } strict && !withoutModel)
            log.Warn("policy.requires_model",
                $"pii:onModelDown is degrade; records of these policies, and what follows them in their partitions, wait for the model all the same: "
                + $"{string.Join(", ", strict)}");
        var policy = new DegradePolicy(withoutModel ? DegradeOptions.Never : options.Degrade, TimeProvider.System);
        if (withoutModel) policy.Failed();
        return fallback = new RulesFallback(policy, new NameFinder(NameLabels.Of(model.Labels.Types, labels)), log);
    }

    /// <summary>What the model's labels are is known from now on: what runs, and zeros for entities of each.</summary>
    private static void Tell(Telemetry telemetry, OnnxModel model, string snapshot, string knowledgeBase, string policy, LinkingOptions options)
    {
        var info = new Measurement<double>(
            1, new("version", CommandLine.Version), new("model", $"{model.Name}@{model.Hash[..12]}"), new("snapshot", snapshot),
            new("provider", model.Provider.Name), new("knowledge_base", knowledgeBase), new("policy", policy));
        telemetry.Observe(MetricTable.Info, () => [info]);
        if (options is { Enabled: true, KnowledgeBase.Length: > 0 })
        {
            var written = new DateTimeOffset(File.GetLastWriteTimeUtc(options.KnowledgeBase)).ToUnixTimeSeconds();
            telemetry.Observe(MetricTable.KnowledgeBaseTime, () => written);
        }

        foreach (var label in model.Labels.Types)
        {
            foreach (var origin in Enum.GetValues<Origin>())
                telemetry.Entities.Add(0, new KeyValuePair<string, object?>("label", label), Labels.Origin[origin]);
        }
    }

    private static Func<Document, PiiPolicy> Keeping(PolicyBook policies)
    {
        var kept = new ConcurrentDictionary<PiiPolicy, PiiPolicy>();
        return document => kept.GetOrAdd(policies.For(document), static policy => policy.KeepingAll());
    }

    private static KnowledgeBase? LoadKnowledgeBase(LinkingOptions options)
    {
        if (!options.Enabled) return null;
        var path = options.KnowledgeBase.Length > 0 ? options.KnowledgeBase : KnowledgeBase.ShippedFile;
        try
        {
            if (options.KnowledgeBase.Length == 0) return KnowledgeBase.BuiltIn;
            var name = Path.GetFileNameWithoutExtension(path);
            // Mapped until the process ends: documents in flight may still look things up.
            if (KnowledgeFile.IsOne(path)) return new KnowledgeBase(KnowledgeFile.Open(path), name);
            using var file = File.OpenRead(path);
            return KnowledgeBase.Load(file, name);
        }
        catch (InvalidDataException malformed)
        {
            throw new OptionsException("linking:knowledgeBase", $"'{path}': {malformed.Message}", malformed);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new OptionsException("linking:knowledgeBase", $"'{path}': {FileFault.OfFile(path, failure)}", failure);
        }
    }
}
