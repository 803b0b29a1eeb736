using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of India.</summary>
internal static class India
{
    private const string Multiply = "0123456789123406789523401789563401289567401239567859876043216598710432765982104387659321049876543210";
    private const string Permute = "01234567891576283094580379614289160435279453126870428657390127938064157046913258";

    /// <summary>Indian Aadhaar: twelve digits, the first 2 to 9, Verhoeff's check digit (UIDAI).</summary>
    public static readonly PiiType Aadhaar = new("IN_AADHAAR", 430)
    {
        Region = "IN",
        Languages = "en,hi",
        Context = "aadhaar|aadhar|adhaar|uidai|uid|आधार|aadhaar no|aadhar no|aadhaar card|uid no|unique identification|आधार कार्ड|"
            + "आधार नंबर",
        Forms = [new Shape("in-aadhaar", Contextual, Digits(12), IsAadhaar)],
        Examples = ["aadhaar ⟦9999 4105 7058⟧", "आधार ⟦९९९९ ४१०५ ७०५८⟧"],
        CounterExamples = ["9999 4105 7058", "aadhaar 9999 4105 7059"],
    };

    /// <summary>Indian Permanent Account Number: five letters, the fourth the kind of holder, four digits, a letter.</summary>
    public static readonly PiiType Pan = new("IN_PAN", 440)
    {
        Region = "IN",
        Languages = "en",
        Context = "pan|permanent account|pan card|income tax|pan no|pan number|permanent account number",
        Forms = [new Shape("in-pan", Structural, "AAAAA9999A", IsPan) { Solid = true }],
        Examples = ["⟦ABCPE1234F⟧"],
        CounterExamples = ["ABCZE1234F"],
    };

    /// <summary>Twelve digits.</summary>
    public static bool IsAadhaar(ReadOnlySpan<char> text)
    {
        var check = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var permuted = Permute[i % 8 * 10 + text[^(i + 1)] - '0'] - '0';
            check = Multiply[check * 10 + permuted] - '0';
        }

        return check == 0 && text[0] >= '2';
    }

    /// <summary>Ten characters of the shape <c>AAAAA9999A</c>.</summary>
    public static bool IsPan(ReadOnlySpan<char> text) => "ABCEFGHJLPT".Contains(text[3]) && text[5..9] is not "0000";
}
