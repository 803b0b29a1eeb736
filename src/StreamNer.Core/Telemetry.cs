using System.Diagnostics.Metrics;

namespace StreamNer;

/// <summary>
/// The meter <c>StreamNer</c>. Names are dotted here and become Prometheus names in the exposition: dots to underscores, the unit
/// appended (<c>s</c> as <c>_seconds</c>), counters with <c>_total</c>. Labels are bounded enums; no text is ever a label.
/// </summary>
public sealed class Telemetry : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "StreamNer";

    /// <summary>Creates the meter and its instruments.</summary>
    public Telemetry()
    {
        Meter = new Meter(MeterName);
        Documents = Meter.CreateCounter<long>("streamner.documents", description: "Input records by outcome (enriched, rejected, tombstone).");
        Tokens = Meter.CreateCounter<long>("streamner.tokens", description: "Model tokens by kind (useful, padded).");
        DeadLetters = Meter.CreateCounter<long>("streamner.dead_letters", description: "Rejected records by reason.");
        DegradedDocuments = Meter.CreateCounter<long>("streamner.degraded_documents", description: "Enriched records that say degraded, by reason.");
        Entities = Meter.CreateCounter<long>("streamner.entities", description: "Entities by label and origin.");
        PiiFindings = Meter.CreateCounter<long>("streamner.pii_findings", description: "PII findings by type.");
        Links = Meter.CreateCounter<long>("streamner.links", description: "Entities by link state.");
        CacheLookups = Meter.CreateCounter<long>("streamner.cache_lookups", description: "Result cache look-ups by result (hit, miss).");
        ModelRuns = Meter.CreateCounter<long>("streamner.model_runs", description: "Model runs by result (ok, failed).");
        StageSeconds = Meter.CreateHistogram<double>("streamner.stage", unit: "s", description: "Time for one micro-batch by stage.");
        BatchDocuments = Meter.CreateHistogram<long>("streamner.batch_documents", description: "Records in a micro-batch.");
        BatchFill = Meter.CreateHistogram<double>("streamner.batch_fill", description: "Useful tokens over padded tokens of a model run, 0 to 1.");
    }

    /// <summary>The meter, for instruments that belong to one room only (lag, transactions, queues).</summary>
    public Meter Meter { get; }

    /// <summary>Label <c>outcome</c>.</summary>
    public Counter<long> Documents { get; }

    /// <summary>Label <c>kind</c>.</summary>
    public Counter<long> Tokens { get; }

    /// <summary>Label <c>reason</c>.</summary>
    public Counter<long> DeadLetters { get; }

    /// <summary>Label <c>reason</c>.</summary>
    public Counter<long> DegradedDocuments { get; }

    /// <summary>Labels <c>label</c>, <c>origin</c>.</summary>
    public Counter<long> Entities { get; }

    /// <summary>Label <c>type</c>.</summary>
    public Counter<long> PiiFindings { get; }

    /// <summary>Label <c>state</c>.</summary>
    public Counter<long> Links { get; }

    /// <summary>Label <c>result</c>.</summary>
    public Counter<long> CacheLookups { get; }

    /// <summary>Label <c>result</c>.</summary>
    public Counter<long> ModelRuns { get; }

    /// <summary>Label <c>stage</c>.</summary>
    public Histogram<double> StageSeconds { get; }

    /// <summary>No label.</summary>
    public Histogram<long> BatchDocuments { get; }

    /// <summary>No label.</summary>
    public Histogram<double> BatchFill { get; }

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();
}
