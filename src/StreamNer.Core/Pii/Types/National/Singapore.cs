using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Singapore.</summary>
internal static class Singapore
{
    /// <summary>Singapore NRIC and FIN: weights 2, 7, 6, 5, 4, 3, 2 and the letter tables of each series.</summary>
    public static readonly PiiType Nric = new("SG_NRIC", 620)
    {
        Region = "SG",
        Languages = "en",
        Context = "nric|fin|identity card|ic number|ic no|nric no|identity card no|fin no|foreign identification",
        Labels = "ic|id",
        Forms = [new Shape("sg-nric", Contextual, "A9999999A", IsNric) { Solid = true }],
        Examples = ["NRIC: ⟦S1234567D⟧"],
        CounterExamples = ["S1234567D", "NRIC: S1234567E"],
    };

    /// <summary>A letter, seven digits, a letter.</summary>
    public static bool IsNric(ReadOnlySpan<char> text)
    {
        var sum = Checksums.Weighted(text[1..], [2, 7, 6, 5, 4, 3, 2]);
        return text[0] switch
        {
            'S' => "JZIHGFEDCBA"[sum % 11],
            'T' => "JZIHGFEDCBA"[(sum + 4) % 11],
            'F' => "XWUTRQPNMLK"[sum % 11],
            'G' => "XWUTRQPNMLK"[(sum + 4) % 11],
            'M' => "XWUTRQPNJLK"[(sum + 3) % 11],
            _ => '\0',
        } == text[8];
    }
}
