using System.Diagnostics;
using System.Text;
using StreamNer.Output;

namespace StreamNer.Flow;

/// <summary>
/// The span of one micro-batch, from the start of its enrichment until its outcomes are with the sink. It is a root, linked to the span that each
/// record's <c>traceparent</c> header names (w3.org/TR/trace-context). Attributes follow OpenTelemetry's names for messaging: counts, topic and
/// partition, never text, keys or other headers. One thread at a time.
/// </summary>
internal sealed class BatchSpan
{
    private const string Header = "traceparent";
    private const int HeaderLength = 55;
    private readonly Activity _activity;

    private BatchSpan(Activity activity) => _activity = activity;

    /// <summary>Begins the span; null where nobody listens, or this batch is not in the sample.</summary>
    public static BatchSpan? Start(ActivitySource source, MicroBatch batch)
    {
        if (!source.HasListeners()) return null;
        var around = Activity.Current;
        Activity.Current = null;
        var activity = source.StartActivity("process", ActivityKind.Consumer);
        Activity.Current = around;
        if (activity is not { IsAllDataRequested: true }) return null;
        Describe(activity, batch);
        Link(activity, batch.Records);
        return new BatchSpan(activity);
    }

    /// <summary>The batch is tried again after its <paramref name="failures"/>th failure.</summary>
    public void Retried(int failures) => _activity.SetTag("streamner.batch.retries", failures);

    /// <summary>Ends the span of a batch that the sink has taken.</summary>
    public void End(IReadOnlyList<Outcome> outcomes)
    {
        var (enriched, rejected) = (0, 0);
        foreach (var outcome in outcomes)
        {
            if (outcome is Outcome.Enriched) enriched++;
            else if (outcome is Outcome.Rejected) rejected++;
        }

        _activity.SetTag("streamner.batch.enriched", enriched);
        _activity.SetTag("streamner.batch.rejected", rejected);
        _activity.Stop();
    }

    /// <summary>Ends the span of a batch that stops the worker. Of the failure only its type is kept: a message may quote data.</summary>
    public void Fail(Exception failure)
    {
        _activity.SetTag("error.type", failure.GetType().FullName);
        _activity.SetStatus(ActivityStatusCode.Error);
        _activity.Stop();
    }

    private static void Describe(Activity activity, MicroBatch batch)
    {
        activity.SetTag("messaging.operation.type", "process");
        activity.SetTag("messaging.batch.message_count", batch.Records.Count);
        activity.SetTag("streamner.batch.sequence", batch.Sequence);
        activity.SetTag("streamner.batch.bytes", batch.Bytes);
        if (batch.Next.Count == 0) return;
        activity.SetTag("messaging.system", "kafka");
        activity.SetTag("streamner.batch.partitions", batch.Next.Count);
        string? topic = null;
        foreach (var (from, _) in batch.Next)
        {
            if (topic is not null && topic != from.Topic) return;
            topic = from.Topic;
        }

        activity.DisplayName = $"process {topic}";
        activity.SetTag("messaging.destination.name", topic);
    }

    private static void Link(Activity activity, IReadOnlyList<InputRecord> records)
    {
        HashSet<(ActivityTraceId, ActivitySpanId)>? linked = null;
        foreach (var record in records)
        {
            if (Origin(record) is { } origin && (linked ??= []).Add((origin.TraceId, origin.SpanId))) activity.AddLink(new ActivityLink(origin));
        }
    }

    private static ActivityContext? Origin(InputRecord record)
    {
        foreach (var header in record.Headers)
        {
            if (!header.Key.Equals(Header, StringComparison.OrdinalIgnoreCase)) continue;
            if (header.Value is not { Length: HeaderLength } value) return null;
            return ActivityContext.TryParse(Encoding.Latin1.GetString(value), null, isRemote: true, out var context) ? context : null;
        }

        return null;
    }
}
