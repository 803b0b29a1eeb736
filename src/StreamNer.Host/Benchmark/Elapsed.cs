using System.Diagnostics;

namespace StreamNer.Host.Benchmark;

/// <summary>Wall time and this process's processor time (user and system, all cores) of a piece of work, in seconds.</summary>
internal readonly record struct Elapsed(double Seconds, double ProcessorSeconds)
{
    /// <summary>Begins to measure.</summary>
    public static Meter Start() => new(Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);

    /// <summary>A measurement under way.</summary>
    internal readonly record struct Meter(long Since, TimeSpan Used)
    {
        /// <summary>What has passed since the start.</summary>
        public Elapsed Stop() => new(Stopwatch.GetElapsedTime(Since).TotalSeconds, (Environment.CpuUsage.TotalTime - Used).TotalSeconds);
    }
}
