using StreamNer.Diagnostics;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pii.Policy;
using StreamNer.Pipeline;

namespace StreamNer.Metering;

/// <summary>
/// Every metric of the product. The instruments of <see cref="Telemetry"/>, the exposition with its zeros, and <c>docs/metrics.md</c> are made from
/// it. Labels are bounded: enums, topics, partitions, the model's labels. No text is ever a label.
/// </summary>
internal static class MetricTable
{
    private static readonly List<Metric> s_all = [];
    private static readonly double[] s_stage = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
    private static readonly double[] s_endToEnd = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];
    private static readonly double[] s_ratios = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1];
    private static readonly double[] s_records = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048];
    private static readonly MetricLabel[] s_partition = [new("topic"), new("partition")];

    /// <summary>All rows, in the order of the documentation.</summary>
    public static IReadOnlyList<Metric> All => s_all;

    /// <summary>Final records.</summary>
    public static Metric Documents { get; } = Counter("documents", "{records}", "Input records that are final, by outcome.", Labels.Outcome);

    /// <summary>Final rejections.</summary>
    public static Metric DeadLetters { get; } = Add(
        new(Full("dead_letters"), MetricKind.Counter, "{records}", "Rejected records that are final, by reason and detail as in the dead letter.",
            Labels.Reason, Labels.Detail)
        {
            Combinations =
                [.. Enum.GetValues<FailureKind>()
                .SelectMany(kind => FailureDetails.Of(kind).Select(detail => (string[])[kind.Code(), detail.Code()]))],
        });

    /// <summary>Topics that have turned nearly unreadable.</summary>
    public static Metric UnreadableStretches { get; } = Counter(
        "unreadable_stretches", "{stretches}", "Times that an input topic which had been readable turned nearly unreadable (flow:rejectBreaker).",
        new MetricLabel("topic"));

    /// <summary>Enriched records that say degraded.</summary>
    public static Metric DegradedDocuments { get; } = Counter(
        "degraded_documents", "{records}", "Enriched records that say degraded, by reason; counted again when read again after a rewind.",
        new MetricLabel("reason", [Provenance.ModelDown, Provenance.BatchDependentModel, Provenance.GoldenMismatch]));

    /// <summary>From the record's time to its commit.</summary>
    public static Metric EndToEnd { get; } = Histogram(
        "end_to_end", "s", s_endToEnd,
        "Time from a record's timestamp to the commit of its output. A timestamp in the future counts as 0; records without one are left out.",
        new MetricLabel("topic"));

    /// <summary>Records behind.</summary>
    public static Metric LagRecords { get; } =
        Gauge("lag_records", "{records}", "Offsets from the first record that is not committed to the last stable offset.", s_partition);

    /// <summary>Seconds behind.</summary>
    public static Metric Lag { get; } =
        Gauge("lag", "s", "Age of the first record that is not committed, by its own timestamp; 0 when there is none or it lies in the future.",
        s_partition);

    /// <summary>Partitions without a lag.</summary>
    public static Metric LagUnknownPartitions { get; } =
        Gauge("lag_unknown_partitions", "{partitions}",
        "Assigned partitions whose lag in records or in seconds is unknown; what is unknown has no series.");

    /// <summary>Partitions held.</summary>
    public static Metric AssignedPartitions { get; } =
        Gauge("assigned_partitions", "{partitions}", "Partitions that this worker holds, by topic.", new MetricLabel("topic"));

    /// <summary>Whether a person has paused the intake.</summary>
    public static Metric IntakePaused { get; } =
        Gauge("intake_paused", "", "1 while the intake is paused by POST /control/pause, else 0; backpressure does not count.");

    /// <summary>The size of a replay.</summary>
    public static Metric ReplayOffsets { get; } =
        Gauge("replay_offsets", "{offsets}", "Offsets of the range that 'replay' reads, by all workers together; no series in other workers.");

    /// <summary>How far a replay is.</summary>
    public static Metric ReplayOffsetsDone { get; } =
        Gauge("replay_offsets_done", "{offsets}", "Offsets of that range that lie before the positions of the replay's group.");

    /// <summary>Degraded records taken up again.</summary>
    public static Metric Repairs { get; } = Counter(
        "repairs", "{records}", "Degraded records that 'run' has taken up again (repair:auto), by outcome.", Labels.Repair);

    /// <summary>Degraded records that wait.</summary>
    public static Metric RepairWaiting { get; } = Gauge(
        "repair_waiting", "{offsets}", "Offsets of the repair topic that repair:auto has not worked through; 0 in workers that do not repair.");

    /// <summary>Rebalances.</summary>
    public static Metric Rebalances { get; } =
        Counter("rebalances", "{rebalances}", "Times that the group changed what this worker holds, by kind.", Labels.Rebalance);

    /// <summary>Offsets lost to retention.</summary>
    public static Metric LostOffsets { get; } =
        Counter("lost_offsets", "{offsets}", "Offsets that retention deleted before they were read, since the partition was assigned.", s_partition);

    /// <summary>Topics that are not what they were.</summary>
    public static Metric TopicsReplaced { get; } = Counter(
        "topics_replaced", "{times}",
        "Times that a topic was found deleted and created again, or a partition's log truncated, by topic (kafka:onTopicReplaced).",
        new MetricLabel("topic"));

    /// <summary>Runs.</summary>
    public static Metric Transactions { get; } =
        Counter("transactions", "{runs}", "Runs of micro-batches (one transaction each with exactly-once), by result.", Labels.Run);

    /// <summary>Rewinds.</summary>
    public static Metric Rewinds { get; } =
        Counter("rewinds", "{rewinds}", "Runs that were taken back and whose records are read again, by reason.", Labels.Rewind);

    /// <summary>Time of the last commit.</summary>
    public static Metric LastCommit { get; } =
        Gauge("last_commit_timestamp", "s", "Unix time of the last commit that made records final; absent before the first.");

    /// <summary>Batches waiting in the loop.</summary>
    public static Metric QueueBatches { get; } = Gauge(
        "queue_batches", "{batches}", "Micro-batches that wait: read and not yet enriched, or enriched and not yet written.", Labels.Queue);

    /// <summary>Bytes in flight.</summary>
    public static Metric InFlight { get; } = Gauge("in_flight", "By", "Input bytes read and not yet written.");

    /// <summary>Batches being retried.</summary>
    public static Metric RetryingBatches { get; } =
        Gauge("retrying_batches", "{batches}", "Micro-batches being retried for a reason outside the data.");

    /// <summary>Batch sizes.</summary>
    public static Metric BatchDocuments { get; } = Histogram("batch_documents", "{records}", s_records, "Records in a micro-batch.");

    /// <summary>Stage times.</summary>
    public static Metric StageSeconds { get; } =
        Histogram("stage", "s", s_stage, "Time for one micro-batch (commit: for one run of batches), by stage.", Labels.Stage);

    /// <summary>Model runs.</summary>
    public static Metric ModelRuns { get; } = Counter("model_runs", "{runs}", "Runs of the model, by result.", Labels.ModelRun);

    /// <summary>Tokens.</summary>
    public static Metric Tokens { get; } =
        Counter("tokens", "{tokens}", "Tokens given to the model: useful ones, and all with the padding.", Labels.Token);

    /// <summary>Padding.</summary>
    public static Metric BatchFill { get; } = Histogram("batch_fill", "1", s_ratios, "Useful tokens over all tokens of a model run, 0 to 1.");

    /// <summary>Whether rules go on alone.</summary>
    public static Metric Degraded { get; } = Gauge("degraded", "", "1 while the model is down and rules make the records alone, else 0.");

    /// <summary>How far the labels have drifted.</summary>
    public static Metric LabelDrift { get; } = Gauge(
        "label_drift_psi", "",
        "Population stability index of the entities' labels in the last hour against drift:reference: 0 for no change, above 0.1 for one; absent "
        + "without a reference or with fewer than 200 entities.");

    /// <summary>What documents cost.</summary>
    public static Metric Cost { get; } = Gauge(
        "cost_per_thousand_documents", "",
        "What 1,000 documents of the last ten minutes have cost on this worker, by cost:perHour; absent without a price or without documents.");

    /// <summary>Cache look-ups.</summary>
    public static Metric CacheLookups { get; } = Counter("cache_lookups", "{lookups}", "Look-ups of the result cache, by result.", Labels.Lookup);

    /// <summary>Entities.</summary>
    public static Metric Entities { get; } = Counter(
        "entities", "{entities}", "Entities found, by the model's label and by what found them; counted again when read again after a rewind.",
        new MetricLabel("label"), Labels.Origin);

    /// <summary>Linking.</summary>
    public static Metric Links { get; } =
        Counter("links", "{entities}", "Entities by what linking made of them; counted again when read again after a rewind.", Labels.Link,
            new("label"));

    /// <summary>Linking.</summary>
    public static Metric LinksAmbiguous { get; } = Counter(
        "links_ambiguous", "{entities}",
        "Entities whose second candidate scores at least half of the best; counted again likewise. Not counted while linking:candidates is 0.",
        new MetricLabel("label"));

    /// <summary>Findings.</summary>
    public static Metric PiiFindings { get; } = Counter(
        "pii_findings", "{findings}", "Findings of personal data, by type; counted again when read again after a rewind.",
        new MetricLabel("type", [.. PiiTypes.All.Select(type => type.Name), ModelTypes.Person, ModelTypes.Location, ModelTypes.Organization]));

    /// <summary>Spans of batches.</summary>
    public static Metric Spans { get; } = Counter(
        "spans", "{spans}", "Spans of micro-batches (otlp), by result: sent, or dropped because too many waited or the collector did not take them.",
        Labels.Span);

    /// <summary>Linking.</summary>
    public static Metric KnowledgeBaseTime { get; } = Gauge(
        "knowledge_base_timestamp", "s",
        "Unix time at which the knowledge base's file was written; absent for the built-in one.");

    /// <summary>What runs.</summary>
    public static Metric Info { get; } = Gauge(
        "info", "", "Always 1: the labels say what runs. Absent until the model is loaded.",
        new("version"), new("model"), new("snapshot"), new("provider"), new("knowledge_base"), new("policy"));

    private static Metric Counter(string name, string unit, string meaning, params MetricLabel[] labels) =>
        Add(new(Full(name), MetricKind.Counter, unit, meaning, labels));

    private static Metric Gauge(string name, string unit, string meaning, params MetricLabel[] labels) =>
        Add(new(Full(name), MetricKind.Gauge, unit, meaning, labels));

    private static Metric Histogram(string name, string unit, double[] buckets, string meaning, params MetricLabel[] labels) =>
        Add(new(Full(name), MetricKind.Histogram, unit, meaning, labels) { Buckets = buckets });

    private static string Full(string name) => "streamner." + name;

    private static Metric Add(Metric metric)
    {
        s_all.Add(metric);
        return metric;
    }
}
