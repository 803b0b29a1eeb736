using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Validators;

/// <summary>Italian fiscal code of persons: the tables of the decree of 23 December 1976, letters for digits where two persons would share a
/// code.</summary>
internal static class ItalianCf
{
    private const string Months = "ABCDEHLMPRST";
    private const string Replaced = "LMNPQRSTUV";
    private static ReadOnlySpan<byte> Odd => [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    /// <summary>Sixteen characters of the shape <c>AAAAAAXXAXXAXXXA</c>.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
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
