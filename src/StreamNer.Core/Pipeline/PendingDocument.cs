using System.Collections.Concurrent;
using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Metering;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Text;

namespace StreamNer.Pipeline;

/// <summary>One distinct text of a batch on its way through the steps.</summary>
internal sealed class PendingDocument(Document document, int index, CacheKey key, PiiPolicy policy, TokenBuffer tokens)
{
    public Document Document => document;

    public int Index => index;

    public CacheKey Key => key;

    public PiiPolicy Policy => policy;

    public TokenBuffer Tokens => tokens;

    /// <summary>Later records of the batch with the same text.</summary>
    public List<int> Repeats { get; } = [];

    public List<PiiSpan> Spans { get; } = [];

    public List<EntitySpan> Entities { get; set; } = [];

    /// <summary>The entities as step 5 gave them, once step 6 has begun.</summary>
    public List<EntitySpan>? Decoded { get; set; }

    /// <summary>The stage under way.</summary>
    public FailureStage At { get; set; }

    /// <summary>Set as soon as it is decided.</summary>
    public Outcome? Outcome { get; set; }

    public void Reject(FailureKind kind, FailureStage stage) => Outcome = new Outcome.Rejected(new Failure(kind, stage));
}

/// <summary>Token buffers by reuse. One that a long document has made large is let go, or each buffer would end as large as the longest text.</summary>
internal sealed class BufferPool
{
    /// <summary>Tokens that a kept buffer has room for, at most; its arrays of 16 KiB stay out of the large object heap.</summary>
    internal const int LargestKept = 1 << 12;

    private readonly ConcurrentBag<TokenBuffer> _free = [];

    public TokenBuffer Rent() => _free.TryTake(out var buffer) ? buffer : new TokenBuffer();

    public void Return(TokenBuffer buffer)
    {
        if (buffer.Capacity > LargestKept) return;
        buffer.Clear();
        _free.Add(buffer);
    }
}

/// <summary>Times the stages of one batch.</summary>
internal struct StageClock(TimeProvider time, Telemetry telemetry)
{
    private long _since = time.GetTimestamp();

    /// <summary>Records the time since the last lap under <paramref name="stage"/>.</summary>
    public void Lap(Stage stage)
    {
        var now = time.GetTimestamp();
        telemetry.StageSeconds.Record(time.GetElapsedTime(_since, now).TotalSeconds, Labels.Stage[stage]);
        _since = now;
    }
}

/// <summary>The counters of a finished batch. What is later discarded by a rewind is counted again when it is read again.</summary>
internal static class PipelineCounts
{
    public static void Record(Telemetry telemetry, Outcome[] outcomes)
    {
        foreach (var outcome in outcomes)
        {
            if (outcome is not Outcome.Enriched { Enrichment: var enrichment }) continue;
            if (enrichment.Provenance.Degraded)
                telemetry.DegradedDocuments.Add(1, new KeyValuePair<string, object?>("reason", enrichment.Provenance.DegradedReason));
            foreach (var entity in enrichment.Entities)
            {
                var label = new KeyValuePair<string, object?>("label", entity.Label);
                telemetry.Entities.Add(1, label, Labels.Origin[entity.Origin]);
                telemetry.Links.Add(1, Labels.Link[entity.LinkState], label);
                if (IsAmbiguous(entity)) telemetry.LinksAmbiguous.Add(1, label);
            }

            foreach (var finding in enrichment.Pii) telemetry.PiiFindings.Add(1, new KeyValuePair<string, object?>("type", finding.Type));
        }
    }

    private static bool IsAmbiguous(Entity entity)
    {
        var others = entity.Candidates;
        if (entity.Link is { } link) return others.Count > 0 && others[0].Score >= link.Score / 2;
        return others.Count > 1 && others[1].Score >= others[0].Score / 2;
    }
}
