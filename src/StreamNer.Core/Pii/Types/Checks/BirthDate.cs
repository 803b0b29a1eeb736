namespace StreamNer.Pii.Types;

/// <summary>Dates inside identifiers: two digits each of year, month and day, the century not known.</summary>
internal static class BirthDate
{
    /// <summary>Whether month and day exist together in some year.</summary>
    public static bool IsDay(int month, int day) => month is >= 1 and <= 12 && day >= 1
        && day <= (month == 2 ? 29 : month is 4 or 6 or 9 or 11 ? 30 : 31);

    /// <summary>The two digits at <paramref name="at"/>.</summary>
    public static int Two(ReadOnlySpan<char> text, int at) => (text[at] - '0') * 10 + text[at + 1] - '0';

    /// <summary>Six digits YYMMDD.</summary>
    public static bool IsYearFirst(ReadOnlySpan<char> text) => IsDay(Two(text, 2), Two(text, 4));

    /// <summary>Six digits DDMMYY.</summary>
    public static bool IsDayFirst(ReadOnlySpan<char> text) => IsDay(Two(text, 2), Two(text, 0));
}
