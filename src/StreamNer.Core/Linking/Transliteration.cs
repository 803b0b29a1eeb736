using System.Collections.Frozen;
using System.Text;
using StreamNer.Pii.Scanning;

namespace StreamNer.Linking;

/// <summary>
/// Writes Cyrillic and Greek letters, and Latin ones that are more than a base letter with an accent, in plain Latin letters, by table. Scripts that
/// do not write their vowels, syllabaries and ideographs are left alone.
/// </summary>
internal static class Transliteration
{
    private static readonly FrozenDictionary<char, string> s_letters = (
        "ä ae|ö oe|ü ue|ß ss|æ ae|ø oe|å aa|œ oe|þ th|ð d|ŋ ng|ĳ ij|"
        + "а a|б b|в v|г g|д d|е e|ё yo|ж zh|з z|и i|й y|к k|л l|м m|н n|о o|п p|р r|с s|т t|у u|ф f|х kh|ц ts|ч ch|ш sh|щ shch|ъ |ы y|ь |э e|ю "
        + "yu|я ya|"
        + "є ye|і i|ї yi|ґ g|ў u|ђ dj|ј j|љ lj|њ nj|ћ c|џ dz|ѓ gj|ќ kj|ѕ dz|"
        + "α a|β v|γ g|δ d|ε e|ζ z|η i|θ th|ι i|κ k|λ l|μ m|ν n|ξ x|ο o|π p|ρ r|σ s|ς s|τ t|υ y|φ f|χ ch|ψ ps|ω o")
        .Split('|').ToFrozenDictionary(pair => pair[0], pair => pair[2..]);

    /// <summary>The name in plain Latin letters, in lower case; null when no letter of the table is in it, or letters of other scripts are.</summary>
    public static string? Of(string name)
    {
        StringBuilder? latin = null;
        for (var i = 0; i < name.Length; i++)
        {
            var c = char.ToLowerInvariant(name[i]);
            if (!s_letters.TryGetValue(c, out var letters) && !s_letters.TryGetValue(CharTable.Words[c], out letters))
            {
                if (CharTable.Words[c] is > '\u024F' and var other && char.IsLetter(other)) return null;
                latin?.Append(CharTable.Words[c]);
                continue;
            }

            latin ??= new StringBuilder().Append(CharTable.Word(name[..i]));
            latin.Append(letters);
        }

        return latin?.ToString();
    }
}
