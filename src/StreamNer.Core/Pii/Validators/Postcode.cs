using System.Buffers;
using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Validators;

/// <summary>Postcodes with letters: United Kingdom (BS 7666) and Canada (Canada Post).</summary>
internal static class Postcode
{
    private static readonly SearchValues<char> s_notInward = SearchValues.Create("CIKMOV");

    /// <summary>Five to seven characters, the last three a digit and two letters: the letters that each place allows.</summary>
    public static bool IsBritish(ReadOnlySpan<char> text)
    {
        var inward = text[^3..];
        var outward = text[..^3];
        if (!CharTable.IsDigit(inward[0]) || !CharTable.IsLetter(inward[1]) || !CharTable.IsLetter(inward[2])
            || inward[1..].ContainsAny(s_notInward)) return false;
        if (!CharTable.IsLetter(outward[0]) || "QVX".Contains(outward[0])) return false;
        var letters = CharTable.IsLetter(outward[1]) ? 2 : 1;
        if (letters == 2 && "IJZ".Contains(outward[1])) return false;
        var rest = outward[letters..];
        return rest.Length is 1 or 2 && CharTable.IsDigit(rest[0]);
    }

    /// <summary>Six characters, letter and digit in turn.</summary>
    public static bool IsCanadian(ReadOnlySpan<char> text) => !"DFIOQUWZ".Contains(text[0]) && !"DFIOQU".Contains(text[2])
        && !"DFIOQU".Contains(text[4]);
}
