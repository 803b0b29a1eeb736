using StreamNer.Pii;
using StreamNer.Pii.Rules;

namespace StreamNer.Snapshots;

/// <summary>What a snapshot may have other than the settings say.</summary>
internal sealed record SnapshotChoices
{
    /// <summary>False: detectors run, and every action becomes keep.</summary>
    public bool Redact { get; init; } = true;

    /// <summary>True: never asks the model, as if it were down, so that its absence can be measured.</summary>
    public bool WithoutModel { get; init; }

    /// <summary>Makes the scanner; null for the built-in detectors.</summary>
    public Func<PiiScanOptions, PiiScanner>? Scanners { get; init; }

    /// <summary>Makes the model; null for the ONNX model of the settings.</summary>
    public Func<TokenModel>? Model { get; init; }
}
