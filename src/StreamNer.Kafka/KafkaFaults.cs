using System.Text;
using Confluent.Kafka;

namespace StreamNer.Kafka;

/// <summary>Where a failure came from.</summary>
internal enum FaultSite
{
    /// <summary>Polling the input.</summary>
    Consume,

    /// <summary>Sending one record, or its delivery report.</summary>
    Produce,

    /// <summary>Opening, filling or closing a transaction.</summary>
    Transaction,

    /// <summary>Committing offsets without a transaction, and asking for committed ones.</summary>
    Commit,
}

/// <summary>What follows from a failure; a later one outweighs an earlier one.</summary>
internal enum FaultAction
{
    /// <summary>Logged; the client deals with it.</summary>
    Report,

    /// <summary>The same call again, with the same arguments.</summary>
    Retry,

    /// <summary>That record becomes a dead letter; the run is written again.</summary>
    RejectRecord,

    /// <summary>The run is aborted and its partitions are read again from the first uncommitted offset.</summary>
    Rewind,

    /// <summary>The producer is replaced, and the run's partitions are read again from the offsets the broker has.</summary>
    Rebuild,

    /// <summary>As Rebuild when the run had outlived <c>kafka:transaction:timeoutMs</c> (the broker ended it), else Stop: another worker has our
    /// transactional id.</summary>
    Fenced,

    /// <summary>The worker stops with a message; a person must change something.</summary>
    Stop,
}

/// <summary>A line of the table: a null code is the default of its site.</summary>
internal sealed record FaultRule(FaultSite Site, string Kind, ErrorCode[] Codes, FaultAction Action, string Meaning);

/// <summary>
/// All client and broker failures, decided in one table; <c>docs/delivery.md</c> shows it and a test holds the two together. A code listed for its
/// site decides first; then the client's own flags (fatal, abortable, retriable); then the site's default.
/// </summary>
internal static class KafkaFaults
{
    private const string Access = "access is denied: grant it (at start the preflight names what is missing)";

