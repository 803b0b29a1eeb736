using StreamNer.Flow;
using StreamNer.Host.Capacity;
using StreamNer.Host.Configuration;
using StreamNer.Kafka;
using static StreamNer.Tests.Host.Capacity.Profiles;

namespace StreamNer.Tests.Host.Capacity;

public sealed class CapacityPlanTests
{
    private const int Ages = 60_000;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(699, 1)]
    [InlineData(701, 2)]
    [InlineData(6_990, 10)]
    public void Workers_follow_from_rate_processor_time_and_cores(double rate, int workers)
    {
        // Two cores, 2 ms each: a worker is wholly busy at 1,000 a second, and may be to 70 %.
        Assert.All(CapacityPlan.Of(Asked(rate, Ages), Even), plan => Assert.Equal((true, workers), (plan.Meets, plan.Workers)));
    }

    [Fact]
    public void In_flight_is_rate_times_mean_latency()
    {
        var plan = CapacityPlan.With(4, Asked(1_000, Ages), Even, BatchProfile.Stream);
        Assert.Equal(250 * plan.Latency.Mean, plan.InFlight, 9);
        Assert.Equal(0.25, plan.Busy, 9);
        Assert.Equal(12, plan.Partitions);
    }

    [Fact]
    public void The_parts_of_a_latency_are_as_derived_by_hand()
    {
        // 400 a second: a batch gathers 1 + 400 * 25 ms = 11 documents; 11 * 2 ms on two cores are 11 ms; 40 % busy.
        var latency = CapacityPlan.With(1, Asked(400, Ages), Even, BatchProfile.Stream).Latency;
        AssertDelay(0.0125, 0.025, latency.Gather);
        AssertDelay(0.011, 0.011, latency.Enrich);
        AssertDelay(0.4 * 0.011 / (2 * 0.6), 0.011 / 1.2 * Math.Log(40), latency.Wait);

        // 100 ms, four batches apart by 11 / 400 s: 100 / 27.5.
        AssertDelay(0.1 * (1 + 0.275) / 2, 0.1, latency.Transaction);
        AssertDelay(0.010, 0.020, latency.Commit);
    }

    [Fact]
    public void One_document_uses_one_core()
    {
        var plan = CapacityPlan.With(1, Asked(0.001, Ages, cores: 8), Even, BatchProfile.Online);
        Assert.Equal(1, plan.BatchDocuments, 3);
        Assert.Equal(0.002, plan.Latency.Enrich.Mean, 5);
    }

    [Fact]
    public void A_worker_that_cannot_keep_up_has_no_latency()
    {
        var plan = CapacityPlan.With(1, Asked(1_000, Ages), Even, BatchProfile.Stream);
        Assert.False(plan.Meets);
        Assert.Equal(double.PositiveInfinity, plan.Latency.P99);
    }

    [Fact]
    public void Of_profiles_with_as_many_workers_the_one_of_the_lower_latency_is_best()
    {
        var plans = CapacityPlan.Of(Asked(500, 400), Even);
        Assert.Equal(BatchProfile.Online, plans[0].Profile);
        Assert.Equal(BatchProfile.Replay, plans[^1].Profile);
    }

    [Fact]
    public void A_profile_that_saves_workers_is_best()
    {
        // Batches of hundreds cost a tenth, as on a processor that wants wide runs.
        var wide = Even with { Batches = [new(1, 0.02, 0.02), new(32, 0.3, 0.5), new(256, 0.256, 0.512)] };
        var plans = CapacityPlan.Of(Asked(2_000, Ages), wide);
        Assert.Equal(BatchProfile.Replay, plans[0].Profile);
        Assert.True(plans[0].Workers < plans.Single(plan => plan.Profile == BatchProfile.Online).Workers);
    }

    [Fact]
    public void More_workers_are_taken_where_the_latency_asks_for_them()
    {
        var easy = CapacityPlan.Of(Asked(4_000, 2_000), Even)[0];
        var hard = CapacityPlan.Of(Asked(4_000, 140), Even)[0];
        Assert.True(hard.Meets);
        Assert.True(hard.Workers > easy.Workers);
        Assert.True(hard.Latency.P99 <= 0.140);
    }

    [Fact]
    public void What_no_number_of_workers_meets_is_said()
    {
        var plans = CapacityPlan.Of(Asked(100, 90), Even);
        Assert.All(plans, plan => Assert.False(plan.Meets));
        Assert.Contains("kafka:transaction:intervalMs", PlanPage.Of(Asked(100, 90), Even, "p.json", plans), StringComparison.Ordinal);
        var faster = new Settings { Kafka = new KafkaOptions { Transaction = new TransactionOptions { IntervalMs = 10 } } };
        Assert.True(CapacityPlan.Of(Asked(100, 90, settings: faster), Even)[0].Meets);
    }

    [Fact]
    public void Bounds_of_tokens_and_records_hold()
    {
        // 4,096 tokens in a batch, 400 in a document; 100 records in a transaction at 2,000 a second are there after 50 ms.
        var few = new Settings { Kafka = new KafkaOptions { Transaction = new TransactionOptions { Records = 100 } } };
        var plan = CapacityPlan.With(1, Asked(2_000, Ages, cores: 64, few), Even with { TokensPerDocument = 400 }, BatchProfile.Online);
        Assert.Equal(10.24, plan.BatchDocuments, 9);
        Assert.Equal(0.05, plan.Latency.Transaction.P99, 9);
    }

    [Fact]
    public void A_page_names_the_figures_and_what_is_not_known()
    {
        var request = Asked(500, 400);
        var page = PlanPage.Of(request, Even, "p.json", CapacityPlan.Of(request, Even));
        Assert.Contains("workers      1\n", page, StringComparison.Ordinal);
        Assert.Contains("partitions   3:", page, StringComparison.Ordinal);
        Assert.Contains("batch:profile=online", page, StringComparison.Ordinal);
        Assert.Contains("not known:", page, StringComparison.Ordinal);
    }

    private static void AssertDelay(double mean, double p99, Delay actual)
    {
        Assert.Equal(mean, actual.Mean, 9);
        Assert.Equal(p99, actual.P99, 9);
    }
}
