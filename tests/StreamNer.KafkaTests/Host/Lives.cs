using System.Diagnostics;

namespace StreamNer.KafkaTests.Host;

/// <summary>One life of the program after the other, with an environment that they share.</summary>
internal static class Lives
{
    /// <summary>Runs it to its end, at most four minutes: exit code (128 and the number of the signal that ended it) and standard error.</summary>
    public static async Task<(int Code, string Log)> Run(string[] arguments, (string Name, string Value)[] environment)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "streamner");
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("no process");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        using var kill = limit.Token.Register(process.Kill);
        var log = await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, log);
    }
}
