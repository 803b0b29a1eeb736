using System.Globalization;
using System.Text;

namespace StreamNer.Pii;

/// <summary>
/// What HIPAA's safe harbor, 45 CFR 164.514(b)(2)(i)(B) and (C), lets stand of dates, ages and ZIP codes. Where a value cannot be read
/// with certainty nothing of it stands. A function of the value alone: no clock decides.
/// </summary>
public static class Generalization
{
    /// <summary>
    /// Dates before it may tell of an age above 89, so their year goes too. Nobody born in 1950 or later is older than 89 before 2040.
    /// </summary>
    public const int FirstYearShown = 1950;

    /// <summary>True when the value may stand as it is: an age of at most 89.</summary>
    public static bool Stands(string type, ReadOnlySpan<char> value) => type == "AGE" && AgeOf(value) is >= 0 and <= 89;

    /// <summary>Appends the tag of a value with what may stand of it, such as <c>[DATE:1987]</c>, <c>[AGE:90+]</c>, <c>[POSTCODE:021]</c>.</summary>
    public static void AppendTag(StringBuilder output, string type, ReadOnlySpan<char> value)
    {
        output.Append('[').Append(type);
        switch (type)
        {
            case "DATE" or "DATE_OF_BIRTH" when YearOf(value) is >= FirstYearShown and var year:
                output.Append(':').Append(year);
                break;
            case "AGE" when AgeOf(value) > 89:
                output.Append(":90+");
                break;
            case "POSTCODE" when ZipAreaOf(value) is { } area:
                output.Append(':').Append(ZipAreas.Shown(area));
                break;
        }

        output.Append(']');
    }

    // The one number from 1900 to 2099 among the four-digit runs; two different ones leave doubt, and so does a run of another length above two.
    private static int YearOf(ReadOnlySpan<char> value)
    {
        var year = -1;
        foreach (var run in DigitRuns(value))
        {
            if (run.Length <= 2) continue;
            if (run.Length != 4) return -1;
            var number = int.Parse(run, CultureInfo.InvariantCulture);
            if (number is < 1900 or > 2099 || (year >= 0 && year != number)) return -1;
            year = number;
        }

        return year;
    }

    // Years of age; -1 when it says no number, several, or counts months, weeks or days.
    private static int AgeOf(ReadOnlySpan<char> value)
    {
        var runs = DigitRuns(value);
        if (runs.Count != 1 || runs[0].Length > 3) return -1;
        ReadOnlySpan<string> units = ["month", "week", "day", "hour"];
        foreach (var unit in units)
        {
            if (value.Contains(unit, StringComparison.OrdinalIgnoreCase)) return -1;
        }

        return int.Parse(runs[0], CultureInfo.InvariantCulture);
    }

    // Five digits, or five and four: only the United States write postcodes so with a hyphen, and five alone are read as theirs.
    private static string? ZipAreaOf(ReadOnlySpan<char> value)
    {
        foreach (var rune in value.EnumerateRunes())
        {
            if (Rune.IsLetter(rune)) return null;
        }

        var runs = DigitRuns(value);
        var isZip = runs.Count == 1 ? runs[0].Length is 5 or 9 : runs.Count == 2 && runs[0].Length == 5 && runs[1].Length == 4;
        return isZip ? runs[0][..3] : null;
    }

    private static List<string> DigitRuns(ReadOnlySpan<char> value)
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
}
