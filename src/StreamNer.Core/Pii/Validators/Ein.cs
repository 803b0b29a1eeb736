namespace StreamNer.Pii.Validators;

/// <summary>US Employer Identification Number: the prefixes that the IRS has given out.</summary>
internal static class Ein
{
    /// <summary>Nine digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) =>
        BirthDate.Two(text, 0) is (>= 1 and <= 6) or (>= 10 and <= 16) or (>= 20 and <= 27) or (>= 30 and <= 48) or (>= 50 and <= 68)
            or (>= 71 and <= 77) or (>= 80 and <= 88) or (>= 90 and <= 95) or 98 or 99;
}
