using StreamNer.Decoding;
using StreamNer.Degraded;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Metering;
using StreamNer.Output;
using StreamNer.Text;

namespace StreamNer.Pipeline;

/// <summary>
/// What happens to a document, in nine steps:
/// <list type="number">
/// <item>Look up identical texts: earlier in this batch, then the result cache.</item>
/// <item>Tokenise the rest, carrying for each token its word and its place in the original text, and slice it into windows.</item>
/// <item>Plan: sort windows by length, cut them into padded runs by token budget.</item>
/// <item>Infer: scores for each token of each window.</item>
/// <item>Stitch the windows and decode the tags of the whole document into entities, once.</item>
/// <item>Detect personal data by rules with validators.</item>
/// <item>Take out of the entities what these rules know to be no name, and let them begin and end at words.</item>
/// <item>Link entities to the knowledge base, or NIL.</item>
/// <item>Redact by policy and map all offsets to the redacted text. Nothing leaves this step unredacted unless policy says so.</item>
/// </list>
/// A result is a function of text, tenant and snapshot: it does not depend on the batch. While the model is down, and where settings and policies
/// allow it, names by rules stand in for steps 3 to 5 (<see cref="ModelOrRules"/>). What fails inside one document's own work is tried once more on
/// it alone, and then its end (<see cref="SecondChance"/>); the others go on. Thread-safe.
/// </summary>
internal sealed class NerPipeline
{
    private readonly PipelineParts _parts;
    private readonly ModelOrRules _entities;
    private readonly EnrichmentBuilder _builder;
    private readonly EnrichmentBuilder _rulesOnlyBuilder;
    private readonly EntityWords _entityWords;
    private readonly BufferPool _buffers = new();
    private readonly Action<PendingDocument> _tokenise;
    private readonly PipelineSteps _withModel;
    private readonly PipelineSteps _byRules;

    /// <summary>Puts the steps together; the parts stay the caller's to dispose.</summary>
    public NerPipeline(PipelineParts parts)
    {
        _parts = parts;
        _tokenise = Tokenise;
        _withModel = new PipelineSteps(item => Detect(item, full: true), item => Finish(item, full: true));
        _byRules = new PipelineSteps(item => Detect(item, full: false), item => Finish(item, full: false));
        _entityWords = new EntityWords(parts.Options.Words, parts.Options.MaskedByRules);
        _entities = new ModelOrRules(parts.Classification, parts.Fallback, parts.Options.Aggregation);
        _builder = Builder(parts.Provenance, Origin.Model);
        _rulesOnlyBuilder = Builder(parts.Provenance.WithoutModel(), Origin.Rules);
        EnrichmentBuilder Builder(Provenance provenance, Origin origin) =>
            new(parts.Linker, parts.Redactor, parts.Labels, provenance, parts.Options.Offsets, origin);
    }

    /// <summary>Enriches a batch: one outcome for each record, same order.</summary>
    /// <exception cref="TransientFailureException">The engine is broken, not the data: nothing was decided, try the batch again later.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled: the model run under way was ended, nothing was
    /// decided.</exception>
    public IReadOnlyList<Outcome> Enrich(MicroBatch batch, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var time = new StageClock(_parts.Time, _parts.Telemetry);
        var outcomes = new Outcome[batch.Records.Count];
        var work = LookUp(batch.Records, outcomes);                     // 1
        time.Lap(Stage.Lookup);
        try
        {
            SecondChance.Each(work, _tokenise, cancel);                 // 2
            time.Lap(Stage.Tokenise);
            var full = _entities.Classify(work, cancel);                // 3, 4, 5
            time.Lap(Stage.Infer);
            var steps = full ? _withModel : _byRules;
            SecondChance.Each(work, steps.Detect, cancel);              // 6, 7
            time.Lap(Stage.Detect);
            SecondChance.Each(work, steps.Finish, cancel);              // 8, 9
            time.Lap(Stage.Redact);
        }
        finally
        {
            foreach (var item in work) _buffers.Return(item.Tokens);
        }

        foreach (var item in work) Conclude(item, batch.Records, outcomes);
        PipelineCounts.Record(_parts.Telemetry, outcomes);
        return outcomes;
    }

    private List<PendingDocument> LookUp(IReadOnlyList<InputRecord> records, Outcome?[] outcomes)
    {
        var work = new List<PendingDocument>(records.Count);
        var byKey = new Dictionary<CacheKey, PendingDocument>(records.Count);
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = SecondChance.Decide((Pipeline: this, Work: work, ByKey: byKey, Record: records[i], At: i), FailureStage.Redact, static at =>
                at.Pipeline.LookUp(at.Work, at.ByKey, at.Record, at.At));
        return work;
    }

