using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace StreamNer.Onnx;

/// <summary>Which processor was taken, and one line that says which and why.</summary>
public sealed record ProviderChoice(bool Cuda, string Message)
{
    /// <summary>The provider's name: <c>cuda</c> or <c>cpu</c>.</summary>
    public string Name => Cuda ? "cuda" : "cpu";

    /// <summary>Adds the provider to <paramref name="session"/> as <paramref name="options"/> wish.</summary>
    /// <exception cref="ProviderUnavailableException">CUDA was asked for strictly and cannot be had.</exception>
    internal static ProviderChoice Take(SessionOptions session, OnnxOptions options)
    {
        if (options.Provider == ProviderPreference.Cpu) return new ProviderChoice(false, "the model runs on the CPU, as model:provider asks");
        var error = AppendCuda(session, options);
        if (error is null) return new ProviderChoice(true, $"the model runs on CUDA device {options.GpuDevice}");
        var reason = Reason(error);
        return options.Provider == ProviderPreference.Auto
            ? new ProviderChoice(false, $"the model runs on the CPU, because CUDA cannot be had: {reason}")
            : throw new ProviderUnavailableException(
                $"CUDA was asked for and cannot be had: {reason}. Install CUDA and the GPU flavour, or set it to 'auto' or 'cpu'.", error);
    }

    private static Exception? AppendCuda(SessionOptions session, OnnxOptions options)
    {
        try
        {
            using var cuda = new OrtCUDAProviderOptions();
            var settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["device_id"] = options.GpuDevice.ToString(CultureInfo.InvariantCulture),
                ["arena_extend_strategy"] = "kNextPowerOfTwo",
            };
            if (options.GpuMemoryMiB > 0) settings["gpu_mem_limit"] = ((long)options.GpuMemoryMiB << 20).ToString(CultureInfo.InvariantCulture);
            cuda.UpdateOptions(settings);
            session.AppendExecutionProvider_CUDA(cuda);
            return null;
        }
        catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException or NotSupportedException)
        {
            return error;
        }
    }

    // The runtime's message carries source paths and a help text around the one fact that matters: the library that could not be opened.
    private static string Reason(Exception error)
    {
        var message = error.Message;
        var missing = Regex.Match(message, @"[\w.+-]+\.(?:so|dll)[\w.]*: cannot open shared object file", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        if (missing.Success) return missing.Value;
        if (message.Contains("not enabled in this build", StringComparison.OrdinalIgnoreCase) || error is EntryPointNotFoundException or NotSupportedException)
        {
            return "this build has no CUDA provider (build with -p:OnnxRuntimeFlavor=Gpu)";
        }

        var line = message.ReplaceLineEndings(" ");
        return line.Length <= 200 ? line : line[..200];
    }
}
