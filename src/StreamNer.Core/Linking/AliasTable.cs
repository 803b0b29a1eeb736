using System.Text;

namespace StreamNer.Linking;

/// <summary>All folded aliases of a base, each with its entities, likeliest first.</summary>
/// <param name="Keys">The folded aliases, in the order of their UTF-8 bytes.</param>
/// <param name="FirstLinks">Where the links of each key begin.</param>
/// <param name="Links">The links of all keys.</param>
internal sealed record AliasTable(KeyPool Keys, int[] FirstLinks, LinkRow[] Links)
{
    // A word of few capitals is an abbreviation; a longer one is a name that its source shouts.
    private const int LongestAbbreviation = 5;

    /// <summary>Takes the aliases of entities, and leaves nothing of these.</summary>
    public static AliasTable Of(List<KnowledgeRecord> entities, EntityRow[] rows, KnowledgeReport report)
    {
        var known = new KeyPool();
        var utf8 = new byte[KnowledgeLayout.LongestKey];
        var links = new List<(int Key, LinkRow Link)>();
        var own = new HashSet<int>();
        for (var i = 0; i < entities.Count; i++)
        {
            // Clearing a set takes as long as it ever was large.
            if (own.Count > 1_000) own = [];
            own.Clear();
            // The weightiest kind first: an alias that folds to another of the same entity adds nothing.
            foreach (var (alias, kind) in AliasForms.Of(entities[i]).OrderBy(form => form.Kind))
            {
                var key = AliasKey.Of(alias);
                if (key.Length == 0 || !Encoding.UTF8.TryGetBytes(key, utf8, out var length))
                {
                    if (kind.IsStated()) report.AliasesDropped++;
                    continue;
                }

                var index = known.Add(utf8.AsSpan(0, length));
                if (own.Add(index)) links.Add((index, new LinkRow(i, kind, IsAbbreviation(alias, key))));
            }

            entities[i] = null!;
        }

        return Sorted(rows, known, links);
    }

    private static AliasTable Sorted(EntityRow[] entities, KeyPool keys, List<(int Key, LinkRow Link)> links)
    {
        var place = keys.Sort();
        var firsts = new int[keys.Count + 1];
        foreach (var (key, _) in links) firsts[place[key] + 1]++;
        for (var i = 1; i < firsts.Length; i++) firsts[i] += firsts[i - 1];
        var next = firsts.AsSpan(0, keys.Count).ToArray();
        var rows = new LinkRow[links.Count];
        foreach (var (key, link) in links) rows[next[place[key]]++] = link;
        for (var i = 0; i < keys.Count; i++)
        {
            if (firsts[i + 1] - firsts[i] > 1) rows.AsSpan(firsts[i]..firsts[i + 1]).Sort((a, b) => Compare(entities, a, b));
        }

        return new AliasTable(keys, firsts[..^1], rows);
    }

    private static int Compare(EntityRow[] entities, LinkRow a, LinkRow b)
    {
        EntityRow one = entities[a.Entity], two = entities[b.Entity];
        float first = one.Prior * a.Kind.Weight(), second = two.Prior * b.Kind.Weight();
        if (first != second) return second.CompareTo(first);
        if (one.Popularity != two.Popularity) return two.Popularity.CompareTo(one.Popularity);
        return a.Entity.CompareTo(b.Entity);
    }

    private static bool IsAbbreviation(string alias, string key) =>
        key.Length <= LongestAbbreviation && !key.Contains(' ', StringComparison.Ordinal) && alias.Any(char.IsUpper) && !alias.Any(char.IsLower);
}
