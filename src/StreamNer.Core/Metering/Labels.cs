using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Metering;

/// <summary>The labels whose values are closed sets: <c>Labels.Stage[Stage.Infer]</c> is what a measurement carries.</summary>
internal static class Labels
{
    /// <summary>Of <see cref="MetricTable.Documents"/>.</summary>
    public static MetricLabel<RecordOutcome> Outcome { get; } = new("outcome");

    /// <summary>Of <see cref="MetricTable.DeadLetters"/>; the values are <see cref="FailureCodes"/>.</summary>
    public static MetricLabel<FailureKind> Reason { get; } = new("reason");

    /// <summary>Of <see cref="MetricTable.DeadLetters"/>; the values are <see cref="FailureDetails"/>.</summary>
    public static MetricLabel<FailureDetail> Detail { get; } = new("detail", FailureDetails.Code);

    /// <summary>Of <see cref="MetricTable.Repairs"/>.</summary>
    public static MetricLabel<RepairOutcome> Repair { get; } = new("outcome");

    /// <summary>Of <see cref="MetricTable.Rebalances"/>.</summary>
    public static MetricLabel<RebalanceKind> Rebalance { get; } = new("kind");

    /// <summary>Of <see cref="MetricTable.Transactions"/>.</summary>
    public static MetricLabel<RunResult> Run { get; } = new("result");

    /// <summary>Of <see cref="MetricTable.Rewinds"/>.</summary>
    public static MetricLabel<RewindReason> Rewind { get; } = new("reason");

    /// <summary>Of <see cref="MetricTable.QueueBatches"/>.</summary>
    public static MetricLabel<QueueName> Queue { get; } = new("queue");

    /// <summary>Of <see cref="MetricTable.StageSeconds"/>.</summary>
    public static MetricLabel<Stage> Stage { get; } = new("stage");

    /// <summary>Of <see cref="MetricTable.ModelRuns"/>.</summary>
    public static MetricLabel<ModelRunResult> ModelRun { get; } = new("result");

    /// <summary>Of <see cref="MetricTable.Tokens"/>.</summary>
    public static MetricLabel<TokenKind> Token { get; } = new("kind");

    /// <summary>Of <see cref="MetricTable.CacheLookups"/>.</summary>
    public static MetricLabel<LookupResult> Lookup { get; } = new("result");

    /// <summary>Of <see cref="MetricTable.Entities"/>.</summary>
    public static MetricLabel<Origin> Origin { get; } = new("origin");

    /// <summary>Of <see cref="MetricTable.Links"/>.</summary>
    public static MetricLabel<LinkState> Link { get; } = new("state");

    /// <summary>Of <see cref="MetricTable.Spans"/>.</summary>
    public static MetricLabel<SpanResult> Span { get; } = new("result");
}
