using StreamNer.Decoding;
using StreamNer.Text;

namespace StreamNer.Linking;

/// <summary>Where one document at a time is linked; used again for the next. Not thread-safe.</summary>
internal sealed class LinkingDesk(KnowledgeBase knowledgeBase)
{
    // A document that has blown the lists up takes them along.
    private const int MostKept = 4_096;

    // A shorter name with an s is another name: "Jame", "Ross".
    private const int ShortestGenitive = 5;

    private readonly Dictionary<string, MentionGroup> _byName = new(StringComparer.Ordinal);
    private readonly List<MentionGroup> _groups = [];
    private readonly List<MentionGroup?> _groupOf = [];
    private readonly Stack<MentionGroup> _free = [];
    private readonly ContextWindow _window = new();
    private readonly CandidateScore _score = new();
    private IReadOnlyList<EntitySpan> _mentions = [];
    private string _text = "";

    /// <summary>The groups by their first mention.</summary>
    public IReadOnlyList<MentionGroup> Groups => _groups;

    /// <summary>The group of a mention; null for a withheld one.</summary>
    public MentionGroup? GroupOf(int mention) => _groupOf[mention];

    /// <summary>Steps 1 and 2.</summary>
    public void Begin(string text, IReadOnlyList<EntitySpan> mentions, IReadOnlyList<TextRange> withheld, LabelMap labels)
    {
        (_text, _mentions) = (text, mentions);
        for (var i = 0; i < mentions.Count; i++)
        {
            var mention = mentions[i];
            _groupOf.Add(Touches(withheld, mention.Start, mention.End) ? null : Take(i, mention.Label, labels.Of(mention.Label)));
        }

        var any = false;
        foreach (var group in _groups) any |= FindCandidates(group);
        if (any) _window.Begin(text, withheld);
    }

    /// <summary>Step 3: of several full names with a word, the last before its first mention, or else the first behind. One that ends with the word
    /// goes before one that begins with it.</summary>
    public void JoinNames()
    {
        Dictionary<string, List<MentionGroup>>? byWord = null;
        foreach (var group in _groups)
        {
            if (!group.IsPerson || !group.HasSeveralWords) continue;
            byWord ??= new(StringComparer.Ordinal);
            Note(byWord, group.Key[(group.Key.LastIndexOf(' ') + 1)..], group);
            Note(byWord, group.Key[..group.Key.IndexOf(' ', StringComparison.Ordinal)], group);
        }

        if (byWord is null) return;
        foreach (var group in _groups)
        {
            if (!group.IsPerson || group.HasSeveralWords || !byWord.TryGetValue(group.Key, out var full)) continue;
            MentionGroup? surname = null, given = null;
            foreach (var one in full)
            {
                ref var nearest = ref (one.Key.EndsWith(group.Key, StringComparison.Ordinal) ? ref surname : ref given);
                if (nearest is null || one.Mentions[0] < group.Mentions[0]) nearest = one;
            }

            group.FullName = surname ?? given;
        }

        static void Note(Dictionary<string, List<MentionGroup>> byWord, string word, MentionGroup group)
        {
            if (!byWord.TryGetValue(word, out var full)) byWord.Add(word, full = []);
            full.Add(group);
        }
    }

