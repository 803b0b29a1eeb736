using StreamNer.Output;

namespace StreamNer.Flow.Crashes;

/// <summary>A sink that tells the guard what is final, and commits at once while a record is taken by itself.</summary>
/// <param name="inner">The sink.</param>
/// <param name="guard">Is told.</param>
/// <param name="inFlight">Is told.</param>
/// <param name="held">What is held and committed now.</param>
internal sealed class GuardedSink(
    IBatchSink inner, CrashGuard guard, InFlightCount inFlight, Func<IReadOnlyCollection<HeldPartition>> held) : IBatchSink
{
    /// <inheritdoc/>
    public TimeSpan? CommitDue => inner.CommitDue is { } due ? inFlight.IsAwaited ? TimeSpan.Zero : due : null;

    /// <inheritdoc/>
    public Task DueEarlier => inner.DueEarlier;

    /// <inheritdoc/>
    public async ValueTask Write(MicroBatch batch, IReadOnlyList<Outcome> outcomes, CancellationToken cancel)
    {
        await inner.Write(batch, outcomes, cancel);
        inFlight.Wrote();

        // Nothing is open: the batch was dropped, or the run taken back.
        if (inner.CommitDue is null) Settled();
    }

    /// <inheritdoc/>
    public async ValueTask<FlowCounts> Commit(CancellationToken cancel)
    {
        var final = await inner.Commit(cancel);
        Settled();
        return final;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Settled()
    {
        guard.Final(held());
        inFlight.Settled();
    }
}
