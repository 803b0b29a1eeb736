using System.Collections.Concurrent;
using StreamNer.Decoding;
using StreamNer.Output;
using StreamNer.Text;

namespace StreamNer.Linking;

/// <summary>What linking made of one mention.</summary>
/// <param name="State">Linked, nil, skipped or withheld.</param>
/// <param name="Link">The entity; null unless linked.</param>
/// <param name="Candidates">Other entities that were considered, best first.</param>
/// <param name="Mention">The same for mentions of one entity or name, from 1; 0 for none.</param>
internal readonly record struct LinkResult(LinkState State, Link? Link, IReadOnlyList<Link> Candidates, int Mention);

/// <summary>
/// Step 8 for one document: (1) mentions that are written alike form a group, (2) each group gets candidates by its name, (3) a part of a person's
/// name takes the sense of the full name nearest to it, (4) candidates are scored by name, type, the words around and what else the document names, (5)
/// the best at or above the threshold is the link, else there is none, (6) mentions of one entity or name share a number. Depends on text and
/// mentions alone, so that it is deterministic. Thread-safe.
/// </summary>
/// <param name="knowledgeBase">The entities.</param>
/// <param name="options">Threshold and number of candidates.</param>
/// <param name="labels">What the labels of mentions mean; null for the map alone.</param>
/// <param name="weights">Weights of the score; null for the built-in ones.</param>
internal sealed class EntityLinker(KnowledgeBase knowledgeBase, LinkingOptions options, LabelMap? labels = null, LinkWeights? weights = null)
{
    private static readonly LinkResult Skipped = new(LinkState.Skipped, null, [], 0);
    private static readonly LinkResult Withheld = new(LinkState.Withheld, null, [], 0);

    private readonly LabelMap _labels = labels ?? LabelMap.Default;
    private readonly LinkWeights _weights = weights ?? LinkWeights.BuiltIn;
    private readonly NameCache _names = new(new NameLookup(knowledgeBase, weights ?? LinkWeights.BuiltIn));
    private readonly ConcurrentBag<LinkingDesk> _desks = [];

    // The desk of a linker that one thread uses: quicker at hand than the others.
    private LinkingDesk? _free;

    /// <summary>One result for each mention of a text, in their order.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mentions">Mentions by start.</param>
    public LinkResult[] Link(string text, IReadOnlyList<EntitySpan> mentions) => Link(text, mentions, []);

    /// <summary>As <see cref="Link(string, IReadOnlyList{EntitySpan})"/>; a mention that a withheld range touches has no link, and is no context
    /// either.</summary>
    internal LinkResult[] Link(string text, IReadOnlyList<EntitySpan> mentions, IReadOnlyList<TextRange> withheld, LinkTrace? trace = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(mentions);
        if (mentions.Count == 0) return [];
        var results = new LinkResult[mentions.Count];
        if (!options.Enabled)
        {
            results.AsSpan().Fill(Skipped);
            return results;
        }

        var desk = Interlocked.Exchange(ref _free, null);
        if (desk is null && !_desks.TryTake(out desk)) desk = new LinkingDesk(knowledgeBase, _names, _weights);
        desk.Begin(text, mentions, withheld, _labels);                  // 1, 2
        desk.JoinNames();                                               // 3
        desk.Rank(trace);                                               // 4
        foreach (var group in desk.Groups) group.Result = Decide(group.Candidates);     // 5
        desk.Number();                                                  // 6
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = desk.GroupOf(i) is { } group ? group.Sense.Result with { Mention = group.Number } : Withheld;
        }

        trace?.End(desk, results.Length);
        if (desk.End() && Interlocked.CompareExchange(ref _free, desk, null) is not null) _desks.Add(desk);
        return results;
    }

    /// <summary>As <see cref="Link(string, IReadOnlyList{EntitySpan})"/>, for the features that the scores rest on.</summary>
    public LinkTrace Trace(string text, IReadOnlyList<EntitySpan> mentions)
    {
        var trace = new LinkTrace();
        Link(text, mentions, [], trace);
        return trace;
    }

    /// <summary>One mention without a text around it.</summary>
    public LinkResult Link(string mention, string label)
    {
        ArgumentNullException.ThrowIfNull(mention);
        return Link(mention, [new EntitySpan(label, 0, mention.Length, 1)])[0];
    }

    private LinkResult Decide(List<RankedCandidate> ranked)
    {
        var linked = ranked.Count > 0 && ranked[0].Score >= options.Threshold;
        var first = linked ? 1 : 0;
        var others = Math.Min(ranked.Count - first, options.Candidates);
        var candidates = others == 0 ? [] : new Link[others];
        for (var i = 0; i < others; i++) candidates[i] = Of(ranked[first + i]);
        return linked ? new LinkResult(LinkState.Linked, Of(ranked[0]), candidates, 0) : new LinkResult(LinkState.Nil, null, candidates, 0);
    }

    private static Link Of(in RankedCandidate candidate) => new(candidate.Facts.Id, candidate.Facts.Name, candidate.Score, candidate.Facts.Type);
}
