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

    [Setting("What runs the model: auto takes CUDA where it can be had, cuda insists on it.")]
    public ProviderPreference Provider { get; init; }

    [Setting(
        "Threads inside one model run; 0 is 1, since parallel runs keep the cores busy (model:parallelRuns).",
        Least = 1, Most = 256, OrZero = true)]
    public int Threads { get; init; }

    [Setting("Whether idle threads of a run spin: faster where the model has the cores to itself, slower where they are shared.")]
    public bool Spinning { get; init; }

    [Setting("Number of the graphics card.", Least = 0, Most = 63)]
    public int GpuDevice { get; init; }

    [Setting(
        "Memory arena on the graphics card in MiB; 0 leaves it unbounded. cuBLAS takes more beside it.",
        Least = 256, Most = 1_048_576, OrZero = true)]
    public int GpuMemoryMiB { get; init; }

    [Setting("Largest model.onnx in MiB.", Least = 1, Most = 2_047)]
    public int MaxModelMiB { get; init; } = 2_047;

    [Setting("Lets a model run whose result depends on the batch; its outputs say so.")]
    public bool AllowBatchDependence { get; init; }

    [Setting("Lets a model run that finds other entities than its own golden file; its outputs say so.")]
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
