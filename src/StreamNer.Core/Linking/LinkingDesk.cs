using System.Runtime.InteropServices;
using StreamNer.Decoding;
using StreamNer.Linking.Sources;
using StreamNer.Text;

namespace StreamNer.Linking;

/// <summary>Where one document at a time is linked; used again for the next. Not thread-safe.</summary>
internal sealed class LinkingDesk(KnowledgeBase knowledgeBase, NameCache names, LinkWeights weights)
{
    // A document that has blown the lists up takes them along.
    private const int MostKept = 256;

    // Fewer are looked through one by one.
    private const int FewGroups = 8;

    private readonly Dictionary<string, MentionGroup> _byName = new(StringComparer.Ordinal);
    private readonly List<MentionGroup> _groups = [];
    private readonly List<MentionGroup?> _groupOf = [];
    private readonly Stack<MentionGroup> _free = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
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
            _groupOf.Add(Touches(withheld, mention.Start, mention.End) ? null : Take(i, labels.Of(mention.Label)));
        }

        var any = false;
        foreach (var group in _groups) any |= FindCandidates(group);
        if (any) _window.Begin(text, withheld);
    }

    /// <summary>Step 3: of several full names with a word, the last before its first mention, or else the first behind. One that ends with the word
    /// goes before one that begins with it.</summary>
    public void JoinNames()
    {
        bool part = false, full = false;
        foreach (var group in _groups)
        {
            part |= group.IsPerson && !group.HasSeveralWords;
            full |= group.IsPerson && group.HasSeveralWords;
        }

        if (part && full) JoinParts();
    }

    private void JoinParts()
    {
        var byWord = new Dictionary<string, List<MentionGroup>>(StringComparer.Ordinal);
        foreach (var group in _groups)
        {
            if (!group.IsPerson || !group.HasSeveralWords) continue;
            Note(byWord, group.Key[(group.Key.LastIndexOf(' ') + 1)..], group);
            Note(byWord, group.Key[..group.Key.IndexOf(' ', StringComparison.Ordinal)], group);
        }

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
    public void Rank(LinkTrace? trace)
    {
        _score.Begin(_groups);
        foreach (var group in _groups)
        {
            if (group.Candidates.Count == 0) continue;
            _window.Look(_mentions, group.Mentions);
            _score.Of(group, _mentions[group.Mentions[0]], _window, weights, trace);
            if (group.Candidates.Count == 1) continue;
            group.Candidates.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score)
                : a.Weight != b.Weight ? b.Weight.CompareTo(a.Weight) : string.CompareOrdinal(a.Facts.Id, b.Facts.Id));
        }
    }

    /// <summary>Step 6, after the results: names that mean one entity share the number of the first.</summary>
    public void Number()
    {
        var last = 0;
        foreach (var group in _groups)
        {
            var sense = group.Sense;
            if (sense.Number == 0 && sense.Result.Link is { } link)
            {
                if (!_numbers.TryGetValue(link.Id, out var number)) _numbers.Add(link.Id, number = ++last);
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
        if (_byName.Count > 0) _byName.Clear();
        _numbers.Clear();
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

    private MentionGroup Take(int index, LabelKind kind)
    {
        var mention = _mentions[index];
        var name = names[_text.AsSpan(mention.Start, mention.End - mention.Start), kind];
        if (Find(name.GroupKey) is not { } group)
        {
            group = _free.Count > 0 ? _free.Pop() : new MentionGroup();
            group.Begin(name);
            _groups.Add(group);
            if (_groups.Count == FewGroups)
            {
                foreach (var one in _groups) _byName.Add(one.Name.GroupKey, one);
            }
            else if (_groups.Count > FewGroups)
            {
                _byName.Add(name.GroupKey, group);
            }
        }

        if (group.Mentions.Count < MentionGroup.MostContexts) group.Mentions.Add(index);
        return group;
    }

    private MentionGroup? Find(string key)
    {
        if (_groups.Count >= FewGroups) return _byName.GetValueOrDefault(key);
        foreach (var group in _groups)
        {
            if (group.Name.GroupKey == key) return group;
        }

        return null;
    }

    private bool FindCandidates(MentionGroup group)
    {
        var mention = _mentions[group.Mentions[0]];
        if (mention.End - mention.Start <= KnowledgeFile.LongestMention) FindRegion(group, mention);
        return group.Candidates.Count > 0;
    }

    // "Paris, TX": the region is known by the places that go by both, or else by its own name.
    private void FindRegion(MentionGroup group, in EntitySpan mention)
    {
        var before = group.Candidates.Count;
        for (var words = 2; words > 0 && group.Region is null; words--)
        {
            var end = ContextWindow.RegionEnd(_text, mention, words);
            if (end != mention.End) FindIn(group, mention, end);
        }

        if (group.Candidates.Count == before) return;
        var all = CollectionsMarshal.AsSpan(group.Candidates);
        NameScore.Weigh(all, group.Kind, group.Key, weights);
        group.Likeliest = NameScore.Likeliest(all);
    }

    private void FindIn(MentionGroup group, in EntitySpan mention, int end)
    {
        Span<EntityMatch> matches = stackalloc EntityMatch[KnowledgeBase.MostCandidates];
        group.Region = RegionTable.Named(_text.AsSpan(mention.End, end - mention.End).TrimStart(" ,-"));
        foreach (var match in matches[..knowledgeBase.Match(_text.AsSpan(mention.Start, end - mention.Start), group.Kind, matches)])
        {
            if (match.Kind != AliasKind.Region) continue;
            var at = group.Candidates.FindIndex(one => one.Facts.Index == match.Entity);
            if (at < 0) group.Candidates.Add(RankedCandidate.Of(knowledgeBase.Facts(match.Entity), AliasKind.Name));
            at = at < 0 ? group.Candidates.Count - 1 : at;
            CollectionsMarshal.AsSpan(group.Candidates)[at].Region = true;
            group.AnyRegion = true;
        }
    }
}
