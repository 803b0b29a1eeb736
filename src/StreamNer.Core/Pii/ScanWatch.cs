using StreamNer.Pii.Scanning;
using StreamNer.Pipeline;

namespace StreamNer.Pii;

/// <summary>A scan that has not ended.</summary>
/// <param name="Detector">The detector that was asked last; <c>reading</c> before the first.</param>
/// <param name="Elapsed">Since the scan began.</param>
/// <param name="Length">The text's, in UTF-16 units.</param>
/// <param name="Source">Where the record stood; null when it came from standard input, or when something made of a record is scanned.</param>
internal sealed record RunningScan(string Detector, TimeSpan Elapsed, int Length, SourcePosition? Source);

/// <summary>
/// Knows which scans of a scanner are under way, and since when. Scanning threads write to their own state without a lock; any thread may ask.
/// It decides nothing about a result: step budgets do that, so that results are the same on any machine.
/// </summary>
internal sealed class ScanWatch
{
    private readonly TimeProvider _time;
    private readonly Func<int, string> _nameOf;
    private readonly Lock _lock = new();
    private ScanState[] _states = [];

    internal ScanWatch(TimeProvider time, Func<int, string> nameOf) => (_time, _nameOf) = (time, nameOf);

    /// <summary>Whether any scan is under way.</summary>
    public bool Busy => Oldest() is not null;

    /// <summary>The scan that has been under way longest, if that is at least <paramref name="limit"/>; else null.</summary>
    public RunningScan? Overdue(TimeSpan limit) => Oldest() is { } oldest && oldest.Elapsed >= limit ? oldest : null;

    internal void Add(ScanState state)
    {
        lock (_lock) _states = [.. _states, state];
    }

    internal void Begin(ScanState state, int length, Document? document) => state.Begin(_time.GetTimestamp(), length, document);

    private RunningScan? Oldest()
    {
        while (true)
        {
            ScanState? oldest = null;
            var since = long.MaxValue;
            foreach (var state in Volatile.Read(ref _states))
            {
                if (state.Since is var began && began == ScanState.Idle || began >= since) continue;
                (oldest, since) = (state, began);
            }

            if (oldest is null) return null;
            var (asked, length, document) = (oldest.Asked, oldest.Length, oldest.Document);
            Volatile.ReadBarrier();

            // If the scan has ended meanwhile, what was read may belong to the next text: look again.
            if (oldest.Since == since)
                return new RunningScan(asked < 0 ? "reading" : _nameOf(asked), _time.GetElapsedTime(since), length, document?.Source);
        }
    }
}
