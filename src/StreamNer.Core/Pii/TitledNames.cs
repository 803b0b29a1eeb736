using StreamNer.Pii.Policy;
using StreamNer.Pii.Scanning;

namespace StreamNer.Pii;

/// <summary>
/// Names behind a title ("Mr. Ada Lovelace", "Frau Dr. von Stein"), which stands before a person alone. They are added to the model's answer, which
/// often takes the first word for the whole. A name ends where a finding of the rules begins ("Mr. Ada Lovelace Apt. 12"). One pass, nothing
/// allocated where there is no title. Thread-safe.
/// </summary>
internal static class TitledNames
{
    // A title that is said to anyone. "Sr" is also said of senior engineers.
    private const string Titles = "mr|mrs|ms|mx|dr|prof|herr|herrn|frau|monsieur|madame|mme|mlle|mademoiselle|senor|senora|senorita|sra|srta|dra|"
        + "signor|signora|signorina|dott|dottssa|meneer|mevrouw|mevr|dhr|senhor|senhora|senhorita";

    // Ranks and offices count in their short form alone, with its full stop: "Justice League" and "General Motors" are no persons.
    private const string Ranks = "sen|rep|gov|gen|capt|rev|lt|col|sgt|cpl|cmdr|adm|maj|brig";

    private const string Particles = "van|von|der|den|de|del|della|di|da|do|dos|das|du|la|le|los|ter|ten|zu|zum|zur|af|av|bin|ibn|ben|al|el|y|e";
    private const int LongestTitle = 12;
    private const int MostNames = 3;
    private const int MostTitles = 3;

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_titles =
        Titles.Split('|').ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_ranks =
        Ranks.Split('|').ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Appends the names behind titles in <paramref name="text"/>, without the titles, by start.</summary>
    /// <param name="text">The text.</param>
    /// <param name="spans">What the rules and the model have found in it, in any order; the names are added.</param>
    public static void Find(string text, List<PiiSpan> spans)
    {
        FoundPlaces? found = null;
        for (var i = 0; i < text.Length;)
        {
            var end = WordEnd(text, i);
            if (end == i)
            {
                i++;
                continue;
            }

            if (IsTitle(text, i, end) && !IsStreet(text, i, end))
            {
                found ??= new FoundPlaces(spans, text.Length);
                var name = NameAfter(text, end, found);
                if (name.End > name.Start)
                    spans.Add(new PiiSpan(ModelTypes.Person, name.Start, name.End, ModelTypes.RulesDetector, PiiEvidence.Shape));
                end = name.End;
            }

            i = end;
        }
    }

    private static bool IsTitle(string text, int start, int end)
    {
        if (end - start is < 2 or > LongestTitle || !char.IsUpper(text[start]) || !char.IsLower(text[end - 1])) return false;
        if (start > 0 && text[start - 1] is '@' or '#' or '_' or '/' or '-' or '.' or '\'') return false;
        Span<char> word = stackalloc char[LongestTitle];
        for (var i = start; i < end; i++) word[i - start] = CharTable.Words[text[i]];
        return s_titles.Contains(word[..(end - start)]) || (end < text.Length && text[end] == '.' && s_ranks.Contains(word[..(end - start)]));
    }

    // "12 Old Mill Dr": capitals and a number before it.
    private static bool IsStreet(string text, int start, int end)
    {
        if (end - start != 2 || text[start] != 'D') return false;
        for (var words = 0; words < 4 && start > 1 && text[start - 1] == ' '; words++)
        {
            var last = start - 1;
            while (last > 0 && !char.IsWhiteSpace(text[last - 1])) last--;
            if (CharTable.Kinds[text[last]] == CharKind.Digit) return true;
            if (!char.IsUpper(text[last])) return false;
            start = last;
        }

        return false;
    }

    // The names behind a title that ends at a place; an empty range for none. A whole line of capitals is a headline: then one word is the name.
    private static (int Start, int End) NameAfter(string text, int title, FoundPlaces found)
    {
        var start = Next(text, title);
        for (var more = 1; more < MostTitles && start > 0 && WordEnd(text, start) is var word && IsTitle(text, start, word); more++)
            start = Next(text, word);
        if (start < 0) return (title, title);
        int at = start, end = start, first = start, names = 0;
        var limit = found.From(start);
        while (at > 0 && at < limit)
        {
            var stop = NameEnd(text, at);
            if (stop > limit) break;
            if (stop > at)
            {
                if (++names > MostNames) return (start, first);
                end = stop;
                if (first == start && stop - at > 2) first = stop;
            }
            else if (!IsParticle(text, at)) break;
            else stop = WordEnd(text, at);
            at = Next(text, stop, dot: false);
        }

        return (start, end);
    }

    // Where the next word on the line begins, over one full stop behind a title, and blanks; -1 for none.
    private static int Next(string text, int end, bool dot = true)
    {
        var at = dot && end < text.Length && text[end] == '.' ? end + 1 : end;
        var from = at;
        while (at < text.Length && CharTable.Kinds[text[at]] == CharKind.Space) at++;
        return at < text.Length && (at > from || from > end) && CharTable.Kinds[text[at]] == CharKind.Letter ? at : -1;
    }

    // "Ada", "O'Brien", "Jean-Luc", "J.": the end of a name, or where it begins for another word.
    private static int NameEnd(string text, int start)
    {
        if (!char.IsUpper(text[start])) return start;
        var end = WordEnd(text, start);
        if (end - start == 1 && end < text.Length && text[end] == '.') return end + 1;
        while (end + 1 < text.Length && CharTable.Folds[text[end]] is '\'' or '-' && char.IsUpper(text[end + 1])) end = WordEnd(text, end + 1);
        if (end < text.Length && (text[end] is '@' or '_' or '/' || CharTable.Kinds[text[end]] == CharKind.Digit)) return start;
        for (var i = start + 1; i < end; i++) if (char.IsLower(text[i])) return end;
        return start;
    }

    private static bool IsParticle(string text, int start) => char.IsLower(text[start])
        && CharTable.IsOneOf(text.AsSpan(start, WordEnd(text, start) - start), Particles);

    private static int WordEnd(string text, int start)
    {
        while (start < text.Length && CharTable.Kinds[text[start]] == CharKind.Letter) start++;
        return start;
    }

    // What the rules have found, asked from left to right.
    private sealed class FoundPlaces
    {
        private readonly List<(int Start, int End)> _places = [];
        private readonly int _length;
        private int _next;
        private int _reach;

        public FoundPlaces(List<PiiSpan> spans, int length)
        {
            _length = length;
            foreach (var span in spans) if (!ModelTypes.Contains(span.Type)) _places.Add((span.Start, span.End));
            _places.Sort();
        }

        // The first place in a finding at or behind another place, which is never less than the one before; the text's length for none.
        public int From(int place)
        {
            for (; _next < _places.Count && _places[_next].Start <= place; _next++) _reach = Math.Max(_reach, _places[_next].End);
            return _reach > place ? place : _next < _places.Count ? _places[_next].Start : _length;
        }
    }
}
