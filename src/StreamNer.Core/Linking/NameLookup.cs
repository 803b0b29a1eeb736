using System.Runtime.InteropServices;
using StreamNer.Decoding;

namespace StreamNer.Linking;

/// <summary>Step 2: the candidates of a name, and what it says for each of them. Thread-safe.</summary>
internal sealed class NameLookup(KnowledgeBase knowledgeBase, LinkWeights weights)
{
    // A shorter name with an s is another name: "Jame", "Ross".
    private const int ShortestGenitive = 5;

    /// <summary>What a name means by itself.</summary>
    public KnownName Find(ReadOnlySpan<char> written, LabelKind kind)
    {
        var brief = written[..Math.Min(written.Length, KnowledgeFile.LongestMention)];
        Span<char> key = stackalloc char[KnowledgeFile.LongestMention + 1];
        key[0] = kind == LabelKind.Person ? 'P' : '-';
        var group = new string(key[..(AliasKey.Fold(brief, key[1..]) + 1)]);
        var folded = group[1..];
        var candidates = new List<RankedCandidate>();
        if (written.Length <= KnowledgeFile.LongestMention) Find(written, kind, folded, candidates);
        var found = CollectionsMarshal.AsSpan(candidates);
        NameScore.Weigh(found, kind, folded, weights);
        return new KnownName
        {
            Written = written.ToString(),
            Kind = kind,
            GroupKey = group,
            Key = folded,
            Candidates = found.ToArray(),
            Likeliest = NameScore.Likeliest(found),
        };
    }

    private void Find(ReadOnlySpan<char> name, LabelKind kind, string folded, List<RankedCandidate> candidates)
    {
        Span<EntityMatch> matches = stackalloc EntityMatch[KnowledgeBase.MostCandidates];
        var count = knowledgeBase.Match(name, kind, matches);
        foreach (var match in matches[..count]) Add(candidates, match, near: false);
        if (count == 0) FindOtherForm(name, kind, folded, candidates);
        if (candidates.Count == 0) FindNear(kind, folded, candidates);
    }

    // "Target Corp." where the base says "Target"; "Macys" for "Macy's".
    private void FindOtherForm(ReadOnlySpan<char> name, LabelKind kind, string folded, List<RankedCandidate> candidates)
    {
        Span<EntityMatch> matches = stackalloc EntityMatch[KnowledgeBase.MostCandidates];
        if (kind is LabelKind.Organization or LabelKind.Miscellaneous or LabelKind.Other && LegalSuffixes.Without(name.ToString()) is { } brief)
        {
            foreach (var match in matches[..knowledgeBase.Match(brief, LabelKind.Organization, matches)])
            {
                if (knowledgeBase.Facts(match.Entity).Kind != LabelKind.Organization) continue;
                Add(candidates, match.Kind.IsStated() ? match with { Kind = AliasKind.LegalSuffix } : match, near: false);
            }
        }

        if (candidates.Count > 0 || folded.Length < ShortestGenitive || folded[^1] != 's') return;
        foreach (var match in matches[..knowledgeBase.Match(folded.AsSpan(0, folded.Length - 1), kind, matches)])
        {
            if (HasGenitive(knowledgeBase.Facts(match.Entity).Name)) Add(candidates, match, near: true);
        }
    }

    private static bool HasGenitive(string name) =>
        name.Contains("'s", StringComparison.Ordinal) || name.Contains("\u2019s", StringComparison.Ordinal);

    private void FindNear(LabelKind kind, string folded, List<RankedCandidate> candidates)
    {
        // Given names differ by a letter, and are not misspelled: Ronald is no Ronaldo.
        if (folded.Length < NearNames.Shortest || (kind == LabelKind.Person && !folded.Contains(' ', StringComparison.Ordinal))) return;
        Span<EntityMatch> matches = stackalloc EntityMatch[KnowledgeBase.MostCandidates];
        foreach (var match in matches[..knowledgeBase.Near(folded, matches)]) Add(candidates, match, near: true);
    }

    private void Add(List<RankedCandidate> candidates, EntityMatch match, bool near)
    {
        foreach (ref readonly var known in CollectionsMarshal.AsSpan(candidates))
        {
            if (known.Facts.Index == match.Entity) return;
        }

        candidates.Add(RankedCandidate.Of(knowledgeBase.Facts(match.Entity), match.Kind, near));
    }
}
