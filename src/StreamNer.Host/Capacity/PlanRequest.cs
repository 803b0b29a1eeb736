using StreamNer.Flow;
using StreamNer.Host.Configuration;

namespace StreamNer.Host.Capacity;

/// <summary>What is asked of a plan.</summary>
/// <param name="Rate">Documents a second, over all workers.</param>
/// <param name="P99">99 of 100 records are to be final within this time.</param>
/// <param name="Cores">Processor cores of one worker.</param>
/// <param name="Busy">The share of these cores that may be in use on average, 0 to 1.</param>
/// <param name="Settings">Of the workers; batch bounds given there hold whatever the profile.</param>
internal sealed record PlanRequest(double Rate, TimeSpan P99, int Cores, double Busy, Settings Settings)
{
    /// <summary>The bounds of a batch under <paramref name="profile"/>.</summary>
    public BatchBounds Bounds(BatchProfile profile) => (Settings.Batch with { Profile = profile }).Bounds;
}
