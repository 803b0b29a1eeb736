using StreamNer.Diagnostics;
using StreamNer.Host.Configuration;
using StreamNer.Host.Watching;
using StreamNer.Work;

namespace StreamNer.Host.Work;

/// <summary>What a worker finds in a process of its own.</summary>
internal static class ProcessSurroundings
{
    /// <summary>By the settings of the program.</summary>
    public static WorkerSurroundings Of(Settings settings, Telemetry telemetry) => new()
    {
        Liveness = TimeSpan.FromSeconds(settings.Http.LivenessSeconds),
        Figures = (counts, log) => new WorkerFigures(settings, telemetry, counts, log, TimeProvider.System),
        Leave = HungProcess.Leave,
        IsAwaited = true,
    };
}
