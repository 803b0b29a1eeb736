using System.Globalization;

namespace StreamNer.Kafka.Crashes;

/// <summary>What the system says of memory: signs that a death may have been the OOM killer's. All are 0 or false where it says nothing.</summary>
internal static class MemorySigns
{
    private const double Short = 0.9;

    /// <summary>OOM kills in our control group (cgroup v2) since it was made.</summary>
    public static long OomKills()
    {
        try
        {
            // "0::/path", as seen from within our own namespace.
            var own = File.ReadLines("/proc/self/cgroup").FirstOrDefault(line => line.StartsWith("0::", StringComparison.Ordinal));
            var path = own?[3..] ?? "/";
            foreach (var line in File.ReadLines($"/sys/fs/cgroup{path.TrimEnd('/')}/memory.events"))
            {
                if (line.Split(' ') is ["oom_kill", var count]) return long.Parse(count, NumberStyles.None, CultureInfo.InvariantCulture);
            }

            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return 0;
        }
    }

    /// <summary>Whether less than a tenth of the memory that we may use, or of the machine's, is left.</summary>
    public static bool IsShort()
    {
        var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (limit > 0 && Environment.WorkingSet > Short * limit) return true;
        try
        {
            long total = 0, available = 0;
            foreach (var line in File.ReadLines("/proc/meminfo").Take(3))
            {
                if (line.StartsWith("MemTotal:", StringComparison.Ordinal)) total = Kilobytes(line);
                if (line.StartsWith("MemAvailable:", StringComparison.Ordinal)) available = Kilobytes(line);
            }

            return total > 0 && available < (1 - Short) * total;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return false;
        }
    }

    private static long Kilobytes(string line) =>
        long.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
}
