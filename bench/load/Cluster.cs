using System.Diagnostics;

namespace StreamNer.Load;

/// <summary>A Kafka cluster run by a launcher script (commands <c>start</c>, <c>topic create</c>, <c>kill-broker</c>, <c>start-broker</c>,
/// <c>stop</c>).</summary>
internal sealed class Cluster : IDisposable
{
    private const int StartAttempts = 5;
    private readonly string _launcher;
    private readonly string _directory;

    private Cluster(string launcher, string directory, string bootstrap)
    {
        _launcher = launcher;
        _directory = directory;
        Bootstrap = bootstrap;
    }

    public string Bootstrap { get; }

    public static Cluster Start(string launcher, int brokers)
    {
        var output = Run(launcher, ["start", "--brokers", $"{brokers}", "--owner", $"{Environment.ProcessId}"]);
        string Value(string name) => output.Split('\n').First(line => line.Contains(name + "=", StringComparison.Ordinal)).Split('=', 2)[1].Trim()
            .Trim('\'', '"');
        return new Cluster(launcher, Value("KAFKA_DIR"), Value("KAFKA_BOOTSTRAP"));
    }

    public void Command(params string[] arguments) => Run(_launcher, [.. arguments, "--dir", _directory]);

    /// <summary>Starts a broker that was killed. A busy machine may need several attempts, since the launcher gives up on a slow start.</summary>
    /// <exception cref="InvalidOperationException">The last attempt failed too.</exception>
    public void StartBroker(int broker)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Command("start-broker", $"{broker}");
                return;
            }
            catch (InvalidOperationException error) when (attempt < StartAttempts)
            {
                Console.Error.WriteLine($"{error.Message}; once more");
            }
        }
    }

    public void Dispose()
    {
        try { Command("stop"); }
        catch (InvalidOperationException error) { Console.Error.WriteLine(error.Message); }
    }

    private static string Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