    /// <summary>Step 4.</summary>
    public void Rank(LinkWeights weights, LinkTrace? trace)
    {
        _score.Begin(_groups);
        foreach (var group in _groups)
        {
            if (group.Candidates.Count == 0) continue;
            _window.Look(_mentions, group.Mentions);
            _score.Of(group, _mentions[group.Mentions[0]], _window, weights, trace);
            group.Candidates.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score)
                : a.Weight != b.Weight ? b.Weight.CompareTo(a.Weight) : string.CompareOrdinal(a.Facts.Id, b.Facts.Id));
        }
    }

    /// <summary>Step 6, after the results: names that mean one entity share the number of the first.</summary>
    public void Number()
    {
        Dictionary<string, int>? byEntity = null;
        var last = 0;
        foreach (var group in _groups)
        {
            var sense = group.Sense;
            if (sense.Number == 0 && sense.Result.Link is { } link)
            {
                byEntity ??= new(StringComparer.Ordinal);
                if (!byEntity.TryGetValue(link.Id, out var number)) byEntity.Add(link.Id, number = ++last);
                sense.Number = number;
            }
            else if (sense.Number == 0)
            {
                sense.Number = ++last;
            }

            group.Number = sense.Number;
        }
    }

    /// <summary>Forgets the document; false when the desk has grown too large to be kept.</summary>
    public bool End()
    {
        var keep = _groups.Count <= MostKept;
        foreach (var group in _groups) _free.Push(group);
        _groups.Clear();
        _groupOf.Clear();
        _byName.Clear();
        (_text, _mentions) = ("", []);
        return keep;
    }

    private static bool Touches(IReadOnlyList<TextRange> ranges, int start, int end)
    {
        int low = 0, high = ranges.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].End <= start) low = middle + 1;
            else high = middle;
        }

        return low < ranges.Count && ranges[low].Start < end;
    }

    private MentionGroup Take(int index, string label, LabelKind kind)
    {
        // A mark before the name keeps persons apart.
        var mention = _mentions[index];
        var length = Math.Min(mention.End - mention.Start, KnowledgeFile.LongestMention);
        Span<char> key = stackalloc char[KnowledgeFile.LongestMention + 1];
        key[0] = kind == LabelKind.Person ? 'P' : '-';
        var folded = AliasKey.Fold(_text.AsSpan(mention.Start, length), key[1..]);
        var byName = _byName.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!byName.TryGetValue(key[..(folded + 1)], out var group))
        {
            group = _free.Count > 0 ? _free.Pop() : new MentionGroup();
            var name = new string(key[..(folded + 1)]);
            group.Begin(name[1..], label, kind);
            _byName.Add(name, group);
            _groups.Add(group);
        }

        if (group.Mentions.Count < MentionGroup.MostContexts) group.Mentions.Add(index);
        return group;
    }

    private bool FindCandidates(MentionGroup group)
    {
        var mention = _mentions[group.Mentions[0]];
        if (mention.End - mention.Start > KnowledgeFile.LongestMention) return false;
        var name = _text.AsSpan(mention.Start, mention.End - mention.Start);
        Span<EntityMatch> matches = stackalloc EntityMatch[KnowledgeBase.MostCandidates];
        var count = knowledgeBase.Match(name, group.Kind, matches);
        for (var i = 0; i < count; i++) Add(group, matches[i], near: false);
        if (count == 0) FindOtherForm(group, name);
        if (group.Candidates.Count == 0) FindNear(group);
        FindRegion(group, mention);
        return group.Candidates.Count > 0;
    }

    // "Target Corp." where the base says "Target"; "Macys" for "Macy's".
    private void FindOtherForm(MentionGroup group, ReadOnlySpan<char> name)
    {
        Span<EntityMatch> matches = stackalloc EntityMatch[KnowledgeBase.MostCandidates];
        if (group.Kind is LabelKind.Organization or LabelKind.Miscellaneous or LabelKind.Other && LegalSuffixes.Without(name.ToString()) is { } brief)
        {
            foreach (var match in matches[..knowledgeBase.Match(brief, LabelKind.Organization, matches)])
            {
                if (knowledgeBase.Facts(match.Entity).Kind != LabelKind.Organization) continue;
                Add(group, match.Kind.IsStated() ? match with { Kind = AliasKind.LegalSuffix } : match, near: false);
            }
        }

        if (group.Candidates.Count > 0 || group.Key.Length < ShortestGenitive || group.Key[^1] != 's') return;
        var genitive = group.Key.AsSpan(0, group.Key.Length - 1);
        foreach (var match in matches[..knowledgeBase.Match(genitive, group.Kind, matches)])
        {
            if (HasGenitive(knowledgeBase.Facts(match.Entity).Name)) Add(group, match, near: true);
        }
    }

    private static bool HasGenitive(string name) =>
        name.Contains("'s", StringComparison.Ordinal) || name.Contains("\u2019s", StringComparison.Ordinal);

    private void FindNear(MentionGroup group)
    {
        // Given names differ by a letter, and are not misspelled: Ronald is no Ronaldo.
        if (group.Key.Length < NearNames.Shortest || (group.IsPerson && !group.HasSeveralWords)) return;
        Span<EntityMatch> matches = stackalloc EntityMatch[KnowledgeBase.MostCandidates];
        var count = knowledgeBase.Near(group.Key, matches);
        for (var i = 0; i < count; i++) Add(group, matches[i], near: true);
    }

    // "Paris, TX": the region is known by the places that go by both, or else by its own name.
    private void FindRegion(MentionGroup group, in EntitySpan mention)
    {
        Span<EntityMatch> matches = stackalloc EntityMatch[KnowledgeBase.MostCandidates];
        for (var words = 2; words > 0 && group.Region is null; words--)
        {
            var end = ContextWindow.RegionEnd(_text, mention, words);
            if (end == mention.End) continue;
            group.Region = RegionTable.Named(_text.AsSpan(mention.End, end - mention.End).TrimStart(" ,-"));
            var count = knowledgeBase.Match(_text.AsSpan(mention.Start, end - mention.Start), group.Kind, matches);
            for (var i = 0; i < count; i++)
            {
                var match = matches[i];
                if (match.Kind != AliasKind.Region) continue;
                var at = group.Candidates.FindIndex(one => one.Facts.Index == match.Entity);
                if (at < 0) Add(group, match with { Kind = AliasKind.Name }, near: false);
                at = at < 0 ? group.Candidates.Count - 1 : at;
                group.Candidates[at] = group.Candidates[at] with { Region = true };
            }
        }
    }

    private void Add(MentionGroup group, EntityMatch match, bool near)
    {
        foreach (var known in group.Candidates)
        {
            if (known.Facts.Index == match.Entity) return;
        }

        group.Candidates.Add(new RankedCandidate { Facts = knowledgeBase.Facts(match.Entity), Kind = match.Kind, Near = near });
    }
}
