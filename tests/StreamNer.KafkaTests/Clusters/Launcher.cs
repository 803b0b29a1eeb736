using System.Diagnostics;

namespace StreamNer.KafkaTests.Clusters;

/// <summary>Runs an external program to its end and gives its output.</summary>
internal static class Launcher
{
    /// <summary>Standard output of <paramref name="program"/>.</summary>
    /// <exception cref="InvalidOperationException">It exited non-zero (the message holds the end of its error output) or outlived
    /// <paramref name="limit"/>.</exception>
    public static async Task<string> Run(string program, IEnumerable<string> arguments, TimeSpan? limit = null, string? workingDirectory = null,
        string? input = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        using var deadline = new CancellationTokenSource(limit ?? TimeSpan.FromMinutes(2));
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            if (input is not null) await process.StandardInput.WriteAsync(input.AsMemory(), deadline.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(deadline.Token);
            if (process.ExitCode == 0) return await output;
            throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)}: exit code {process.ExitCode}\n{await errors}");
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)}: took too long", e);
        }
    }

    /// <summary>The value of a line <c>NAME=value</c>, or null.</summary>
    public static string? Line(string output, string name) =>
        output.Split('\n').Where(l => l.StartsWith(name + "=", StringComparison.Ordinal)).Select(l => l[(name.Length + 1)..].Trim()).FirstOrDefault();

    /// <summary>Null when <paramref name="program"/> with <paramref name="arguments"/> succeeds, else why not.</summary>
    public static async Task<string?> Try(string program, params string[] arguments)
    {
        try
        {
            await Run(program, arguments, TimeSpan.FromSeconds(20));
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return e.Message;
        }
    }
}
