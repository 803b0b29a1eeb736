using System.Collections.Frozen;
using System.Runtime.InteropServices;
using StreamNer.Decoding;
using StreamNer.Text;
using WordLookup = System.Collections.Frozen.FrozenSet<string>.AlternateLookup<System.ReadOnlySpan<char>>;

namespace StreamNer.Linking;

/// <summary>The words of a document, and what those around a mention say. What a redaction withholds is not among them. Not thread-safe.</summary>
internal sealed class ContextWindow
{
    // Words on either side of a mention.
    private const int Around = 50;

    private static readonly WordLookup s_prepositions = Lookup("in from near to at visit visiting leaving outside across around");

    private static readonly WordLookup s_opponent = Lookup("vs v versus beat beats beating defeat defeats defeated");

    private static readonly FrozenSet<string> s_sport = Words(
        "game games beat beats season coach coaches quarterback qb playoff playoffs league score scores scored goal goals match team teams fans win "
        + "wins won defeat defeats defeated football basketball hockey baseball soccer rugby cricket striker midfielder player players draft championship "
        + "championships tournament touchdown touchdowns td halftime inning innings stadium rookie bowl kickoff fumble interception offense defense "
        + "nfl nba mlb nhl ncaa ncaaf mls fifa uefa espn vs roster undefeated freshmen linebacker pitcher");

    private static readonly FrozenSet<uint> s_sportHashes =
        s_sport.Append("sports").Append("club").Select(word => ContentWords.Hash(word)).Where(hash => hash != 0).ToFrozenSet();

    private static readonly WordLookup s_sportWords = s_sport.GetAlternateLookup<ReadOnlySpan<char>>();

    // Tells most other words apart.
    private static readonly WordMarks s_sportMarks = WordMarks.Of(s_sport.Select(ContentWords.Mark));

    private readonly List<(int Start, uint Hash, bool Sport)> _words = [];
    private readonly uint[] _near = new uint[2 * Around * MentionGroup.MostContexts];

    // Of the words in _near.
    private readonly WordMarks _marks = new();
    private string _text = "";
    private int _nearCount;

    /// <summary>How many words of sport stand around the mentions of <see cref="Look"/>.</summary>
    public int SportWords { get; private set; }

    /// <summary>Takes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="withheld">Ranges by start that do not overlap; their words do not count.</param>
    public void Begin(string text, IReadOnlyList<TextRange> withheld)
    {
        _text = text;
        _words.Clear();
        var next = 0;
        for (var at = 0; ContentWords.Next(text, ref at, out var start, out var hash, out var mark);)
        {
            while (next < withheld.Count && withheld[next].End <= start) next++;
            if (next < withheld.Count && withheld[next].Start < at) continue;
            var sport = s_sportMarks.May(mark) && s_sportWords.Contains(text.AsSpan(start, at - start));
            if (hash != 0 || sport) _words.Add((start, hash, sport));
        }
    }

    /// <summary>Looks at the words around some mentions, but not at their own.</summary>
    public void Look(IReadOnlyList<EntitySpan> mentions, List<int> indices)
    {
        _marks.Clear();
        (_nearCount, SportWords) = (0, 0);
        var words = CollectionsMarshal.AsSpan(_words);
        foreach (var index in indices)
        {
            var mention = mentions[index];
            var at = FirstFrom(mention.Start);
            foreach (ref readonly var word in words[Math.Max(0, at - Around)..Math.Min(words.Length, at + Around)])
            {
                if (word.Start >= mention.Start && word.Start < mention.End) continue;
                if (word.Sport) SportWords++;
                if (word.Hash == 0) continue;
                _near[_nearCount++] = word.Hash;
                _marks.Add(word.Hash);
            }
        }
    }

    /// <summary>How many of these words are around the mentions of <see cref="Look"/>.</summary>
    public int Shared(uint[] words)
    {
        var count = 0;
        foreach (var word in words)
        {
            if (_marks.May(word) && _near.AsSpan(0, _nearCount).Contains(word)) count++;
        }

        return count;
    }

    /// <summary>Whether words of a description are of sport.</summary>
    public static bool IsOfSport(uint[] words)
    {
        foreach (var word in words)
        {
            if (s_sportHashes.Contains(word)) return true;
        }

        return false;
    }

