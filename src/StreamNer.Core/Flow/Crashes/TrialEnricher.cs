using StreamNer.Output;

namespace StreamNer.Flow.Crashes;

/// <summary>An enricher under guard: a suspect that comes alone is on trial while its work lasts, and a convicted one is rejected without
/// any.</summary>
/// <param name="guard">Judges.</param>
/// <param name="enrich">The work.</param>
/// <param name="shortOfMemory">Whether memory is short now.</param>
/// <param name="time">The clock.</param>
internal sealed class TrialEnricher(CrashGuard guard, BatchEnricher enrich, Func<bool> shortOfMemory, TimeProvider time)
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc cref="BatchEnricher"/>
    public ValueTask<IReadOnlyList<Outcome>> Enrich(MicroBatch batch, CancellationToken cancel) =>
        batch.Records is [var record] && guard.Suspects(record) ? Try(batch, record, cancel) : enrich(batch, cancel);

    private async ValueTask<IReadOnlyList<Outcome>> Try(MicroBatch batch, InputRecord record, CancellationToken cancel)
    {
        if (guard.Verdict(record) is { } verdict) return [new Outcome.Rejected(verdict)];
        guard.BeginTrial(record, shortOfMemory());
        var began = time.GetTimestamp();
        try
        {
            await using var ticks = time.CreateTimer(_ => guard.Continue(time.GetElapsedTime(began), shortOfMemory()), null, s_tick, s_tick);
            return await enrich(batch, cancel);
        }
        finally
        {
            guard.EndTrial();
        }
    }
}
