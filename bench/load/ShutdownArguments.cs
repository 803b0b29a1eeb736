using System.Globalization;

namespace StreamNer.Load;

/// <summary>The command line of <see cref="Shutdown"/>.</summary>
/// <param name="Launcher">The cluster's script.</param>
/// <param name="Streamner">The program itself, not the script that builds it.</param>
/// <param name="Cycles">Starts and stops.</param>
/// <param name="Seed">Of the moments and faults.</param>
/// <param name="Lines">Records in the input topic.</param>
/// <param name="DrainSeconds">Given to the workers; each must be gone five seconds later.</param>
/// <param name="Preload">The checking allocator; empty for none.</param>
/// <param name="Longest">No further stop is begun after this time.</param>
/// <param name="Report">A file for the tables; empty for none.</param>
/// <param name="Logs">A folder for what the programs say.</param>
internal sealed record ShutdownArguments(
    string Launcher, string Streamner, int Cycles, int Seed, int Lines, int DrainSeconds, string Preload, TimeSpan Longest, string Report,
    string Logs)
{
    // A busy machine is given a second more for starting and reaping processes.
    public TimeSpan Limit => TimeSpan.FromSeconds(DrainSeconds + 6);

    public static ShutdownArguments Parse(string[] rest)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < rest.Length; i += 2) given[rest[i]] = rest[i + 1];
        string Text(string name, string? fallback = null) =>
            given.TryGetValue(name, out var value) ? value : fallback ?? throw new ArgumentException($"{name} is missing", nameof(rest));
        int Number(string name, int fallback) => given.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : fallback;
        return new ShutdownArguments(
            Text("--launcher"), Text("--streamner"), Number("--cycles", 200), Number("--seed", 1), Number("--lines", 30_000), Number("--drain", 5),
            Text("--preload", "libc_malloc_debug.so.0"), TimeSpan.FromMinutes(Number("--minutes", 120)), Text("--report", ""),
            Text("--logs", Directory.CreateTempSubdirectory("streamner-shutdown-").FullName));
    }
}
