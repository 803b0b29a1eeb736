using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Inference;
using StreamNer.Output;
using StreamNer.Text;

namespace StreamNer.Onnx;

/// <summary>A model that was read, loaded and tested: ready for work. Owns the session.</summary>
internal sealed class OnnxModel : IDisposable
{
    private readonly OnnxClassifier _classifier;
    private readonly int _threads;

    private OnnxModel(ModelBundle bundle, WordPieceTokenizer tokenizer, OnnxClassifier classifier, int[] probe, int threads)
    {
        _classifier = classifier;
        _threads = threads;
        Name = bundle.Name;
        Hash = bundle.Hash;
        Parts = bundle.Parts;
        Labels = bundle.Labels;
        Special = bundle.Special;
        Tokenizer = tokenizer;
        Probe = probe;
    }

    /// <summary>The directory's name.</summary>
    public string Name { get; }

    /// <summary>SHA-256 over all parts, lower-case hex.</summary>
    public string Hash { get; }

    /// <summary>The files that decide what it answers, each with its hash.</summary>
    public IReadOnlyList<ModelPart> Parts { get; }

    /// <summary>Its labels.</summary>
    public LabelScheme Labels { get; }

    /// <summary>Ids around a text, and of padding.</summary>
    public SpecialTokenIds Special { get; }

    /// <summary>Its tokeniser.</summary>
    public WordPieceTokenizer Tokenizer { get; }

    /// <summary>The classifier itself.</summary>
    public ITokenClassifier Classifier => _classifier;

    /// <summary>Which processor runs it; <see cref="ProviderChoice.Message"/> is the line to log.</summary>
    public ProviderChoice Provider => _classifier.Provider;

    /// <summary>What the self-test found.</summary>
    public SelfTestResult SelfTest { get; private set; } = new(0, 0, 0);

    /// <summary>Golden texts on which it found other entities than its golden file says; empty where there is no such file.</summary>
    public IReadOnlyList<string> GoldenMismatches { get; private set; } = [];

    /// <summary>
    /// What its outputs must say: <c>batch_dependent_model</c> or <c>golden_mismatch</c> when it runs only because a setting allows it; else empty.
    /// </summary>
    public string DegradedReason =>
        SelfTest.BatchDependent ? Provenance.BatchDependentModel : GoldenMismatches.Count > 0 ? Provenance.GoldenMismatch : "";

    /// <summary>Ids of the text that a sound engine always answers.</summary>
    public int[] Probe { get; }

    /// <summary>Reads, loads, tests.</summary>
    /// <exception cref="ModelException">The model cannot be used as configured; the message names file and setting.</exception>
    public static OnnxModel Load(OnnxOptions options)
    {
        var bundle = ModelBundle.Read(options);
        var tokenizer = bundle.CreateTokenizer();
        var classifier = OnnxClassifier.Load(bundle.Model, bundle.Labels.Count, bundle.MaxTokens, options);
        try
        {
            var texts = GoldenTexts.All.Select(text => Tokenize(tokenizer, text)).Where(text => text.Count > 0).ToList();
            if (texts.Count == 0) throw new ModelException("model:path", "the vocabulary makes no token of ordinary text");
            var probe = texts[0].Ids[..Math.Min(texts[0].Count, bundle.MaxTokens - 2)].ToArray();
            var model = new OnnxModel(bundle, tokenizer, classifier, probe, Math.Max(1, options.Threads));
            model.Test(bundle, texts, options);
            return model;
        }
        catch
        {
            classifier.Dispose();
            throw;
        }
    }

    /// <summary>Steps 2 to 5 with this model; <paramref name="options"/> need not be resolved.</summary>
    public TokenClassification CreateClassification(InferenceOptions options, Telemetry telemetry)
    {
        ArgumentNullException.ThrowIfNull(options);
        var cores = Math.Max(1, Environment.ProcessorCount / _threads);
        return new TokenClassification(_classifier, Labels, Special, Probe, options.Resolve(Provider.Cuda, cores), telemetry);
    }

    /// <inheritdoc/>
    public void Dispose() => _classifier.Dispose();

    /// <summary>As <see cref="Dispose"/>, within <paramref name="limit"/>; false when a run has not returned by then and the session is left to
    /// it.</summary>
    public bool Close(TimeSpan limit) => _classifier.Close(limit);

    private static TokenBuffer Tokenize(WordPieceTokenizer tokenizer, string text)
    {
        var tokens = new TokenBuffer();
        tokenizer.Tokenize(text, tokens);
        return tokens;
    }

    private void Test(ModelBundle bundle, List<TokenBuffer> texts, OnnxOptions options)
    {
        var test = new ModelSelfTest(_classifier, Special);
        if (test.Try(Probe) is { } broken)
        {
            throw broken as ModelException
                ?? Refuse("model.onnx fails on ordinary text, or scores another number of labels than config.json names", broken);
        }

        if (test.Try([bundle.Vocabulary.Count - 1]) is { } outside)
        {
            throw Refuse(
                $"the vocabulary has {bundle.Vocabulary.Count} entries, but model.onnx fails on the last of them: they do not belong together",
                outside);
        }

        var longest = new int[bundle.MaxTokens - 2];
        longest.AsSpan().Fill(Probe[0]);
        if (test.Try(longest) is { } tooLong)
        {
            throw Refuse($"model.onnx fails on {bundle.MaxTokens} tokens, its maximum by config.json and tokenizer_config.json", tooLong);
        }

        SelfTest = test.Run(texts, _classifier.HalfPrecision);
        if (SelfTest.BatchDependent && !options.AllowBatchDependence)
        {
            throw new ModelException(
                "model:allowBatchDependence",
                $"model '{Name}' answers differently in other company: a logit differs by {SelfTest.MaxDifference:0.####}, "
                + $"{SelfTest.LabelsChanged} labels change (per-batch dynamic quantisation does this). "
                + "Use another export, or turn this on and have the outputs say so");
        }

        GoldenMismatches = bundle.Golden is { } golden ? GoldenFile.Mismatches(golden, this) : [];
        if (GoldenMismatches.Count > 0 && !options.AllowGoldenMismatch)
        {
            throw new ModelException(
                "model:allowGoldenMismatch",
                $"model '{Name}' finds other entities than its golden.jsonl in {GoldenMismatches.Count} texts on this processor "
                + "(int8 products saturate where VNNI is missing). Use its fp32 form, or turn this on and have the outputs say so");
        }
    }

    private static ModelException Refuse(string what, Exception cause) => new("model:path", what, cause);
}
