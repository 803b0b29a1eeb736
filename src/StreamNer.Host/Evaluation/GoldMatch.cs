using StreamNer.Decoding;
using StreamNer.Linking;

namespace StreamNer.Host.Evaluation;

/// <summary>When a link is right.</summary>
internal enum MatchRule
{
    /// <summary>The entity has the reference's id.</summary>
    Id,

    /// <summary>As <see cref="Id"/> where the entity has an id of the reference's scheme; otherwise title and type agree.</summary>
    Name,
}

/// <summary>
/// Compares the entities of a knowledge base with those of a reference. By name, a title means the likeliest entity of each type that goes by it,
/// of a type that the reference allows: a base without the reference's ids does not say which of its Londons the title is. Where the text says it
/// ("Vail, Colo.") or the title does ("Georgia (U.S. state)"), that one is meant.
/// </summary>
internal sealed class GoldMatch(KnowledgeBase knowledgeBase, MatchRule rule)
{
    private const string Scheme = "wikidata";

    /// <summary>The ids of the base's entities that the reference may mean; empty when the base does not have its entity.</summary>
    /// <param name="mention">The mention.</param>
    /// <param name="text">The text that it is a part of.</param>
    public IReadOnlyList<string> Of(GoldMention mention, string text)
    {
        if (mention.Id.Length > 0 && ById(mention.Id) is { } same) return [same];
        if (rule == MatchRule.Id || mention.Title.Length == 0) return [];
        var named = new List<string>();
        var seen = new HashSet<LabelKind>();
        var (title, qualifier) = Parts(mention.Title);
        var entries = RegionBehind(text, mention.End).SelectMany(region => knowledgeBase.Titled(title + region))
            .Concat(knowledgeBase.Titled(title, qualifier));
        foreach (var entry in entries)
        {
            var kind = LabelMap.Default.Of(entry.Label);
            if (HasSchemeOfReference(entry.Id) || !Allows(mention, kind) || !seen.Add(kind)) continue;
            named.Add(entry.Id);
        }

        return named;
    }

    private string? ById(string id) => knowledgeBase.IdOf($"{Scheme}:{id}") ?? knowledgeBase.IdOf(id);

    // Without a scheme, Q60 is an id of Wikidata: the small tables have such.
    private bool HasSchemeOfReference(string id) =>
        knowledgeBase.IdsOf(id).Any(one => one.StartsWith(Scheme + ":", StringComparison.Ordinal) || IsBare(one));

    private static bool Allows(GoldMention mention, LabelKind kind) =>
        mention.Kinds.Count == 0 || kind == LabelKind.Other || mention.Kinds.Contains(kind);

    /// <summary>The title, and what an encyclopaedia puts behind it in parentheses.</summary>
    private static (string Title, string Qualifier) Parts(string title)
    {
        var open = title.LastIndexOf(" (", StringComparison.Ordinal);
        return open > 0 && title.EndsWith(')') ? (title[..open], title[(open + 2)..^1]) : (title, "");
    }

    /// <summary>What stands behind a mention as a state or country does, with its comma: of two words, and of one.</summary>
    private static IEnumerable<string> RegionBehind(string text, int at)
    {
        while (at < text.Length && text[at] == ' ') at++;
        if (at + 1 >= text.Length || text[at] != ',' || text[at + 1] != ' ') yield break;
        var words = text[(at + 2)..].Split(' ', 3);
        if (words[0].Length == 0 || !char.IsUpper(words[0][0])) yield break;
        if (words.Length > 1 && words[1].Length > 0 && char.IsUpper(words[1][0])) yield return $", {words[0]} {words[1]}";
        yield return $", {words[0]}";
    }

    private static bool IsBare(string id) => id.Length > 1 && id[0] == 'Q' && id.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}
