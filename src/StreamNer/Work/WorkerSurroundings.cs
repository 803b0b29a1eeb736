using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Snapshots;

namespace StreamNer.Work;

/// <summary>What a worker takes from the process that it runs in.</summary>
internal sealed record WorkerSurroundings
{
    /// <summary>How long what should turn may stand still before the worker says that it is not alive.</summary>
    public TimeSpan Liveness { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A snapshot that somebody else owns; null: the worker loads its own.</summary>
    public Func<CancellationToken, Task<Snapshot>>? Borrow { get; init; }

    /// <summary>Begins to publish figures made of the final counts, until it is disposed.</summary>
    public Func<Func<FlowCounts>, EventLog, IDisposable?>? Figures { get; init; }

    /// <summary>Called with the reason when work hangs and the worker cannot end in order: what is left is to end the process. Null: nobody
    /// may.</summary>
    public Action<string>? Leave { get; init; }

    /// <summary>True where somebody awaits <see cref="WorkerService.Ended"/> and says why it failed; else the worker says it itself.</summary>
    public bool IsAwaited { get; init; }
}
