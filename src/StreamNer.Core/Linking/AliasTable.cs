using System.Runtime.InteropServices;
using System.Text;

namespace StreamNer.Linking;

/// <summary>All folded aliases of a base, each with its entities, likeliest first.</summary>
/// <param name="Keys">The folded aliases, in the order of their UTF-8 bytes.</param>
/// <param name="FirstLinks">Where the links of each key begin.</param>
/// <param name="Links">The links of all keys.</param>
internal sealed record AliasTable(string[] Keys, int[] FirstLinks, LinkRow[] Links)
{
    // A word of few capitals is an abbreviation; a longer one is a name that its source shouts.
    private const int LongestAbbreviation = 5;

    public static AliasTable Of(List<KnowledgeRecord> entities, KnowledgeReport report)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
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
                if (key.Length == 0 || Encoding.UTF8.GetByteCount(key) > KnowledgeLayout.LongestKey)
                {
                    if (kind.IsStated()) report.AliasesDropped++;
                    continue;
                }

                ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(known, key, out var found);
                if (!found) index = known.Count - 1;
                if (own.Add(index)) links.Add((index, new LinkRow(i, kind, IsAbbreviation(alias, key))));
            }
        }

        return Sorted(entities, known, links);
    }

    private static AliasTable Sorted(List<KnowledgeRecord> entities, Dictionary<string, int> known, List<(int Key, LinkRow Link)> links)
    {
        var keys = new string[known.Count];
        foreach (var (key, index) in known) keys[index] = key;
        var order = new int[keys.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(keys, order, Utf8Order.Instance);
        var place = new int[order.Length];
        for (var i = 0; i < order.Length; i++) place[order[i]] = i;

        var firsts = new int[keys.Length + 1];
        foreach (var (key, _) in links) firsts[place[key] + 1]++;
        for (var i = 1; i < firsts.Length; i++) firsts[i] += firsts[i - 1];
        var next = firsts.AsSpan(0, keys.Length).ToArray();
        var rows = new LinkRow[links.Count];
        foreach (var (key, link) in links) rows[next[place[key]]++] = link;
        for (var i = 0; i < keys.Length; i++)
        {
            if (firsts[i + 1] - firsts[i] > 1) rows.AsSpan(firsts[i]..firsts[i + 1]).Sort((a, b) => Compare(entities, a, b));
        }

        return new AliasTable(keys, firsts[..^1], rows);
    }

    private static int Compare(List<KnowledgeRecord> entities, LinkRow a, LinkRow b)
    {
        KnowledgeRecord one = entities[a.Entity], two = entities[b.Entity];
        float first = one.Prior * a.Kind.Weight(), second = two.Prior * b.Kind.Weight();
        if (first != second) return second.CompareTo(first);
        if (one.Popularity != two.Popularity) return two.Popularity.CompareTo(one.Popularity);
        return a.Entity.CompareTo(b.Entity);
    }

    private static bool IsAbbreviation(string alias, string key) =>
        key.Length <= LongestAbbreviation && !key.Contains(' ', StringComparison.Ordinal) && alias.Any(char.IsUpper) && !alias.Any(char.IsLower);

    /// <summary>The order of UTF-8 bytes: that of code points, which puts surrogates behind the rest of the plane.</summary>
    private sealed class Utf8Order : IComparer<string>
    {
        public static readonly Utf8Order Instance = new();

        public int Compare(string? x, string? y)
        {
            var same = x.AsSpan().CommonPrefixLength(y);
            if (same == x!.Length || same == y!.Length) return x.Length.CompareTo(y!.Length);
            char a = x[same], b = y[same];
            return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
        }
    }
}
