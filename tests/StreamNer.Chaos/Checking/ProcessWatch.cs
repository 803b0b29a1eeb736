using System.Collections.Concurrent;
using System.Globalization;

namespace StreamNer.Chaos.Checking;

/// <summary>What one process uses now, read from <c>/proc</c>.</summary>
internal readonly record struct ProcessSample(DateTimeOffset At, double MemoryMiB, int Descriptors, int Threads)
{
    /// <summary>Null when the process is gone.</summary>
    public static ProcessSample? Of(int pid)
    {
        try
        {
            var status = File.ReadLines($"/proc/{pid}/status").Select(line => line.Split(':', 2)).Where(line => line.Length == 2)
                .ToDictionary(line => line[0], line => line[1].Trim(), StringComparer.Ordinal);
            if (!status.TryGetValue("VmRSS", out var memory)) return null;
            var kibibytes = double.Parse(memory.Split(' ')[0], CultureInfo.InvariantCulture);
            var descriptors = Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Count();
            return new(TimeProvider.System.GetUtcNow(), kibibytes / 1024, descriptors, int.Parse(status["Threads"], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>The most that each worker used over its lives. Thread-safe.</summary>
internal sealed class ProcessWatch
{
    private readonly ConcurrentDictionary<string, int> _watched = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ProcessPeak> _peaks = new(StringComparer.Ordinal);

    /// <summary>Takes the process that <paramref name="name"/> is now.</summary>
    public void Watch(string name, int pid) => _watched[name] = pid;

    /// <summary>Looks at each once.</summary>
    public void Sample()
    {
        foreach (var (name, pid) in _watched)
        {
            if (ProcessSample.Of(pid) is not { } sample) continue;
            _peaks.AddOrUpdate(name, _ => new(name, 1, sample.MemoryMiB, sample.Descriptors, sample.Threads), (_, peak) => new(
                name, peak.Samples + 1, Math.Max(peak.MemoryMiB, sample.MemoryMiB), Math.Max(peak.Descriptors, sample.Descriptors),
                Math.Max(peak.Threads, sample.Threads)));
        }
    }

    /// <summary>So far, by name.</summary>
    public IReadOnlyList<ProcessPeak> Peaks => [.. _peaks.Values.OrderBy(peak => peak.Name, StringComparer.Ordinal)];
}
