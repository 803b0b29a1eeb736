namespace StreamNer.Pii.Validators;

/// <summary>Danish personal number: date of birth; since 2007 no check digit is sure.</summary>
internal static class DanishCpr
{
    /// <summary>Ten digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => BirthDate.IsDayFirst(text) && text[6..] is not "0000";
}
