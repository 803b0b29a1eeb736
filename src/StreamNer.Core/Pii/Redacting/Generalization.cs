using System.Globalization;
using System.Text;

namespace StreamNer.Pii.Redacting;

/// <summary>
/// What HIPAA's safe harbor, 45 CFR 164.514(b)(2)(i)(B) and (C), lets stand of dates, ages and ZIP codes. Where a value cannot be read
/// with certainty nothing of it stands. A function of the value alone: no clock decides.
/// </summary>
internal static class Generalization
{
    /// <summary>
    /// Dates before it may tell of an age above 89, so their year goes too. Nobody born in 1950 or later is older than 89 before 2040.
    /// </summary>
    public const int FirstYearShown = 1950;

    /// <summary>True when the value may stand as it is: an age of at most 89.</summary>
    public static bool Stands(string type, ReadOnlySpan<char> value) => Of(type, value).IsWhole;

    /// <summary>Appends the tag of a value with what may stand of it, such as <c>[DATE:1987]</c>, <c>[AGE:90+]</c>, <c>[POSTCODE:021]</c>.</summary>
    public static void AppendTag(StringBuilder output, string type, ReadOnlySpan<char> value)
    {
        output.Append('[').Append(type);
        if (Of(type, value).Part is { Length: > 0 } part) output.Append(':').Append(part);
        output.Append(']');
    }

    /// <summary>The runs of decimal digits in a value, in ASCII; invisible characters part none.</summary>
    internal static List<string> DigitRuns(ReadOnlySpan<char> value)
    {
        var runs = new List<string>(4);
        var run = new StringBuilder();
        foreach (var rune in value.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)
            {
                run.Append((char)('0' + (int)Rune.GetNumericValue(rune)));
                continue;
            }

            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark) continue;
            if (run.Length > 0) runs.Add(run.ToString());
            run.Clear();
        }

        if (run.Length > 0) runs.Add(run.ToString());
        return runs;
    }

    private static Remainder Of(string type, ReadOnlySpan<char> value) => PiiTypes.Find(type)?.Generalize?.Invoke(value) ?? Remainder.None;
}
