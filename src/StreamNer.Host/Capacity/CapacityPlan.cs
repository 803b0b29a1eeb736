using StreamNer.Flow;

namespace StreamNer.Host.Capacity;

/// <summary>
/// How many workers a rate and a latency need. A worker is one server whose service time is measured (<see cref="ServiceProfile"/>): its share of
/// the cores follows from rate and processor time, the wait for it from queueing theory, what is in flight from Little's law (J. D. C. Little, 1961:
/// L = λW). All figures are for arrivals without bursts, spread evenly over workers.
/// </summary>
internal static class CapacityPlan
{
    /// <summary>More workers are not looked at.</summary>
    public const int MostWorkers = 10_000;

    private const double Seldom = 0.01;

    /// <summary>
    /// For each batch profile the fewest workers that meet the request, best first: those that meet it before the others, fewer workers before more,
    /// then the lower latency. One that nothing can make meet it has the workers that come nearest.
    /// </summary>
    public static IReadOnlyList<PlannedWorkers> Of(PlanRequest request, ServiceProfile profile) =>
    [
        .. Enum.GetValues<BatchProfile>().Select(batch => Fewest(request, profile, batch))
            .OrderByDescending(plan => plan.Meets).ThenBy(plan => plan.Meets ? plan.Workers : 0).ThenBy(plan => plan.Latency.P99),
    ];

    /// <summary>What is expected of <paramref name="workers"/> workers; <see cref="Latency"/> is infinite where they cannot keep up.</summary>
    public static PlannedWorkers With(int workers, PlanRequest request, ServiceProfile profile, BatchProfile batch)
    {
        var rate = request.Rate / workers;
        var bounds = request.Bounds(batch);
        var documents = DocumentsIn(bounds, rate, profile);
        var cost = profile.CostAt(documents);
        var busy = rate * cost / request.Cores;
        var latency = LatencyOf(request, profile, bounds, rate, documents, cost, busy);
        return new PlannedWorkers
        {
            Profile = batch,
            Workers = workers,
            Busy = busy,
            BatchDocuments = documents,
            Latency = latency,
            InFlight = rate * latency.Mean,
            Meets = busy <= request.Busy && latency.P99 <= request.P99.TotalSeconds,
        };
    }

    private static PlannedWorkers Fewest(PlanRequest request, ServiceProfile profile, BatchProfile batch)
    {
        PlannedWorkers? nearest = null;
        for (var workers = 1; workers <= MostWorkers; workers++)
        {
            var plan = With(workers, request, profile, batch);
            if (plan.Meets) return plan;
            if (nearest is null || plan.Latency.P99 < nearest.Latency.P99) nearest = plan;

            // With hardly anything to do, more workers change nothing.
            if (plan.Busy < Seldom) break;
        }

        return nearest!;
    }

    // The record that opens a batch, and those that arrive while it gathers.
    private static double DocumentsIn(BatchBounds bounds, double rate, ServiceProfile profile)
    {
        double most = bounds.Documents;
        if (profile.TokensPerDocument > 0) most = Math.Min(most, bounds.Tokens / profile.TokensPerDocument);
        if (profile.BytesPerDocument > 0) most = Math.Min(most, bounds.Bytes / profile.BytesPerDocument);
        return Math.Clamp(1 + rate * bounds.Age.TotalSeconds, 1, Math.Max(1, most));
    }

    private static Latency LatencyOf(
        PlanRequest request, ServiceProfile profile, BatchBounds bounds, double rate, double documents, double cost, double busy)
    {
        var gather = Math.Min(bounds.Age.TotalSeconds, Math.Max(0, documents - 1) / rate);

        // One document cannot use two cores.
        var enrich = documents * cost / Math.Min(request.Cores, documents);
        var transaction = request.Settings.Kafka.Transaction;
        var open = Math.Min(transaction.IntervalMs / 1_000.0, transaction.Records / rate);
        var between = Math.Max(bounds.Age.TotalSeconds, documents / rate);
        var batches = Math.Max(1, open / between);
        return new Latency
        {
            Gather = new(gather / 2, gather),
            Wait = Queue(enrich, busy),
            Enrich = new(enrich, enrich),

            // The batch that opens the transaction waits for all of it, the last one not at all.
            Transaction = new(open * (1 + 1 / batches) / 2, open),
            Commit = new(profile.CommitSeconds, profile.CommitSeconds99),
        };
    }

    /// <summary>
    /// The wait of an M/D/1 queue: on average by Pollaczek and Khinchine, ρS / 2(1 - ρ); its tail by the exponential that J. F. C. Kingman (1961)
    /// gives for a busy server: P(wait > t) = ρ exp(-2(1 - ρ)t / S).
    /// </summary>
    private static Delay Queue(double service, double busy)
    {
        if (busy >= 1) return new(double.PositiveInfinity, double.PositiveInfinity);
        var scale = service / (2 * (1 - busy));
        return new(busy * scale, busy <= Seldom ? 0 : scale * Math.Log(busy / Seldom));
    }
}
