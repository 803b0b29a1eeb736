namespace StreamNer.Pii.Validators;

/// <summary>Spanish DNI and NIE: the letter is the number modulo 23; X, Y, Z stand for 0, 1, 2.</summary>
internal static class SpanishNif
{
    private const string Letters = "TRWAGMYFPDXBNJZSQVHLCKE";

    /// <summary>Eight digits and a letter.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => Letters[(int)(Checksums.Value(text[..8]) % 23)] == text[8];

    /// <summary>X, Y or Z, seven digits and a letter.</summary>
    public static bool IsForeign(ReadOnlySpan<char> text) =>
        text[0] is 'X' or 'Y' or 'Z' && Letters[(int)(((text[0] - 'X') * 10_000_000L + Checksums.Value(text[1..8])) % 23)] == text[8];
}
