using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Italy.</summary>
internal static class Italy
{
    private const string Months = "ABCDEHLMPRST";
    private const string Replaced = "LMNPQRSTUV";
    private static ReadOnlySpan<byte> Odd => [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    /// <summary>Italian fiscal code of persons: the tables of the decree of 23 December 1976, letters for digits where two persons would share a
    /// code.</summary>
    public static readonly PiiType FiscalCode = new("IT_CF", 480)
    {
        Region = "IT",
        Languages = "it,en",
        Context = "codice fiscale|cf|fiscal code|tax code|c f|cod fisc|cod fiscale|fiscale",
        Forms = [new Shape("it-cf", Structural, "AAAAAAXXAXXAXXXA", IsFiscalCode)],
        Examples = ["⟦RSSMRA85T10A562S⟧"],
        CounterExamples = ["RSSMRA85T10A562T"],
    };

    /// <summary>Sixteen characters of the shape <c>AAAAAAXXAXXAXXXA</c>.</summary>
    public static bool IsFiscalCode(ReadOnlySpan<char> text)
    {
        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            var value = CharTable.IsDigit(text[i]) ? text[i] - '0' : text[i] - 'A';
            sum += (i & 1) == 0 ? Odd[value] : value;
        }

        if (sum % 26 != text[15] - 'A' || !Months.Contains(text[8])) return false;
        foreach (var i in (ReadOnlySpan<int>)[6, 7, 9, 10, 12, 13, 14])
            if (!CharTable.IsDigit(text[i]) && !Replaced.Contains(text[i])) return false;
        var day = Digit(text[9]) * 10 + Digit(text[10]);
        return day is (>= 1 and <= 31) or (>= 41 and <= 71);
    }

    private static int Digit(char c) => CharTable.IsDigit(c) ? c - '0' : Replaced.IndexOf(c, StringComparison.Ordinal);
}
