using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Ireland.</summary>
internal static class Ireland
{
    /// <summary>Irish Personal Public Service Number: seven digits, a check letter modulo 23, and since 2013 a second letter (Department of Social
    /// Protection).</summary>
    public static readonly PiiType Ppsn = new("IE_PPSN", 650)
    {
        Region = "IE",
        Languages = "en,ga",
        Context = "pps|ppsn|pps number|pps no|personal public service|uimhir psp|upsp|pps num|p p s|public service number|rsi number|"
            + "personal public service number",
        Forms = [new Shape("ie-ppsn", Contextual, "9999999A|9999999AA", IsPpsn)],
        Examples = ["PPS number ⟦1234567T⟧", "PPSN: ⟦1234567FA⟧"],
        CounterExamples = ["1234567T", "PPSN: 1234567U", "PPSN: 1234567TA"],
    };

    /// <summary>Seven digits and one or two letters; the second counts nine times its place in the alphabet, W nothing.</summary>
    public static bool IsPpsn(ReadOnlySpan<char> text)
    {
        var sum = Checksums.Weighted(text, [8, 7, 6, 5, 4, 3, 2]);
        if (text.Length == 9 && text[8] != 'W') sum += (text[8] - 'A' + 1) * 9;
        return "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23] == text[7];
    }
}
