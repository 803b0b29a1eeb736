namespace StreamNer.Pii.Validators;

/// <summary>Indian Permanent Account Number: five letters, the fourth the kind of holder, four digits, a letter.</summary>
internal static class IndianPan
{
    /// <summary>Ten characters of the shape <c>AAAAA9999A</c>.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => "ABCEFGHJLPT".Contains(text[3]) && text[5..9] is not "0000";
}
