using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace StreamNer.Onnx;

/// <summary>ONNX Runtime's native library: loaded once, before the first session, or refused in words.</summary>
internal static class RuntimeLibrary
{
    private static readonly Lazy<Exception?> s_failure = new(Start);

    /// <summary>Loads the library when that has not been done.</summary>
    /// <exception cref="ProviderUnavailableException">It cannot be loaded on this system; the message says why.</exception>
    public static void Require()
    {
        if (s_failure.Value is { } failure) throw new ProviderUnavailableException(Refusal(RuntimeInformation.RuntimeIdentifier, failure), failure);
    }

    /// <summary>Why the library cannot be loaded on a system of the kind <paramref name="runtime"/> (such as <c>linux-musl-x64</c>).</summary>
    internal static string Refusal(string runtime, Exception failure)
    {
        if (runtime.Contains("musl", StringComparison.Ordinal) || runtime.StartsWith("alpine", StringComparison.Ordinal))
        {
            return $"ONNX Runtime has no build for this system ({runtime}), whose C library is musl. Use a system with glibc, such as Debian.";
        }

        // The loader's message goes on to list every path that it tried.
        var line = failure.GetBaseException().Message.ReplaceLineEndings("\n").Split('\n')[0].TrimEnd('.', ':', ' ');
        return $"ONNX Runtime's native library cannot be loaded on this system ({runtime}): {line}. "
            + "It comes with the package Microsoft.ML.OnnxRuntime.";
    }

    private static Exception? Start()
    {
        try
        {
            if (OrtEnv.IsCreated) return null;
            // Failures reach the caller as exceptions; the native logger would repeat them on standard error.
            var environment = new EnvironmentCreationOptions { logId = "streamner", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            _ = OrtEnv.CreateInstanceWithOptions(ref environment);
            return null;
        }
        catch (Exception error) when (error.GetBaseException() is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            return error;
        }
    }
}
