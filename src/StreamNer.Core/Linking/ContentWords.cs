using System.Collections.Frozen;
using StreamNer.Pii.Scanning;

namespace StreamNer.Linking;

/// <summary>Words that say what a text is about, as numbers: four letters or more, not among the most frequent ones; case, accents and plural do not
/// count.</summary>
internal static class ContentWords
{
    private const int Shortest = 4;

    private static readonly FrozenSet<uint> s_frequent = Hashes(
        "about after again also although among another around back been before being best between both came come could does "
        + "down during each even every first former from good have here into just know known like located made make many more "
        + "most much never next only other over part people same seat should since site some such take than that their them then "
        + "there these they this those through time today under until very want well were what when where which while will with "
        + "within without work would year your born capital city town state country large largest north south east west northern "
        + "southern eastern western central united brand university region place river island republic american british");

    private static readonly WordMarks s_frequentMarks = WordMarks.Of(s_frequent);

    /// <summary>The number of a word; 0 for one that says nothing.</summary>
    public static uint Hash(ReadOnlySpan<char> word)
    {
        var at = 0;
        Next(word, ref at, out _, out var hash, out _);
        return hash;
    }

    /// <summary>The number that a word has whether it says anything or not.</summary>
    public static uint Mark(string word)
    {
        var at = 0;
        return Raw(word, ref at, out _, out _);
    }

    /// <summary>The numbers of the words of a text, each once, in their order.</summary>
    public static uint[] Of(ReadOnlySpan<char> text, int most)
    {
        Span<uint> found = stackalloc uint[EntityFacts.MostWords];
        var count = 0;
        for (var at = 0; Next(text, ref at, out _, out var hash, out _) && count < Math.Min(most, found.Length);)
        {
            if (hash != 0 && !found[..count].Contains(hash)) found[count++] = hash;
        }

        return found[..count].ToArray();
    }

    /// <summary>Moves behind the next word; false when there is none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where to begin; the end of the word.</param>
    /// <param name="start">Where the word begins.</param>
    /// <param name="hash">Its number; 0 for one that says nothing.</param>
    /// <param name="mark">The number that it has whether it says anything or not, for <see cref="WordMarks"/>.</param>
    public static bool Next(ReadOnlySpan<char> text, ref int at, out int start, out uint hash, out uint mark)
    {
        mark = Raw(text, ref at, out start, out var length);
        hash = length < Shortest || (s_frequentMarks.May(mark) && s_frequent.Contains(mark)) ? 0 : mark;
        return at > start;
    }

    // FNV-1a of the next word; the plural's letter is left out.
    private static uint Raw(ReadOnlySpan<char> text, ref int at, out int start, out int length)
    {
        while (at < text.Length && !char.IsLetterOrDigit(text[at])) at++;
        start = at;
        uint hash = 2166136261, before = 0;
        for (var letters = CharTable.Words; at < text.Length && char.IsLetterOrDigit(text[at]); at++)
            (before, hash) = (hash, (hash ^ letters[text[at]]) * 16777619);
        length = at - start;
        if (length > Shortest && text[at - 1] is 's' or 'S') (hash, length) = (before, length - 1);
        return Math.Max(hash, 1);
    }

    private static FrozenSet<uint> Hashes(string words) => words.Split(' ').Select(Mark).ToFrozenSet();
}
