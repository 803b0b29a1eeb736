namespace StreamNer.Linking;

/// <summary>The forms of companies that stand behind their names.</summary>
internal static class LegalSuffixes
{
    private static readonly HashSet<string> s_suffixes = new(
        ["inc", "incorporated", "corp", "corporation", "co", "company", "companies", "ltd", "limited", "llc", "llp", "lp", "plc", "ag", "gmbh",
            "kg", "kgaa",
            "ug", "se", "sa", "sas", "sarl", "sca", "spa", "srl", "sl", "nv", "bv", "ab", "publ", "asa", "as", "a s", "oyj", "oy", "aps", "pty",
            "pte", "bhd", "sdn",
            "berhad", "tbk", "kk", "pjsc", "jsc", "ojsc", "holding", "holdings", "group", "new", "de", "adr", "com"], StringComparer.Ordinal);

    // What is left of "First Corp." or "National Co." names nobody.
    private static readonly HashSet<string> s_nobody = new(
        ["first", "national", "general", "american", "united", "international", "global", "new", "great", "public", "state", "city",
            "capital", "standard",
            "union", "central", "energy", "trust", "bank", "the", "western", "eastern", "northern", "southern", "pacific", "atlantic"],
            StringComparer.Ordinal);

    /// <summary>The name without the suffixes behind it; null when it has none, or nothing that names a company would be left.</summary>
    public static string? Without(string name)
    {
        var end = name.Length;
        while (true)
        {
            var text = name.AsSpan(0, end).TrimEnd(" ,.&/()");
            var blank = text.LastIndexOfAny(' ', ',');
            if (blank <= 0 || !IsSuffix(text[(blank + 1)..])) break;
            end = blank;
        }

        var left = name.AsSpan(0, end).TrimEnd(" ,&/(");
        if (end == name.Length || left.Length < 2) return null;
        return s_nobody.Contains(AliasKey.Of(left)) ? null : left.ToString();
    }

    private static bool IsSuffix(ReadOnlySpan<char> word) => s_suffixes.Contains(AliasKey.Of(word));
}
