using System.Globalization;
using System.Text;
using StreamNer.Host.Configuration;

namespace StreamNer.Host.Capacity;

/// <summary>A plan for people.</summary>
internal static class PlanPage
{
    private static readonly CultureInfo s_form = CultureInfo.InvariantCulture;
    private static readonly string[] s_unknown =
    [
        "bursts: the arrivals are taken as even over minutes, at random within them",
        "skew: a partition that gets more than its share is one worker's alone",
        "other texts, processors or settings than those measured; longer texts cost more than in proportion",
        "the brokers: their own load, replication and distance, but for the commits that were measured",
        "rebalances: a start, a stop or a crash pauses its partitions for seconds",
    ];

    /// <summary>The page. <paramref name="plans"/> as <see cref="CapacityPlan.Of"/> orders them.</summary>
    public static string Of(PlanRequest request, ServiceProfile profile, string path, IReadOnlyList<PlannedWorkers> plans)
    {
        var page = new StringBuilder();
        var best = plans[0];
        page.AppendLine(s_form, $"asked        {request.Rate:0.##} documents a second, 99 of 100 final within {Ms(request.P99.TotalSeconds)}, "
            + $"{request.Cores} core{(request.Cores == 1 ? "" : "s")} a worker, at most {request.Busy:0 %} busy");
        page.AppendLine(s_form, $"measured     {profile.Model} on {profile.Processor}, {profile.Cores} cores; {profile.Documents} documents of "
            + $"{profile.BytesPerDocument:0} bytes and {profile.TokensPerDocument:0} padded tokens; "
            + $"{1_000 * profile.ProcessorSecondsPerDocument:0.00} ms of "
            + $"processor time each, {1_000 * profile.ModelProcessorSecondsPerDocument:0.00} of them the model's ({path})");
        if (profile.Embedded)
            page.AppendLine("             with the embedded cluster's work in it: 'bench --bootstrap-servers' measures the worker alone");
        page.AppendLine();
        Table(page, plans);
        page.AppendLine();
        if (best.Meets) Found(page, request, profile, best);
        else page.AppendLine(s_form, $"no number of workers meets it: {Obstacle(request, best)}");
        page.AppendLine();
        page.AppendLine("not known:");
        foreach (var unknown in s_unknown) page.Append("  ").AppendLine(unknown);
        return page.ToString().TrimEnd();
    }

    private static void Table(StringBuilder page, IReadOnlyList<PlannedWorkers> plans)
    {
        page.AppendLine("  batch:profile  workers  busy   batch      mean       p99");
        foreach (var plan in plans)
        {
            var profile = OptionTypes.Format(plan.Profile);
            page.AppendLine(s_form,
                $"{(plan.Meets && plan == plans[0] ? '*' : ' ')} {profile,-13}  {(plan.Meets ? plan.Workers.ToString(s_form) : "-"),7}"
                + $"  {plan.Busy,4:0 %}  {plan.BatchDocuments,6:0}  {Ms(plan.Latency.Mean),8}  {Ms(plan.Latency.P99),8}");
        }
    }

    private static void Found(StringBuilder page, PlanRequest request, ServiceProfile profile, PlannedWorkers best)
    {
        var flow = request.Settings.Flow;
        var bytes = best.InFlight * profile.BytesPerDocument;
        page.AppendLine(s_form, $"workers      {best.Workers}");
        page.AppendLine(s_form, $"partitions   {best.Partitions}: three a worker, since a key's partition cannot change later");
        page.AppendLine(s_form, $"batches      batch:profile={OptionTypes.Format(best.Profile)}, about {best.BatchDocuments:0} documents");
        page.AppendLine(s_form, $"latency      p99 at most {Ms(best.Latency.P99)} = {Sum(best.Latency, delay => delay.P99)}");
        page.AppendLine(s_form, $"             mean {Ms(best.Latency.Mean)} = {Sum(best.Latency, delay => delay.Mean)}");
        page.AppendLine(s_form,
            $"in flight    {request.Rate / best.Workers:0.#} a second x {best.Latency.Mean:0.000} s = {best.InFlight:0} records a worker, "
            + $"{bytes / 1024:0} KiB (flow:inFlightBytes: {flow.InFlightBytes / 1024} KiB)");
        if (bytes > flow.InFlightBytes) page.AppendLine("             flow:inFlightBytes is too small for it");
    }

    private static string Obstacle(PlanRequest request, PlannedWorkers nearest)
    {
        var (name, delay) = nearest.Latency.Parts.MaxBy(part => part.Delay.P99);
        var change = name switch
        {
            "gather" => "batch:ageMs",
            "transaction" => "kafka:transaction:intervalMs",
            "commit" => "kafka:delivery, or nearer brokers",
            _ => "a faster processor or a smaller model",
        };
        var most = $"{CapacityPlan.MostWorkers} workers are the most that is looked at";
        return double.IsInfinity(nearest.Latency.P99) || nearest.Latency.P99 <= request.P99.TotalSeconds
            ? most
            : $"even {nearest.Workers} keep to {Ms(nearest.Latency.P99)} only = {Sum(nearest.Latency, part => part.P99)}; most of it is {name} "
                + $"({Ms(delay.P99)}), which {change} changes";
    }

    private static string Sum(Latency latency, Func<Delay, double> of) =>
        string.Join(" + ", latency.Parts.Select(part => $"{part.Name} {Number(of(part.Delay))}"));

    private static string Number(double seconds) =>
        double.IsInfinity(seconds) ? "without end" : (1_000 * seconds).ToString(seconds < 0.01 ? "0.0" : "0", s_form);

    private static string Ms(double seconds) => double.IsInfinity(seconds) ? "no end" : $"{Number(seconds)} ms";
}
