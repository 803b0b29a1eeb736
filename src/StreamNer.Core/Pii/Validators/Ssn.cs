namespace StreamNer.Pii.Validators;

/// <summary>US Social Security Number: no area 000, 666 or 900 to 999, no group 00, no serial 0000 (SSA, randomised since 2011), and not the numbers
/// printed in advertisements.</summary>
internal static class Ssn
{
    /// <summary>Nine digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> digits) =>
        digits[0] != '9' && !digits.StartsWith("000") && !digits.StartsWith("666") && digits[3..5] is not "00" && digits[5..] is not "0000"
        && digits is not ("078051120" or "219099999") && !Checksums.IsRepeated(digits);
}
