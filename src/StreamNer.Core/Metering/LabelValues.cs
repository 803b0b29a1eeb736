namespace StreamNer.Metering;

/// <summary>How an input record ended, as the label <c>outcome</c>.</summary>
internal enum RecordOutcome
{
    /// <summary>In the enriched topic.</summary>
    Enriched,

    /// <summary>In the dead-letter topic.</summary>
    Rejected,

    /// <summary>A null value, passed through.</summary>
    Tombstone,
}

/// <summary>What became of a degraded record that was taken up again, as the label <c>outcome</c>.</summary>
internal enum RepairOutcome
{
    /// <summary>A whole record was written in its place.</summary>
    Written,

    /// <summary>The model's pipeline rejects it: the degraded record stays.</summary>
    Rejected,

    /// <summary>No longer in its source: the degraded record stays.</summary>
    Gone,

    /// <summary>Left to <c>replay --repair</c>, since processes have ended over it or one that stood beside it.</summary>
    Skipped,
}

/// <summary>What a token of a model run is, as the label <c>kind</c>.</summary>
internal enum TokenKind
{
    /// <summary>A token of a document.</summary>
    Useful,

    /// <summary>Every token of the run, padding included.</summary>
    Padded,
}

/// <summary>Whether a look-up found something, as the label <c>result</c>.</summary>
internal enum LookupResult
{
    /// <summary>Found.</summary>
    Hit,

    /// <summary>Not found.</summary>
    Miss,
}

/// <summary>How a model run ended, as the label <c>result</c>.</summary>
internal enum ModelRunResult
{
    /// <summary>It gave finite scores.</summary>
    Ok,

    /// <summary>It threw, or gave a score that is no finite number.</summary>
    Failed,
}

/// <summary>What is timed for each micro-batch, as the label <c>stage</c>. The first five are parts of <see cref="Enrich"/>.</summary>
internal enum Stage
{
    /// <summary>Step 1: the result cache.</summary>
    Lookup,

    /// <summary>Step 2: tokens and windows.</summary>
    Tokenise,

    /// <summary>Steps 3 to 5: the model's runs and the decoding of their scores.</summary>
    Infer,

    /// <summary>Step 6: detection of personal data.</summary>
    Detect,

    /// <summary>Steps 8 and 9: linking and redaction.</summary>
    Redact,

    /// <summary>All steps of a batch, retries included.</summary>
    Enrich,

    /// <summary>Handing a batch's output to the sink.</summary>
    Write,

    /// <summary>Making a run of batches final.</summary>
    Commit,
}

/// <summary>Where micro-batches wait, as the label <c>queue</c>.</summary>
internal enum QueueName
{
    /// <summary>Read, to be enriched.</summary>
    Read,

    /// <summary>Enriched, to be written.</summary>
    Enriched,
}

/// <summary>How a run of micro-batches ended, as the label <c>result</c>.</summary>
internal enum RunResult
{
    /// <summary>Its output is final.</summary>
    Committed,

    /// <summary>It was taken back; its records are read again.</summary>
    Aborted,
}

/// <summary>Why records are read again, as the label <c>reason</c>.</summary>
internal enum RewindReason
{
    /// <summary>A record was not delivered.</summary>
    Delivery,

    /// <summary>The topic refused a record; it becomes a dead letter when it is written again.</summary>
    RefusedRecord,

    /// <summary>The transaction failed.</summary>
    Transaction,

    /// <summary>The offsets could not be committed.</summary>
    Commit,

    /// <summary>The group moved on: the partitions may be another worker's.</summary>
    Membership,

    /// <summary>The broker ended the transaction for its age.</summary>
    Fenced,
}

/// <summary>What a rebalance did to us, as the label <c>kind</c>.</summary>
internal enum RebalanceKind
{
    /// <summary>Partitions were given to us.</summary>
    Assigned,

    /// <summary>Partitions were asked back.</summary>
    Revoked,

    /// <summary>Partitions were taken without asking: the group had already given us up.</summary>
    Lost,
}

/// <summary>What became of a micro-batch's span, as the label <c>result</c>.</summary>
internal enum SpanResult
{
    /// <summary>The collector has taken it.</summary>
    Sent,

    /// <summary>Dropped: too many were waiting.</summary>
    QueueFull,

    /// <summary>Dropped: it could not be sent.</summary>
    ExportFailed,
}
