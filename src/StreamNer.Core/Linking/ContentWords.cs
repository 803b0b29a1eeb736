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

    /// <summary>The number of a word; 0 for one that says nothing.</summary>
    public static uint Hash(ReadOnlySpan<char> word)
    {
        var hash = Raw(word);
        return hash == 0 || s_frequent.Contains(hash) ? 0 : hash;
    }

    /// <summary>The numbers of the words of a text, each once, in their order.</summary>
    public static uint[] Of(ReadOnlySpan<char> text, int most)
    {
        Span<uint> found = stackalloc uint[EntityFacts.MostWords];
        var count = 0;
        for (var at = 0; Next(text, ref at, out var start) && count < Math.Min(most, found.Length);)
        {
            var hash = Hash(text[start..at]);
            if (hash != 0 && !found[..count].Contains(hash)) found[count++] = hash;
        }

        return found[..count].ToArray();
    }

    /// <summary>Moves behind the next word, which begins at <paramref name="start"/>; false when there is none.</summary>
    public static bool Next(ReadOnlySpan<char> text, ref int at, out int start)
    {
        while (at < text.Length && !char.IsLetterOrDigit(text[at])) at++;
        start = at;
        while (at < text.Length && char.IsLetterOrDigit(text[at])) at++;
        return at > start;
    }

    // FNV-1a; the plural's letter is left out.
    private static uint Raw(ReadOnlySpan<char> word)
    {
        if (word.Length > Shortest && word[^1] is 's' or 'S') word = word[..^1];
        if (word.Length < Shortest) return 0;
        var hash = 2166136261u;
        foreach (var c in word) hash = (hash ^ CharTable.Words[c]) * 16777619u;
        return hash == 0 ? 1 : hash;
    }

    private static FrozenSet<uint> Hashes(string words) => words.Split(' ').Select(word => Raw(word)).ToFrozenSet();
}
