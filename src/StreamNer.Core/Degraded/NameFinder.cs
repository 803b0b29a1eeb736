using StreamNer.Decoding;

namespace StreamNer.Degraded;

/// <summary>
/// Names by rules, for the time in which the model is down: capitalised words after a title, sequences of two to four capitalised words, words on
/// the list of given and family names, sequences with a word of organizations, countries. Weak (docs/pii-degraded.md has figures): scripts
/// without capitals have no names here, and a name in small letters is not found. One pass, time linear in the text. Thread-safe.
/// </summary>
internal sealed class NameFinder
{
    private const int LongestName = 4;
    private const int LongestOrganization = 6;

    private readonly NameLexicon _lexicon = NameLexicon.Default;
    private readonly NameLabels _labels;

    /// <summary>Reads the tables.</summary>
    /// <param name="labels">What the entities are called; a kind without a name is not reported.</param>
    public NameFinder(NameLabels labels) => _labels = labels;

    /// <summary>Appends the names in <paramref name="text"/>, by start, without overlaps.</summary>
    public void Find(string text, List<EntitySpan> into)
    {
        var words = NameWords.Cut(text, _lexicon);
        var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(words);
        for (var i = 0; i < all.Length;)
        {
            if (all[i].Shape == WordShape.Other)
            {
                i++;
                continue;
            }

            var end = RunEnd(all, i);
            Judge(text, all, i, end, into);
            i = end;
        }
    }

    /// <summary>One past the last word of the sequence of capitals that begins at <paramref name="first"/>.</summary>
    private static int RunEnd(ReadOnlySpan<NameWord> words, int first)
    {
        var end = first + 1;
        while (end < words.Length)
        {
            var small = end;
            while (small < words.Length && small < end + 2 && words[small] is { Shape: WordShape.Other, Gap: WordGap.Blank }
                && words[small].Is(NameRoles.Particle)) small++;
            if (small == words.Length || words[small].Shape == WordShape.Other || !Joins(words, small)) return end;
            end = small + 1;
        }

        return end;
    }

    // A full stop joins only behind an initial or a title.
    private static bool Joins(ReadOnlySpan<NameWord> words, int at) => words[at].Gap switch
    {
        WordGap.Blank => true,
        WordGap.Stop => words[at - 1].Shape == WordShape.Initial || IsTitle(words[at - 1]),
        _ => false,
    };

    private void Judge(string text, ReadOnlySpan<NameWord> words, int first, int end, List<EntitySpan> into)
    {
        var (from, to) = Trim(words, first, end);
        if (from >= to) return;
        if (Titled(words, from, to) is > 0 and var name)
        {
            Add(_labels.Person, 0.8f, words, name, Math.Min(to, name + LongestName), into);
            return;
        }

        if (IsOrganization(words, from, to))
        {
            // "Ltd." is written with its full stop, "University." is not.
            var last = words[to - 1];
            var stop = last.End < text.Length && text[last.End] == '.' && last.End - last.Start <= 4 ? 1 : 0;
            if (_labels.Organization is { } organization) into.Add(new EntitySpan(organization, words[from].Start, last.End + stop, 0.6f));
            return;
        }

        (from, to) = TrimShouted(words, from, to);
        if (from >= to) return;
        var before = first > 0 && words[first].Gap == WordGap.Blank && from == first ? words[first - 1].Roles : NameRoles.None;
        var inPlace = (before & NameRoles.Locative) != NameRoles.None;
        if (_lexicon.IsCountry(text.AsSpan(words[from].Start, words[to - 1].End - words[from].Start))
            && (inPlace || !words[from].Is(NameRoles.Given)))
            Add(_labels.Location, 0.6f, words, from, to, into);
        else if (Person(words, from, to, first) is { Score: > 0 } person) Add(_labels.Person, person.Score, words, person.From, person.To, into);
        else if (IsSequence(words, from, to) && inPlace) Add(_labels.Location, 0.3f, words, from, to, into);
        else if (IsSequence(words, from, to) && (before & NameRoles.Article) == NameRoles.None) Add(_labels.Person, 0.3f, words, from, to, into);
    }

    private static bool IsOrganization(ReadOnlySpan<NameWord> words, int from, int to) =>
        to - from is >= 2 and <= LongestOrganization && (words[to - 1].Is(NameRoles.Company) || words[from].Is(NameRoles.Company))
            && !words[from].Is(NameRoles.Given);

    /// <summary>The sequence without words that only begin a sentence, and without a title or an initial that nothing follows.</summary>
    private static (int From, int To) Trim(ReadOnlySpan<NameWord> words, int from, int to)
    {
        while (from < to && words[from].Is(NameRoles.Stop) && !(words[from].Is(NameRoles.Given) && to - from > 1)) from++;
        while (to > from
            && (words[to - 1].Shape == WordShape.Initial || (words[to - 1].Is(NameRoles.Stop | NameRoles.Title) && !words[to - 1].IsListed))) to--;
        return (from, to);
    }

    /// <summary>The sequence without, at its ends, words in capitals that are on no list.</summary>
    private static (int From, int To) TrimShouted(ReadOnlySpan<NameWord> words, int from, int to)
    {
        while (from < to && IsShouted(words[from])) from++;
        while (to > from && IsShouted(words[to - 1])) to--;
        return (from, to);
    }

    private static bool IsShouted(in NameWord word) => word.Shape == WordShape.Capitals && !word.IsListed;

    private static bool IsTitle(in NameWord word) => word.Is(NameRoles.Title) && !word.Is(NameRoles.Given) && word.Shape != WordShape.Initial;

    /// <summary>The word after the last title that has one; 0 when there is none.</summary>
    private static int Titled(ReadOnlySpan<NameWord> words, int from, int to)
    {
        for (var at = to - 2; at >= from; at--)
            if (IsTitle(words[at]) && words[at + 1].Shape != WordShape.Capitals) return at + 1;
        return 0;
    }

    /// <summary>The part of the sequence that the list knows as a name, with what belongs to it; score 0 when it knows none.</summary>
    private static (int From, int To, float Score) Person(ReadOnlySpan<NameWord> words, int from, int to, int first)
    {
        var given = from;
        while (given < to && !words[given].Is(NameRoles.Given)) given++;
        if (given < to)
        {
            var start = given;
            while (start > from && (words[start - 1].Shape == WordShape.Initial || words[start - 1].Is(NameRoles.Family))) start--;
            var end = Math.Min(to, start + LongestName);
            if (words[given].Shape == WordShape.Capitals && (end - start < 2 || !words[end - 1].Is(NameRoles.Family))) return default;
            return (start, end, end - start > 1 ? 0.7f : 0.5f);
        }

        // A family name alone may as well be a word that begins a sentence.
        var alone = to - from == 1;
        if (!words[to - 1].Is(NameRoles.Family) || words[to - 1].Shape != WordShape.Capitalised || to - from > LongestName) return default;
        return alone && from == first && words[from].Gap is not (WordGap.Blank or WordGap.Break) ? default : (from, to, alone ? 0.4f : 0.6f);
    }

    private static bool IsSequence(ReadOnlySpan<NameWord> words, int from, int to)
    {
        if (to - from is < 2 or > LongestName) return false;
        foreach (var word in words[from..to])
            if (word.Shape == WordShape.Capitals) return false;
        return true;
    }

    private static void Add(string? label, float score, ReadOnlySpan<NameWord> words, int from, int to, List<EntitySpan> into)
    {
        if (label is not null) into.Add(new EntitySpan(label, words[from].Start, words[to - 1].End, score));
    }
}
