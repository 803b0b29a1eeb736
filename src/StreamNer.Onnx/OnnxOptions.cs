using StreamNer.Configuration;

namespace StreamNer.Onnx;

/// <summary>Which processor runs the model.</summary>
public enum ProviderPreference
{
    /// <summary>CUDA when it can be had, else the CPU.</summary>
    Auto,

    /// <summary>The CPU.</summary>
    Cpu,

    /// <summary>CUDA or nothing.</summary>
    Cuda,
}

/// <summary>Which model, and how it is run; section <c>model</c>.</summary>
public sealed record OnnxOptions : IValidatedOptions
{
    [Setting("Directory of a Hugging Face ONNX export of a WordPiece token classifier.")]
    public string Path { get; init; } = "models/minilm-l6-ner";

    [Setting("What runs the model: auto uses CUDA if available, cuda requires it.")]
    public ProviderPreference Provider { get; init; }

    [Setting(
        "Threads inside one model run; 0 is 1, since parallel runs keep the cores busy (model:parallelRuns).",
        Least = 1, Most = 256, OrZero = true)]
    public int Threads { get; init; }

    [Setting("Whether idle threads of a run spin: faster on dedicated cores, slower on shared ones.")]
    public bool Spinning { get; init; }

    [Setting("Index of the GPU.", Least = 0, Most = 63)]
    public int GpuDevice { get; init; }

    [Setting("Memory arena on the GPU in MiB; 0 is unbounded. cuBLAS needs additional memory.",
        Least = 256, Most = 1_048_576, OrZero = true)]
    public int GpuMemoryMiB { get; init; }

    [Setting("Maximum size of model.onnx in MiB.", Least = 1, Most = 2_047)]
    public int MaxModelMiB { get; init; } = 2_047;

    [Setting("Allows a model whose results depend on the batch; its outputs are flagged.")]
    public bool AllowBatchDependence { get; init; }

    [Setting("Allows a model that does not reproduce its own golden file; its outputs are flagged.")]
    public bool AllowGoldenMismatch { get; init; }

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (Path.Length == 0) errors.Add(new OptionError("model:path", "must name a directory"));
        if (!Enum.IsDefined(Provider)) errors.Add(new OptionError("model:provider", "must be auto, cpu or cuda"));
        errors.CheckRanges("model", this);
    }
}
