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
    /// <summary>Directory of a Hugging Face ONNX export. Default <c>models/minilm-l6-ner</c>.</summary>
    public string Path { get; init; } = "models/minilm-l6-ner";

    /// <summary>Which processor; default <see cref="ProviderPreference.Auto"/>.</summary>
    public ProviderPreference Provider { get; init; }

    /// <summary>Threads inside one run, 1 to 256; 0 (default) is 1: the cores are kept busy by parallel runs (<c>model:parallelRuns</c>).</summary>
    public int Threads { get; init; }

    /// <summary>
    /// Whether idle threads of a run spin: faster where the cores are the model's alone, slower where they are shared. Default off.
    /// </summary>
    public bool Spinning { get; init; }

    /// <summary>Number of the graphics card, 0 to 63. Default 0.</summary>
    public int GpuDevice { get; init; }

    /// <summary>Memory arena of the graphics card in MiB, 256 to 1,048,576; 0 (default) leaves it unbounded. cuBLAS takes more beside it.</summary>
    public int GpuMemoryMiB { get; init; }

    /// <summary>Largest <c>model.onnx</c> in MiB, 1 to 2,047. Default 2,047.</summary>
    public int MaxModelMiB { get; init; } = 2_047;

    /// <summary>Whether a model whose result depends on the batch may run; its outputs say so then. Default off.</summary>
    public bool AllowBatchDependence { get; init; }

    /// <summary>Whether a model may run that finds other entities than its own golden file; its outputs say so then. Default off.</summary>
    public bool AllowGoldenMismatch { get; init; }

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (Path.Length == 0) errors.Add(new OptionError("model:path", "must name a directory"));
        if (!Enum.IsDefined(Provider)) errors.Add(new OptionError("model:provider", "must be auto, cpu or cuda"));
        if (Threads != 0) Range(errors, "model:threads", Threads, 1, 256);
        if (GpuMemoryMiB != 0) Range(errors, "model:gpuMemoryMiB", GpuMemoryMiB, 256, 1_048_576);
        Range(errors, "model:gpuDevice", GpuDevice, 0, 63);
        Range(errors, "model:maxModelMiB", MaxModelMiB, 1, 2_047);
    }

    private static void Range(List<OptionError> errors, string key, int value, int least, int most)
    {
        if (value < least || value > most) errors.Add(new OptionError(key, $"must be {least} to {most}, is {value}"));
    }
}