    /// <summary>The table, in the order in which it is read.</summary>
    public static IReadOnlyList<FaultRule> Rules { get; } =
    [
        new(FaultSite.Consume, "", [ErrorCode.Local_MaxPollExceeded], FaultAction.Report,
            "the worker was too slow to poll; its partitions come back and are read again from the last commit"),
        new(FaultSite.Consume, "", [ErrorCode.Local_AutoOffsetReset], FaultAction.Stop,
            "no committed offset, or retention has overtaken it, and `kafka:offsetReset` is `error`"),
        new(FaultSite.Consume, "", [ErrorCode.TopicAuthorizationFailed, ErrorCode.GroupAuthorizationFailed, ErrorCode.ClusterAuthorizationFailed],
            FaultAction.Stop, Access),
        new(FaultSite.Consume, "", [ErrorCode.FencedInstanceId], FaultAction.Stop, "another live worker has our `group.instance.id`"),
        new(FaultSite.Consume, "",
            [ErrorCode.InconsistentGroupProtocol, ErrorCode.UnsupportedVersion, ErrorCode.UnsupportedAssignor, ErrorCode.Local_UnsupportedFeature],
            FaultAction.Stop, "the brokers or the other members do not speak our group protocol: set `kafka:groupProtocol`"),
        new(FaultSite.Consume, "", [ErrorCode.InvalidGroupId, ErrorCode.GroupMaxSizeReached, ErrorCode.InvalidSessionTimeout], FaultAction.Stop,
            "the brokers refuse our membership: set `kafka:group` or `session.timeout.ms`"),
        new(FaultSite.Consume, "fatal", [], FaultAction.Stop, "the consumer cannot go on; a restart begins at the committed offsets"),
        new(FaultSite.Consume, "", [], FaultAction.Report, "the client reconnects or rejoins by itself"),

        new(FaultSite.Produce, "", [ErrorCode.Local_QueueFull], FaultAction.Retry, "backpressure: waits until the client has sent some"),
        new(FaultSite.Produce, "", [ErrorCode.MsgSizeTooLarge, ErrorCode.RecordListTooLarge, ErrorCode.InvalidMsgSize], FaultAction.RejectRecord,
            "larger than the topic or the client allows: written again by itself, and a dead letter `oversize_output` if refused alone"),
        new(FaultSite.Produce, "", [ErrorCode.InvalidRecord, ErrorCode.InvalidTimestamp], FaultAction.RejectRecord,
            "the topic refuses the record for a reason that its settings did not tell: dead letter `invalid_record`"),
        new(FaultSite.Produce, "", [ErrorCode.Local_InvalidDifferentRecord], FaultAction.RejectRecord,
            "sent together with a refused record, which the brokers have named: written again"),
        new(FaultSite.Produce, "", [ErrorCode.Local_PurgeQueue, ErrorCode.Local_PurgeInflight], FaultAction.Report,
            "dropped because its run was aborted"),
        new(FaultSite.Produce, "",
            [ErrorCode.TopicAuthorizationFailed, ErrorCode.ClusterAuthorizationFailed, ErrorCode.TransactionalIdAuthorizationFailed],
            FaultAction.Stop, Access),
        new(FaultSite.Produce, "",
            [ErrorCode.UnknownTopicOrPart, ErrorCode.Local_UnknownTopic, ErrorCode.Local_UnknownPartition, ErrorCode.TopicException],
            FaultAction.Stop, "`kafka:output`, `kafka:deadLetter` or `kafka:repair` is gone or has fewer partitions than at start"),
        new(FaultSite.Produce, "", [ErrorCode.PolicyViolation, ErrorCode.UnsupportedForMessageFormat, ErrorCode.UnsupportedCompressionType],
            FaultAction.Stop, "the topic's settings do not allow what is written: change them or `kafka:producer`"),
        new(FaultSite.Produce, "", [ErrorCode.Local_Fenced, ErrorCode.ProducerFenced, ErrorCode.InvalidProducerEpoch], FaultAction.Fenced,
            "a newer producer has our transactional id, or the broker ended the transaction for its age"),
        new(FaultSite.Produce, "", [ErrorCode.Local_TimedOut], FaultAction.Rebuild,
            "no record was acknowledged for `kafka:transaction:timeoutMs`: all that is under way is given up together, so that nothing appears "
            + "before what it follows"),
        new(FaultSite.Produce, "fatal", [], FaultAction.Rebuild, "the producer's sequence is broken"),
        new(FaultSite.Produce, "", [], FaultAction.Rewind, "not delivered in time (brokers away, too few in-sync replicas)"),

        new(FaultSite.Transaction, "", [ErrorCode.Local_Fenced, ErrorCode.ProducerFenced, ErrorCode.InvalidProducerEpoch], FaultAction.Fenced,
            "a newer producer has our transactional id, or the broker ended the transaction for its age"),
        new(FaultSite.Transaction, "", [ErrorCode.TransactionalIdAuthorizationFailed], FaultAction.Stop,
            "this user may not use the transactional id: allow Write on ids that begin with `kafka:group` and a dash"),
        new(FaultSite.Transaction, "",
            [ErrorCode.GroupAuthorizationFailed, ErrorCode.TopicAuthorizationFailed, ErrorCode.ClusterAuthorizationFailed], FaultAction.Stop, Access),
        new(FaultSite.Transaction, "", [ErrorCode.InvalidTransactionTimeout], FaultAction.Stop,
            "`kafka:transaction:timeoutMs` exceeds the brokers' `transaction.max.timeout.ms`"),
        new(FaultSite.Transaction, "", [ErrorCode.Local_UnsupportedFeature, ErrorCode.UnsupportedVersion], FaultAction.Stop,
            "the brokers have no transactions: set `kafka:delivery` to `at-least-once`"),
        new(FaultSite.Transaction, "", [ErrorCode.FencedInstanceId], FaultAction.Stop, "another live worker has our `group.instance.id`"),
        new(FaultSite.Transaction, "",
            [ErrorCode.IllegalGeneration, ErrorCode.UnknownMemberId, ErrorCode.StaleMemberEpoch, ErrorCode.RebalanceInProgress], FaultAction.Rewind,
            "the group has moved on: the partitions may be another worker's"),
        new(FaultSite.Transaction, "fatal", [], FaultAction.Rebuild, "the producer cannot go on, or nobody knows how the transaction ended"),
        new(FaultSite.Transaction, "abortable", [], FaultAction.Rewind, "the transaction must be aborted"),
        new(FaultSite.Transaction, "retriable", [], FaultAction.Retry, "the coordinator is moving or slow"),
        new(FaultSite.Transaction, "", [], FaultAction.Rebuild, "without a flag nothing is known for sure"),

        new(FaultSite.Commit, "", [ErrorCode.IllegalGeneration, ErrorCode.UnknownMemberId, ErrorCode.StaleMemberEpoch, ErrorCode.RebalanceInProgress],
            FaultAction.Retry,
            "the group is moving on: asked again under the new generation while the partitions are ours, else left to the next owner"),
        new(FaultSite.Commit, "", [ErrorCode.FencedInstanceId], FaultAction.Stop, "another live worker has our `group.instance.id`"),
        new(FaultSite.Commit, "", [ErrorCode.GroupAuthorizationFailed, ErrorCode.TopicAuthorizationFailed, ErrorCode.ClusterAuthorizationFailed],
            FaultAction.Stop, Access),
        new(FaultSite.Commit, "", [ErrorCode.OffsetMetadataTooLarge, ErrorCode.InvalidCommitOffsetSize], FaultAction.Stop,
            "the brokers refuse offsets as such"),
        new(FaultSite.Commit, "fatal", [], FaultAction.Stop, "the consumer cannot go on; a restart begins at the committed offsets"),
        new(FaultSite.Commit, "", [], FaultAction.Retry, "the coordinator is moving, slow or away"),
    ];

