using System.Security.Cryptography;
using System.Text;
using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Inference;
using StreamNer.Onnx;
using StreamNer.Text;

namespace StreamNer.Snapshots;

/// <summary>Steps 2 to 5: a tokeniser, a classifier and its labels, loaded and tested. The ONNX model of the settings, or one's own.</summary>
internal sealed class SnapshotModel : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private readonly Func<TimeSpan, bool> _close;

    private SnapshotModel(Func<TimeSpan, bool> close) => _close = close;

    /// <summary>What records call it.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of all that decides its answers, lower-case hex.</summary>
    public required string Hash { get; init; }

    /// <summary>Name and hash as records have them.</summary>
    public string Title => $"{Name}@{Hash[..12]}";

    /// <summary>What runs it, such as <c>CPU</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Its labels.</summary>
    public required LabelScheme Labels { get; init; }

    /// <summary>Its tokeniser.</summary>
    public required WordPieceTokenizer Tokenizer { get; init; }

    /// <summary>Steps 3 to 5.</summary>
    public required TokenClassification Classification { get; init; }

    /// <summary>What the self-test found.</summary>
    public required SelfTestResult SelfTest { get; init; }

    /// <summary>What its outputs must say of it; empty for nothing.</summary>
    public string DegradedReason { get; init; } = "";

    /// <summary>Loads the model of the settings.</summary>
    /// <exception cref="ModelException">It cannot be used as configured.</exception>
    public static SnapshotModel Load(StreamNerOptions settings, Telemetry telemetry, EventLog log)
    {
        var model = OnnxModel.Load(settings.Model with { Path = ModelPath.Resolve(settings.Model.Path) });
        log.Info(
            "model.loaded", $"model {model.Name} {model.Hash[..12]}; {model.Provider.Message}",
            ("model", $"{model.Name}@{model.Hash[..12]}"), ("provider", model.Provider.Name));
        if (model.DegradedReason.Length > 0)
            log.Warn("model.degraded", $"the outputs of this model say: {model.DegradedReason}", ("reason", model.DegradedReason));
        return new SnapshotModel(model.Close)
        {
            Name = model.Name,
            Hash = model.Hash,
            Provider = model.Provider.Name,
            Labels = model.Labels,
            Tokenizer = model.Tokenizer,
            Classification = model.CreateClassification(settings.Inference, telemetry),
            SelfTest = model.SelfTest,
            DegradedReason = model.DegradedReason,
        };
    }

    /// <summary>Takes the model that an application brings.</summary>
    /// <exception cref="ModelException">Its parts do not fit, or it fails on ordinary text.</exception>
    public static SnapshotModel Take(TokenModel own, StreamNerOptions settings, Telemetry telemetry, EventLog log)
    {
        var parts = OwnModel.Check(own);
        var hash = HashOf(own);
        log.Info("model.loaded", $"model {own.Name} {hash[..12]}; brought by the application", ("model", $"{own.Name}@{hash[..12]}"));
        var inference = settings.Inference.Resolve(gpu: false, Environment.ProcessorCount);
        var classifier = new OwnClassifier(own.Classifier, $"model {own.Name}");
        return new SnapshotModel(classifier.Close)
        {
            Name = own.Name,
            Hash = hash,
            Provider = "own",
            Labels = parts.Labels,
            Tokenizer = parts.Tokenizer,
            Classification = new TokenClassification(classifier, parts.Labels, parts.Special, parts.Probe, inference, telemetry),
            SelfTest = parts.SelfTest,
        };
    }

    /// <summary>Ends the runs under way and lets go of the model; false when a run does not return and the model is left to it.</summary>
    public bool Close() => _close(s_patience);

    /// <inheritdoc/>
    public void Dispose() => Classification.Dispose();

    private static string HashOf(TokenModel own)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (IEnumerable<string>)[own.Name, own.Version, own.Tokenizer.ToString(), .. own.Labels, .. own.Vocabulary])
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