    /// <summary>Null where the document is among <paramref name="work"/> now, or repeats one that is.</summary>
    private Outcome? LookUp(List<PendingDocument> work, Dictionary<CacheKey, PendingDocument> byKey, InputRecord record, int at)
    {
        if (record.Failure is { } failure) return new Outcome.Rejected(failure);
        if (record.Document is not { } decoded) return Tombstone(record);
        var policy = _parts.PolicyOf(decoded);
        var document = _parts.Identifiers.Apply(decoded, policy);
        var key = _parts.Cache.KeyOf(document, policy.CacheDomain);
        if (byKey.TryGetValue(key, out var earlier)) earlier.Repeats.Add(at);
        else if (_parts.Cache.Find(key, document) is { } found) return Hit(found);
        else
        {
            _parts.Telemetry.CacheLookups.Add(1, Labels.Lookup[LookupResult.Miss]);
            var pending = new PendingDocument(document, at, key, policy, _buffers.Rent());
            byKey.Add(key, pending);
            work.Add(pending);
        }

        return null;
    }

    /// <summary>Dead-lettered where its key cannot be told: as another key it would delete nothing, and nobody would see it.</summary>
    private Outcome Tombstone(InputRecord record) =>
        _parts.Identifiers.CanKey(record) ? Outcome.Tombstone.Instance : new Outcome.Rejected(new Failure(FailureKind.Policy, FailureStage.Redact));

    private Outcome.Enriched Hit(Enrichment found)
    {
        _parts.Telemetry.CacheLookups.Add(1, Labels.Lookup[LookupResult.Hit]);
        return new Outcome.Enriched(found);
    }

    private void Tokenise(PendingDocument item)
    {
        item.At = FailureStage.Tokenise;
        Failpoint.Reach("tokenise", item.Document.Text);
        _parts.Tokenizer.Tokenize(item.Document.Text, item.Tokens);
        if (item.Tokens.Count > _parts.Limits.TokensPerDocument) item.Reject(FailureKind.TooLong, FailureStage.Tokenise);
        else if (_parts.Options.Words == WordRule.Text)
            TextWords.Number(item.Document.Text, item.Tokens, _parts.Classification.WindowTokens);
    }

    private void Detect(PendingDocument item, bool full)
    {
        // A second attempt must not find what the first has left.
        item.At = FailureStage.Detect;
        item.Decoded ??= item.Entities;
        item.Entities = [.. item.Decoded];
        item.Spans.Clear();
        Failpoint.Reach("detect", item.Document.Text);
        var scanned = _parts.Scanner.Scan(item.Document.Text, item.Spans, item.Document);
        if (!scanned.Complete) item.Reject(FailureKind.DetectorFailed, FailureStage.Detect);
        else if (full) _entityWords.Apply(item.Document.Text, item.Tokens, item.Spans, item.Entities);
    }

    private void Finish(PendingDocument item, bool full)
    {
        if (item.At is FailureStage.Link or FailureStage.Redact) Detect(item, full);
        if (item.Outcome is not null) return;
        var outcome = (full ? _builder : _rulesOnlyBuilder).Build(item);

        // What rules made alone must not outlive the failure.
        if (full && outcome is Outcome.Enriched enriched) _parts.Cache.Put(item.Key, enriched.Enrichment);
        item.Outcome = outcome;
    }

    private void Conclude(PendingDocument item, IReadOnlyList<InputRecord> records, Outcome[] outcomes)
    {
        outcomes[item.Index] = item.Outcome!;
        foreach (var repeat in item.Repeats)
        {
            outcomes[repeat] = item.Outcome is Outcome.Enriched { Enrichment: var enrichment }
                ? SecondChance.Decide(
                    (_parts.Identifiers, Enrichment: enrichment, records[repeat].Document, item.Policy), FailureStage.Redact,
                    static at => new Outcome.Enriched(at.Enrichment with { Document = at.Identifiers.Apply(at.Document!, at.Policy) }))!
                : item.Outcome!;
        }
    }
}

/// <summary>The steps of a document after step 5, with the model's answer or without it.</summary>
internal readonly record struct PipelineSteps(Action<PendingDocument> Detect, Action<PendingDocument> Finish);
