using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers without a checksum, found only near a context word: enough digits must tell them from words.</summary>
internal static class LooseIds
{
    /// <summary>Passports and medical record numbers: at least half digits, four or more.</summary>
    public static bool IsMostlyDigits(ReadOnlySpan<char> text) => Digits(text) is var digits && digits >= 4 && digits * 2 >= text.Length
        && !IsCalendar(text);

    /// <summary>Driving licences: at least four digits.</summary>
    public static bool HasDigits(ReadOnlySpan<char> text) => Digits(text) >= 4;

    /// <summary>Licence plates: letters and digits both.</summary>
    public static bool IsPlate(ReadOnlySpan<char> text) => Digits(text) is var digits && digits >= 1 && digits < text.Length;

    /// <summary>Any digits but a repeated one.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text) => !Checksums.IsRepeated(text);

    private static int Digits(ReadOnlySpan<char> text)
    {
        var digits = 0;
        foreach (var c in text) if (CharTable.IsDigit(c)) digits++;
        return digits;
    }

    // Eight digits of a date are rather that.
    private static bool IsCalendar(ReadOnlySpan<char> text) => text.Length == 8 && Digits(text) == 8 && BirthDate.Two(text, 0) is 19 or 20
        && BirthDate.IsYearFirst(text[2..]);
}
