using System.Diagnostics;
using StreamNer.Flow;

namespace StreamNer.Host.Benchmark;

/// <summary>Notes when the first and the last record became final, to about 2 ms.</summary>
internal sealed class CommitClock
{
    private long _total;

    /// <summary>Timestamp of the first commit; 0 before it.</summary>
    public long First { get; private set; }

    /// <summary>Timestamp of the last commit; 0 before any.</summary>
    public long Last { get; private set; }

    /// <summary>Watches until it is stopped, and looks once more then.</summary>
    public async Task Watch(StreamLoop loop, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Look(loop);
            await Task.Delay(2, CancellationToken.None);
        }

        Look(loop);
    }

    private void Look(StreamLoop loop)
    {
        if (loop.Counts.Total is var total && total == _total) return;
        _total = total;
        Last = Stopwatch.GetTimestamp();
        if (First == 0) First = Last;
    }
}
