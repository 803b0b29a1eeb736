using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Mexico.</summary>
internal static class Mexico
{
    private const string States = "AS BC BS CC CL CM CS CH DF DG GT GR HG JC MC MN MS NT NL OC PL QT QR SP SL SR TC TS TL VZ YN ZS NE";

    /// <summary>Mexican population registry code: date, sex, state and check digit (RENAPO).</summary>
    public static readonly PiiType Curp = new("MX_CURP", 610)
    {
        Region = "MX",
        Languages = "es,en",
        Context = "curp|clave unica|registro de poblacion|clave unica de registro",
        Forms = [new Shape("mx-curp", Structural, "AAAA999999AAAAAAX9", IsCurp) { Solid = true }],
        Examples = ["⟦HEGG560427MVZRRL04⟧"],
        CounterExamples = ["HEGG560427MVZRRL05"],
    };

    /// <summary>Eighteen characters of the shape <c>AAAA999999AAAAAAX9</c>.</summary>
    public static bool IsCurp(ReadOnlySpan<char> text)
    {
        if (!BirthDate.IsYearFirst(text[4..]) || text[10] is not ('H' or 'M' or 'X')
            || !States.AsSpan().Contains(text[11..13], StringComparison.Ordinal)) return false;
        var sum = 0;
        for (var i = 0; i < 17; i++) sum += Value(text[i]) * (18 - i);
        return (10 - sum % 10) % 10 == text[17] - '0';
    }

    // The alphabet has the letter N with tilde after N.
    private static int Value(char c) => CharTable.IsDigit(c) ? c - '0' : c <= 'N' ? c - 'A' + 10 : c - 'A' + 11;
}
