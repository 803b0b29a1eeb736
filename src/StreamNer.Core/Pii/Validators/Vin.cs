using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Validators;

/// <summary>Vehicle identification number: no I, O, Q; the check digit of North America (49 CFR 565.15), or the form of ISO 3779 alone.</summary>
internal static class Vin
{
    private const string Values = "12345678012345070923456789";

    /// <summary>Seventeen characters with a right check digit, letters and digits mixed.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (!IsForm(text)) return false;
        var sum = 0;
        ReadOnlySpan<sbyte> weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        for (var i = 0; i < 17; i++) sum += weights[i] * (CharTable.IsDigit(text[i]) ? text[i] - '0' : Values[text[i] - 'A'] - '0');
        return (sum % 11 == 10 ? 'X' : (char)('0' + sum % 11)) == text[8];
    }

    /// <summary>Seventeen characters of the alphabet, at least two letters, ending in four digits.</summary>
    public static bool IsForm(ReadOnlySpan<char> text)
    {
        var letters = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is 'I' or 'O' or 'Q' || (i >= 13 && !CharTable.IsDigit(text[i]))) return false;
            if (CharTable.IsLetter(text[i])) letters++;
        }

        return letters >= 2;
    }
}
