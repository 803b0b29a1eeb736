namespace StreamNer.Pii.Validators;

/// <summary>US Individual Taxpayer Identification Number: 9xx, group 50-65, 70-88, 90-92 or 94-99 (IRS Publication 1915).</summary>
internal static class Itin
{
    /// <summary>Nine digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => text[0] == '9'
        && BirthDate.Two(text, 3) is >= 50 and <= 65 or >= 70 and <= 88 or >= 90 and <= 92 or >= 94;
}
