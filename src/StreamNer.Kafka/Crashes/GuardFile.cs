using StreamNer.Diagnostics;
using StreamNer.Flow.Crashes;

namespace StreamNer.Kafka.Crashes;

/// <summary>A guard and the file that it keeps its state in.</summary>
internal sealed class GuardFile : IDisposable
{
    private readonly CrashFile _file;

    private GuardFile(CrashFile file, CrashGuard guard) => (_file, Guard) = (file, guard);

    /// <summary>The guard.</summary>
    public CrashGuard Guard { get; }

    /// <summary>Begins a life on what the last one has left; null with a warning where the file cannot be had.</summary>
    public static GuardFile? Open(string path, CrashGuardOptions options, EventLog log) =>
        CrashFile.Open(path, log) is { } file
            ? new GuardFile(file, new CrashGuard(file.Read(), MemorySigns.OomKills(), options, file.Save, log)) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Guard.Ended();
        _file.Dispose();
    }
}
