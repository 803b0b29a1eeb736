using System.Diagnostics;

namespace StreamNer.Chaos.Brokers;

/// <summary>Runs a launcher script and gives what it printed.</summary>
internal static class Script
{
    /// <summary>Standard output of a script that ended well.</summary>
    /// <exception cref="InvalidOperationException">It did not.</exception>
    public static async Task<string> Run(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException(
                $"{Path.GetFileName(program)} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}");
    }

    /// <summary>The value of a line <c>NAME=VALUE</c>.</summary>
    public static string Value(string output, string name) =>
        output.Split('\n').FirstOrDefault(line => line.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..]
            .Trim('\'', '"', '\r', ' ')
        ?? throw new InvalidOperationException($"no {name} in: {output}");
}
