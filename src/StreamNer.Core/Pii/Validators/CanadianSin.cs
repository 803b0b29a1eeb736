namespace StreamNer.Pii.Validators;

/// <summary>Canadian Social Insurance Number: Luhn.</summary>
internal static class CanadianSin
{
    /// <summary>Nine digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => Checksums.Luhn(text) && !Checksums.IsRepeated(text);
}