    /// <summary>What the words right before and behind a mention say.</summary>
    public Beside Beside(in EntitySpan mention)
    {
        var start = mention.Start;
        while (start > 0 && _text[start - 1] is ' ' or '#' or '@') start--;
        var before = start;
        while (before > 0 && char.IsLetter(_text[before - 1])) before--;
        var end = mention.End;
        while (end < _text.Length && _text[end] is ' ' or '#') end++;
        var behind = end;
        while (behind < _text.Length && char.IsLetter(_text[behind])) behind++;
        ReadOnlySpan<char> last = _text.AsSpan(before, start - before), next = _text.AsSpan(end, behind - end);
        return new Beside
        {
            Preposition = s_prepositions.Contains(last),
            Sport = s_opponent.Contains(last) || s_opponent.Contains(next) || s_sportWords.Contains(next),
            Article = last.Equals("the", StringComparison.OrdinalIgnoreCase),
            // The first word of a sentence has a capital anyway.
            NameBefore = BeginsName(last) && before > 1 && _text[before - 1] == ' ' && char.IsLetterOrDigit(_text[before - 2]),
            NameBehind = BeginsName(next) && end == mention.End + 1,
            BehindPlace = IsBehindPlace(mention.Start),
        };
    }

    /// <summary>The end of a name of a state or country that follows a mention as in "Paris, TX" or "Paris - TX", of one word or two; its own end
    /// when none does.</summary>
    /// <param name="text">The document.</param>
    /// <param name="mention">The mention.</param>
    /// <param name="words">How many words the name may have: 1 or 2.</param>
    public static int RegionEnd(string text, in EntitySpan mention, int words)
    {
        var at = mention.End;
        if (at < text.Length && text[at] == ' ') at++;
        if (at >= text.Length || text[at] is not (',' or '-')) return mention.End;
        if (text[at] == '-' && (words > 1 || at == mention.End || !IsPostal(text, at + 2))) return mention.End;
        at++;
        for (; words > 0; words--)
        {
            if (at + 2 >= text.Length || text[at] != ' ' || !char.IsUpper(text[at + 1])) return mention.End;
            at++;
            while (at < text.Length && (char.IsLetter(text[at]) || (text[at] == '.' && at + 1 < text.Length && char.IsUpper(text[at + 1])))) at++;
        }

        return at;
    }

    // Two capitals.
    private static bool IsPostal(string text, int at) =>
        at + 1 < text.Length && char.IsAsciiLetterUpper(text[at]) && char.IsAsciiLetterUpper(text[at + 1])
        && (at + 2 == text.Length || !char.IsLetterOrDigit(text[at + 2]));

    // "Paris, " and "Paris , ".
    private bool IsBehindPlace(int start)
    {
        if (start < 4 || _text[start - 1] != ' ' || _text[start - 2] != ',') return false;
        var end = start - 2;
        if (_text[end - 1] == ' ') end--;
        var begin = end;
        while (begin > 0 && char.IsLetter(_text[begin - 1])) begin--;
        return end - begin > 1 && char.IsUpper(_text[begin]);
    }

    private static bool BeginsName(ReadOnlySpan<char> word) => word.Length > 1 && char.IsUpper(word[0]) && char.IsLower(word[1]);

    private static WordLookup Lookup(string words) =>
        Words(words).GetAlternateLookup<ReadOnlySpan<char>>();

    private static FrozenSet<string> Words(string words) => words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private int FirstFrom(int start)
    {
        int low = 0, high = _words.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_words[middle].Start < start) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}

/// <summary>What stands right beside a mention.</summary>
internal readonly record struct Beside
{
    /// <summary>A word that says that a place follows.</summary>
    public bool Preposition { get; init; }

    /// <summary>A word between two opponents, or one of sport behind: "Texas fans".</summary>
    public bool Sport { get; init; }

    /// <summary>The definite article, before.</summary>
    public bool Article { get; init; }

    /// <summary>A word with a capital before, as in a longer name.</summary>
    public bool NameBefore { get; init; }

    /// <summary>A word with a capital behind.</summary>
    public bool NameBehind { get; init; }

    /// <summary>A word with a capital and a comma before.</summary>
    public bool BehindPlace { get; init; }
}
