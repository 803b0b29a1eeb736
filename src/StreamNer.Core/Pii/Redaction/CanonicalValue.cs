using System.Globalization;
using System.Text;

namespace StreamNer.Pii;

/// <summary>
/// The form in which two spellings of one value are equal: digits alone for numbers, lower case without outer blanks for addresses and
/// names. Full-width and other decimal digits count as their ASCII digit; zero-width characters do not count.
/// </summary>
public static class CanonicalValue
{
    /// <summary>The canonical form of a finding's text.</summary>
    public static string Of(string type, ReadOnlySpan<char> value)
    {
        var plus = type == "PHONE" && StartsInternational(value);
        var digitsOnly = type == "PHONE";
        var letters = false;
        var form = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes())
        {
            var digit = CharUnicodeInfo.GetDecimalDigitValue(rune.ToString(), 0);
            if (digit >= 0) form.Append((char)('0' + digit));
            else if (Rune.IsLetter(rune)) { letters = true; if (!digitsOnly) form.Append(Rune.ToLowerInvariant(rune).ToString()); }
            else if (!digitsOnly && !IsIgnorable(rune)) form.Append(Rune.IsWhiteSpace(rune) ? " " : rune.ToString());
        }

        if (!letters && !digitsOnly) KeepDigits(form);
        if (plus) form.Insert(0, '+');
        return form.ToString().Trim();
    }

    // A value of digits and separators: only the digits count, unless the separators make the value (an address, a date, coordinates).
    private static void KeepDigits(StringBuilder form)
    {
        for (var i = 0; i < form.Length; i++)
        {
            if (form[i] is '.' or ':' or '/' or ',') return;
        }

        var kept = 0;
        for (var i = 0; i < form.Length; i++)
        {
            if (char.IsAsciiDigit(form[i])) form[kept++] = form[i];
        }

        if (kept > 0) form.Length = kept;
    }

    private static bool StartsInternational(ReadOnlySpan<char> value)
    {
        foreach (var c in value)
        {
            if (c is '+' or '\uFF0B') return true;
            if (char.IsDigit(c)) return false;
        }

        return false;
    }

    private static bool IsIgnorable(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control;
}
