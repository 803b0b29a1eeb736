using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>Top-level domains (IANA's root zone, table of npm tlds), with letters of other scripts that look Latin read as Latin.</summary>
internal static class Tld
{
    private static readonly HashSet<string> s_all = [.. DataTable.Lines("tlds.txt")];
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_lookup = s_all.GetAlternateLookup<ReadOnlySpan<char>>();

    // Cyrillic and Greek letters that cannot be told from Latin ones (Unicode TR39 confusables of single lower-case letters).
    private const string Look = "аеорсухіјѕԁһԛԝмтвкнοανικρτυχ";
    private const string Like = "aeopcyxijsdhqwmtbkhoavikptux";

    /// <summary>Whether it is a top-level domain, in any case; punycode (<c>xn--</c>) counts when well-formed.</summary>
    public static bool IsTld(ReadOnlySpan<char> label)
    {
        if (label.Length is < 2 or > 24) return false;
        Span<char> lower = stackalloc char[label.Length];
        for (var i = 0; i < label.Length; i++) lower[i] = char.ToLowerInvariant(label[i]);
        if (s_lookup.Contains(lower) || (lower.StartsWith("xn--") && lower.Length > 6)) return true;
        var changed = false;
        for (var i = 0; i < lower.Length; i++)
        {
            var at = lower[i] < 128 ? -1 : Look.IndexOf(lower[i], StringComparison.Ordinal);
            if (at < 0) continue;
            lower[i] = Like[at];
            changed = true;
        }

        return changed && s_lookup.Contains(lower);
    }
}
