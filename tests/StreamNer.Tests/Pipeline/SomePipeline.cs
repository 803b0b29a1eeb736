using StreamNer.Configuration;
using StreamNer.Degraded;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Inference;
using StreamNer.Linking;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;
using StreamNer.Tests.Inference;
using StreamNer.Text;

namespace StreamNer.Tests.Pipeline;

/// <summary>A whole pipeline over a small vocabulary and a classifier that knows names by their word.</summary>
internal sealed class SomePipeline : IDisposable
{
    private static readonly string[] Words =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "ada", "grace", "london", "paris", "poison", "lives", "in", "met", ".", ",", "at", "mail", "##s"];

    private readonly NamedWords _classifier;
    private readonly TokenClassification _classification;

    public SomePipeline(
        PipelineOptions? options = null, PiiPolicy? policy = null, int cacheMegabytes = 1, RecordIdentifiers? identifiers = null,
        RulesFallback? fallback = null, Func<Document, PiiPolicy>? policyOf = null, LimitsOptions? limits = null)
    {
        var vocabulary = new Vocabulary(Words);
        _classifier = new NamedWords(vocabulary);
        _classification = new TokenClassification(
            _classifier, LocalClassifier.Labels, new SpecialTokenIds(2, 3, 0), [9], new InferenceOptions().Resolve(gpu: false, cores: 2), Telemetry);
        var scanner = new PiiScanner();
        Cache = new ResultCache(new CacheOptions { Megabytes = cacheMegabytes });
        Pipeline = new NerPipeline(new PipelineParts
        {
            Tokenizer = new WordPieceTokenizer(vocabulary, new TokenizerOptions()),
            Classification = _classification,
            Scanner = scanner,
            Linker = new EntityLinker(KnowledgeBase.BuiltIn, new LinkingOptions()),
            Redactor = new Redactor(new SpanMerger(PiiTypes.All.Select(type => type.Name))),
            Fallback = fallback,
            PolicyOf = policyOf ?? (_ => policy ?? PiiPolicy.Default),
            Identifiers = identifiers ?? new RecordIdentifiers(new PolicyBook(new PiiOptions(), KeyRing.Empty), KeyRing.Empty),
            Cache = Cache,
            Provenance = new Provenance("s-1", "m", "k", "r", "default", "1", "full"),
            Options = options ?? new PipelineOptions(),
            Limits = limits ?? new LimitsOptions(),
            Telemetry = Telemetry,
        });
    }

    public Telemetry Telemetry { get; } = new();

    public ResultCache Cache { get; }

    public NerPipeline Pipeline { get; }

    public int Runs => _classifier.Runs;

    public bool Down { set => _classifier.Down = value; }

    public IReadOnlyList<Outcome> Enrich(params InputRecord[] records) =>
        Pipeline.Enrich(new MicroBatch(0, records), TestContext.Current.CancellationToken);

    public Enrichment Enrich(string text) => Assert.IsType<Outcome.Enriched>(Assert.Single(Enrich(Record(text)))).Enrichment;

    public static InputRecord Record(string text, string id = "") => new() { Document = new Document(text) { Id = id }, Bytes = text.Length };

    public void Dispose()
    {
        Cache.Dispose();
        _classification.Dispose();
        _classifier.Dispose();
        Telemetry.Dispose();
    }

    private sealed class NamedWords(Vocabulary vocabulary) : ITokenClassifier
    {
        private int _runs;

        public int Runs => _runs;

        public bool Down { get; set; }

        public int LabelCount => 5;

        public int MaxTokens => 512;

        public void Classify(TensorBatch batch, CancellationToken cancel = default)
        {
            Interlocked.Increment(ref _runs);
            if (Down) throw new InvalidOperationException("down: Ada");
            var ids = batch.InputIds.Span;
            var logits = batch.Logits.Span;
            logits.Clear();
            for (var at = 0; at < ids.Length; at++)
            {
                var word = vocabulary[(int)ids[at]];
                if (word == "poison") throw new InvalidOperationException("poison");
                logits[(at * 5) + (word is "ada" or "grace" ? 1 : word is "london" or "paris" ? 3 : 0)] = 20;
            }
        }

        public void Dispose() { }
    }
}