    /// <summary>What to do about an exception of the client.</summary>
    public static FaultRule Decide(FaultSite site, KafkaException e) =>
        Decide(site, e.Error.Code, e.Error.IsFatal, e is KafkaTxnRequiresAbortException, e is KafkaRetriableException);

    /// <summary>What to do about an error code with the client's flags.</summary>
    public static FaultRule Decide(FaultSite site, ErrorCode code, bool fatal = false, bool abortable = false, bool retriable = false)
    {
        fatal |= code == ErrorCode.Local_Fatal;
        foreach (var rule in Rules)
        {
            if (rule.Site != site) continue;
            if (rule.Codes.Length > 0)
            {
                if (Array.IndexOf(rule.Codes, code) >= 0) return rule;
                continue;
            }

            var applies = rule.Kind switch { "fatal" => fatal, "abortable" => abortable, "retriable" => retriable, _ => true };
            if (applies) return rule;
        }

        throw new ArgumentOutOfRangeException(nameof(site), site, "no default");
    }

    /// <summary>The table as Markdown.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("| where | failure | what happens | because |\n|---|---|---|---|\n");
        foreach (var rule in Rules)
        {
            var failure = rule.Codes.Length > 0 ? string.Join(", ", rule.Codes.Select(code => $"`{code}`")) : rule.Kind.Length > 0
                ? $"any other that is *{rule.Kind}*"
                : "any other";
            text.Append("| ").Append(rule.Site.ToString().ToLowerInvariant()).Append(" | ").Append(failure).Append(" | ").Append(rule.Action)
                .Append(" | ").Append(rule.Meaning).Append(" |\n");
        }

        return text.ToString();
    }
}
