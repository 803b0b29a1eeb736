using System.Globalization;
using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>IBAN: length and form of the country (SWIFT's registry, table of npm ibantools) and ISO 7064 MOD 97-10 (ISO 13616).</summary>
internal static class Iban
{
    private static readonly Dictionary<int, (int Length, string Form)> s_countries = DataTable.Lines("iban.txt").Select(line => line.Split(' '))
        .ToDictionary(f => Key(f[0]), f => (int.Parse(f[1], CultureInfo.InvariantCulture), f[2]));

    // All lengths in use.
    private static readonly string s_pattern = string.Join('|', s_countries.Values.Select(c => c.Length).Distinct().Order().Select(n =>
        "AA99" + new string('X', n - 4)));

    /// <summary>International bank account number.</summary>
    public static readonly PiiType Type = new("IBAN", 100)
    {
        Languages = PiiType.European,
        Context = "iban|account|konto|compte|cuenta|conto|conta|rekening",
        Forms = [new Shape("iban", Structural, s_pattern, IsValid) { RareSeparators = true }],
        Hipaa = "J",
        IsNoName = true,
        Examples = ["⟦GB82 WEST 1234 5698 7654 32⟧", "iban:⟦DE89370400440532013000⟧."],
        CounterExamples = ["GB82 WEST 1234 5698 7654 33"],
    };

    /// <summary>Country, length, form and check digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        s_countries.TryGetValue(Key(text), out var country) && country.Length == text.Length && Fits(text[4..], country.Form)
        && Checksums.Mod97(text[..4], Checksums.Mod97(text[4..])) == 1;

    // "4a14n": four letters, fourteen digits; c is either.
    private static bool Fits(ReadOnlySpan<char> text, string form)
    {
        var count = 0;
        var at = 0;
        foreach (var f in form)
        {
            if (f <= '9')
            {
                count = count * 10 + f - '0';
                continue;
            }

            for (; count > 0; count--, at++)
                if (f == 'n' ? !CharTable.IsDigit(text[at]) : f == 'a' && !CharTable.IsLetter(text[at])) return false;
        }

        return true;
    }

    private static int Key(ReadOnlySpan<char> text) => (text[0] << 16) | text[1];
}
