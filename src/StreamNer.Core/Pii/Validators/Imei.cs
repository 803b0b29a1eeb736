namespace StreamNer.Pii.Validators;

/// <summary>Mobile equipment identity: fifteen digits with Luhn (3GPP TS 23.003).</summary>
internal static class Imei
{
    /// <summary>Fifteen digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => Checksums.Luhn(text) && !Checksums.IsRepeated(text);
}
