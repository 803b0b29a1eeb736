using System.Globalization;
using StreamNer.Decoding;
using StreamNer.Linking;
using StreamNer.Output;

namespace StreamNer.Host.Evaluation;

/// <summary>A wrong link, for the reader's eye.</summary>
/// <param name="Mention">The words of the text that were linked.</param>
/// <param name="Link">What they were linked to.</param>
/// <param name="Title">What they mean; empty when it is in no encyclopaedia.</param>
/// <param name="Text">The words around them.</param>
internal readonly record struct WrongLink(string Mention, Link Link, string Title, string Text);

/// <summary>All scores of one file.</summary>
internal sealed class FileLinkScore
{
    public int Texts { get; set; }

    public int Rejected { get; set; }

    /// <summary>Given mentions.</summary>
    public LinkScore Ranked { get; } = new();

    /// <summary>Given mentions, each linked to the likeliest entity of its name.</summary>
    public LinkScore PriorOnly { get; } = new();

    /// <summary>Mentions that the pipeline found: links made, and right ones (span and entity) among them.</summary>
    public (int Links, int Right) EndToEnd { get; set; }

    public List<WrongLink> Wrong { get; } = [];
}

/// <summary>Scores linking on texts with known links.</summary>
/// <param name="linker">A linker that names every candidate and links the best, whatever its score.</param>
/// <param name="knowledgeBase">The base of the linker.</param>
/// <param name="match">Says when a link is right.</param>
/// <param name="threshold">From this score on, the pipeline makes a link.</param>
/// <param name="features">Takes one line for each candidate of a mention; null for nobody.</param>
internal sealed class LinkedTexts(EntityLinker linker, KnowledgeBase knowledgeBase, GoldMatch match, float threshold, TextWriter? features = null)
{
    private const int Around = 40;

    /// <summary>Adds a text.</summary>
    /// <param name="text">The text and its mentions.</param>
    /// <param name="found">What the pipeline made of it, with offsets in UTF-16 units; null where it was rejected.</param>
    /// <param name="score">Takes the result.</param>
    public void Add(LinkedText text, Enrichment? found, FileLinkScore score)
    {
        score.Texts++;
        if (found is null) score.Rejected++;
        var entities = found?.Entities ?? [];
        var spans = text.Mentions.Select(mention => new EntitySpan(LabelOf(mention, entities), mention.Start, mention.End, 1)).ToList();
        var results = linker.Link(text.Text, spans);
        if (features is not null) Write(text, linker.Trace(text.Text, spans), score, features);
        for (var i = 0; i < spans.Count; i++)
        {
            var (mention, result) = (text.Mentions[i], results[i]);
            var right = match.Of(mention, text.Text);
            var label = spans[i].Label;
            var isRight = result.Link is { } best && right.Contains(best.Id);
            var among = isRight || result.Candidates.Any(candidate => right.Contains(candidate.Id));
            score.Ranked.Add(new LinkCase(label, right.Count > 0, among, result.Link?.Score, isRight));
            score.PriorOnly.Add(Likeliest(text.Text[mention.Start..mention.End], label, right));
            if (result.Link is { } wrong && !isRight && wrong.Score >= threshold) score.Wrong.Add(Wrong(text.Text, mention, wrong));
        }

        var links = entities.Where(entity => entity.LinkState == LinkState.Linked).ToList();
        var rights = links.Count(entity => text.Mentions.Any(mention =>
            mention.Start == entity.Start && mention.End == entity.End && match.Of(mention, text.Text).Contains(entity.Link!.Id)));
        score.EndToEnd = (score.EndToEnd.Links + links.Count, score.EndToEnd.Right + rights);
    }

    /// <summary>Columns: text, mention, whether the base has its entity, the candidate's id, whether it is right, and the features. A mention without
    /// candidates has one line without id.</summary>
    private void Write(LinkedText text, LinkTrace trace, FileLinkScore score, TextWriter to)
    {
        for (var i = 0; i < text.Mentions.Count; i++)
        {
            var right = match.Of(text.Mentions[i], text.Text);
            var head = string.Create(CultureInfo.InvariantCulture, $"{score.Texts}\t{i}\t{(right.Count > 0 ? 1 : 0)}\t");
            if (trace.Mentions[i].Count == 0) to.WriteLine(head + "\t0");
            foreach (var candidate in trace.Mentions[i])
            {
                var values = candidate.Features.Select(value => value.ToString(CultureInfo.InvariantCulture));
                to.WriteLine($"{head}{candidate.Id}\t{(right.Contains(candidate.Id) ? 1 : 0)}\t{string.Join('\t', values)}");
            }
        }
    }

    /// <summary>The label of the model's entity that covers most of a mention; empty when none does: the reference has no labels.</summary>
    private static string LabelOf(GoldMention mention, IReadOnlyList<Entity> entities)
    {
        var (label, most) = ("", 0);
        foreach (var entity in entities)
        {
            var shared = Math.Min(entity.End, mention.End) - Math.Max(entity.Start, mention.Start);
            if (shared > most) (label, most) = (entity.Label, shared);
        }

        return label;
    }

    private LinkCase Likeliest(string mention, string label, IReadOnlyList<string> right)
    {
        KnowledgeBaseEntry? best = null;
        var among = false;
        foreach (var entry in knowledgeBase.Find(mention))
        {
            if (best is null || entry.Prior > best.Prior) best = entry;
            among |= right.Contains(entry.Id);
        }

        return new LinkCase(label, right.Count > 0, among, best is null ? null : 1, best is not null && right.Contains(best.Id));
    }

    private static WrongLink Wrong(string text, GoldMention mention, Link link)
    {
        int from = Math.Max(0, mention.Start - Around), to = Math.Min(text.Length, mention.End + Around);
        return new WrongLink(text[mention.Start..mention.End], link, mention.Title, text[from..to].ReplaceLineEndings(" "));
    }
}
