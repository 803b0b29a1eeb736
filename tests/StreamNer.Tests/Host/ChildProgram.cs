using System.Diagnostics;
using System.Text;

namespace StreamNer.Tests.Host;

/// <summary>Runs the program as others do: a child process with arguments, input and environment.</summary>
internal static class ChildProgram
{
    /// <summary>The built program beside the tests.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "streamner");

    /// <summary>What a run ended with.</summary>
    internal sealed record Result(int ExitCode, string Output, string Error)
    {
        public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static Task<Result> Run(params string[] arguments) => RunWith(ReadOnlyMemory<byte>.Empty, [], arguments);

    public static async Task<Result> RunWith(ReadOnlyMemory<byte> input, (string Name, string Value)[] environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        return await End(process, input);
    }

    private static async Task<Result> End(Process process, ReadOnlyMemory<byte> input)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        // A child that hangs must not outlive its test, nor hold it: killing it ends every wait below.
        using var kill = deadline.Token.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading its input.
        }

        await process.WaitForExitAsync(deadline.Token);
        return new Result(process.ExitCode, await output, await error);
    }

    /// <summary>As <see cref="Run"/>, with another current folder.</summary>
    public static async Task<Result> RunIn(string folder, params string[] arguments)
    {
        using var process = Start([], folder, arguments);
        return await End(process, ReadOnlyMemory<byte>.Empty);
    }

    public static Process Start((string Name, string Value)[] environment, params string[] arguments) =>
        Start(environment, AppContext.BaseDirectory, arguments);

    private static Process Start((string Name, string Value)[] environment, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo(Path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
