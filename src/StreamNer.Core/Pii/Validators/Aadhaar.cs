namespace StreamNer.Pii.Validators;

/// <summary>Indian Aadhaar: twelve digits, the first 2 to 9, Verhoeff's check digit (UIDAI).</summary>
internal static class Aadhaar
{
    private const string Multiply = "0123456789123406789523401789563401289567401239567859876043216598710432765982104387659321049876543210";
    private const string Permute = "01234567891576283094580379614289160435279453126870428657390127938064157046913258";

    /// <summary>Twelve digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        var check = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var permuted = Permute[i % 8 * 10 + text[^(i + 1)] - '0'] - '0';
            check = Multiply[check * 10 + permuted] - '0';
        }

        return check == 0 && text[0] >= '2';
    }
}
