using FsCheck;
using FsCheck.Fluent;
using StreamNer.Inference;

namespace StreamNer.Tests.Inference;

public sealed class BatchPlannerTests
{
    private const int Longest = 64;

    [Fact]
    public void Every_row_is_planned_once_and_fits_its_run() => Check(plan =>
    {
        Assert.Equal(Enumerable.Range(0, plan.Lengths.Length), plan.Order.Order());
        Assert.Equal(plan.Lengths.Length, plan.Batches.Sum(batch => batch.Count));
        var next = 0;
        foreach (var batch in plan.Batches)
        {
            Assert.Equal(next, batch.First);
            next += batch.Count;
            Assert.All(plan.RowsOf(batch), row => Assert.InRange(plan.Lengths[row], 1, batch.Columns));
        }
    });

    [Fact]
    public void A_run_stays_within_its_budget_and_its_rows_unless_it_is_one_row() => Check(plan => Assert.All(plan.Batches, batch =>
    {
        Assert.InRange(batch.Count, 1, plan.Rows);
        Assert.True(batch.Count == 1 || batch.Count * batch.Columns <= plan.Budget);
    }));

    [Fact]
    public void Columns_are_the_longest_row_rounded_up_to_the_step_and_never_above_the_maximum() => Check(plan => Assert.All(plan.Batches, batch =>
    {
        var longest = plan.RowsOf(batch).Max(row => plan.Lengths[row]);
        Assert.InRange(batch.Columns, longest, Math.Min(Longest, longest + plan.Step - 1));
        Assert.True(batch.Columns % plan.Step == 0 || batch.Columns == Longest);
    }));

    [Fact]
    public void Longer_rows_come_first_and_equal_ones_keep_their_order() => Check(plan => Assert.Equal(
        Enumerable.Range(0, plan.Lengths.Length).OrderByDescending(row => plan.Lengths[row]), plan.Order));

    [Fact]
    public void A_run_is_closed_only_when_the_next_row_does_not_fit() => Check(plan =>
    {
        foreach (var batch in plan.Batches.SkipLast(1))
        {
            Assert.True(batch.Count == plan.Rows || (batch.Count + 1) * batch.Columns > plan.Budget);
        }
    });

    [Fact]
    public void Nothing_to_plan_is_no_run() => Assert.Empty(new Plan([], 10, 10, 1, 2).Batches);

    [Fact]
    public void A_small_set_is_spread_over_the_parallel_runs()
    {
        var batches = new List<PlannedBatch>();
        new BatchPlanner(1_000, 100, 1, parallel: 2, Longest).Plan([20, 20, 20, 20], new int[4], batches);
        Assert.Equal([new PlannedBatch(0, 2, 20), new PlannedBatch(2, 2, 20)], batches);
        new BatchPlanner(1_000, 100, 1, parallel: 1, Longest).Plan([20, 20, 20, 20], new int[4], batches);
        Assert.Equal([new PlannedBatch(0, 4, 20)], batches);
    }

    private static void Check(Action<Plan> law)
    {
        var plans =
            from lengths in Gen.ArrayOf(Gen.Choose(1, Longest))
            from budget in Gen.Choose(1, 300)
            from rows in Gen.Choose(1, 20)
            from step in Gen.Choose(1, 17)
            from parallel in Gen.Choose(1, 4)
            select new Plan(lengths, budget, rows, step, parallel);
        Prop.ForAll(plans.ToArbitrary(), law).QuickCheckThrowOnFailure();
    }

    private sealed class Plan
    {
        public Plan(int[] lengths, int budget, int rows, int step, int parallel)
        {
            var planner = new BatchPlanner(budget, rows, step, parallel, Longest);
            (Lengths, Budget, Rows, Step) = (lengths, planner.Budget(lengths), rows, step);
            Assert.InRange(Budget, 0, budget);
            Order = new int[lengths.Length];
            planner.Plan(lengths, Order, Batches);
        }

        public int[] Lengths { get; }

        public int Budget { get; }

        public int Rows { get; }

        public int Step { get; }

        public int[] Order { get; }

        public List<PlannedBatch> Batches { get; } = [];

        public IEnumerable<int> RowsOf(PlannedBatch batch) => Order.Skip(batch.First).Take(batch.Count);

        public override string ToString() => $"[{string.Join(' ', Lengths)}] budget {Budget} rows {Rows} step {Step}";
    }
}
