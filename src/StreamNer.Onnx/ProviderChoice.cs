using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace StreamNer.Onnx;

/// <summary>Which processor was taken, and one line that says which and why.</summary>
internal sealed record ProviderChoice(bool Cuda, string Message)
{
    // As ONNX Runtime calls it.
    private const string CudaProvider = "CUDAExecutionProvider";

    /// <summary>The provider's name: <c>cuda</c> or <c>cpu</c>.</summary>
    public string Name => Cuda ? "cuda" : "cpu";

    /// <summary>Opens a session on the provider that <paramref name="options"/> wish for, or on the one that can be had.</summary>
    /// <exception cref="ProviderUnavailableException">CUDA was asked for strictly and cannot be had.</exception>
    /// <exception cref="ModelException">The model cannot be loaded on any provider.</exception>
    internal static (InferenceSession Session, ProviderChoice Choice) Open(byte[] model, OnnxOptions options)
    {
        if (options.Provider == ProviderPreference.Cpu)
        {
            return (OpenCpu(model, options), new ProviderChoice(false, "the model runs on the CPU, as model:provider asks"));
        }

        if (options.Provider == ProviderPreference.Auto && !OrtEnv.Instance().GetAvailableProviders().Contains(CudaProvider, StringComparer.Ordinal))
        {
            // A build for the CPU: nobody asked for CUDA.
            return (OpenCpu(model, options), new ProviderChoice(false, "the model runs on the CPU"));
        }

        var (session, error) = OpenCuda(model, options);
        if (session is not null) return (session, new ProviderChoice(true, $"the model runs on CUDA device {options.GpuDevice}"));
        // When the CPU cannot load it either, the model is to blame.
        session = OpenCpu(model, options);
        var reason = Reason(error!);
        if (options.Provider == ProviderPreference.Auto)
        {
            return (session, new ProviderChoice(false, $"the model runs on the CPU, because CUDA cannot be had: {reason}"));
        }

        session.Dispose();
        throw new ProviderUnavailableException(
            $"CUDA was asked for and cannot be had: {reason}. Install CUDA and build with -p:OnnxRuntimeFlavor=Gpu, or set it to 'auto' or 'cpu'.",
            error);
    }

    private static InferenceSession OpenCpu(byte[] model, OnnxOptions options)
    {
        using var settings = Settings(options, cuda: false);
        try
        {
            return new InferenceSession(model, settings);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelException(
                "model:path", "model.onnx cannot be loaded: it is damaged, cut short, or uses what this ONNX Runtime does not know", error);
        }
    }

    // Fails where the build has no CUDA, where one of its libraries is missing, and where there is no card.
    private static (InferenceSession? Session, Exception? Error) OpenCuda(byte[] model, OnnxOptions options)
    {
        try
        {
            using var settings = Settings(options, cuda: true);
            using var cuda = new OrtCUDAProviderOptions();
            var values = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["device_id"] = options.GpuDevice.ToString(CultureInfo.InvariantCulture),
                ["arena_extend_strategy"] = "kNextPowerOfTwo",
            };
            if (options.GpuMemoryMiB > 0) values["gpu_mem_limit"] = ((long)options.GpuMemoryMiB << 20).ToString(CultureInfo.InvariantCulture);
            cuda.UpdateOptions(values);
            settings.AppendExecutionProvider_CUDA(cuda);
            return (new InferenceSession(model, settings), null);
        }
        catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException or NotSupportedException)
        {
            return (null, error);
        }
    }

    private static SessionOptions Settings(OnnxOptions options, bool cuda)
    {
        var settings = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = Math.Max(1, options.Threads),
            InterOpNumThreads = 1,
            // A pattern is kept for every shape ever seen. On the CPU rows are not rounded, so shapes are many, and measured speed is the same.
            EnableMemoryPattern = cuda,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", options.Spinning ? "1" : "0");
        return settings;
    }

    // The runtime's message carries source paths and a help text around the one fact that matters: the library that could not be opened.
    private static string Reason(Exception error)
    {
        var message = error.Message;
        const string Library = @"[\w.+-]+\.(?:so|dll)[\w.]*: cannot open shared object file";
        var missing = Regex.Match(message, Library, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        if (missing.Success) return missing.Value;
        if (error is EntryPointNotFoundException or NotSupportedException
            || message.Contains("not enabled in this build", StringComparison.OrdinalIgnoreCase))
        {
            return "this build has no CUDA provider (build with -p:OnnxRuntimeFlavor=Gpu)";
        }

        var line = message.ReplaceLineEndings(" ");
        return line.Length <= 200 ? line : line[..200];
    }
}
