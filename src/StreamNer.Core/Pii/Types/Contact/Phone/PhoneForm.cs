using System.Text;

namespace StreamNer.Pii.Types;

/// <summary>The form in which two writings of one telephone number are equal.</summary>
internal static class PhoneForm
{
    /// <summary>E.164 where the calling code is known, else the digits; an extension behind <c>;ext=</c>.</summary>
    public static string Canonical(ReadOnlySpan<char> view)
    {
        var digits = new StringBuilder(view.Length);
        var extension = new StringBuilder();
        var international = false;
        var target = digits;
        for (var i = 0; i < view.Length; i++)
        {
            var c = view[i];
            if (char.IsAsciiDigit(c))
            {
                // "+44 (0)20": the trunk prefix of who dials from inside.
                if (international && c == '0' && i > 0 && i + 1 < view.Length && view[i - 1] == '(' && view[i + 1] == ')') continue;
                target.Append(c);
            }
            else if (c == '+' && digits.Length == 0) international = true;
            else if ((char.IsLetter(c) || c == '#') && digits.Length > 0) target = extension;
        }

        var number = Number(digits.ToString(), international);
        return extension.Length == 0 ? number : $"{number};ext={extension}";
    }

    private static string Number(string digits, bool international)
    {
        if (international) return "+" + digits;
        if (PhonePlan.IsNorthAmerican(digits)) return "+1" + digits;
        if (digits.Length == 11 && digits[0] == '1' && PhonePlan.IsNorthAmerican(digits.AsSpan(1))) return "+" + digits;
        if (digits.StartsWith("00", StringComparison.Ordinal) && PhonePlan.IsInternational(digits.AsSpan(2))) return "+" + digits[2..];
        if (digits.StartsWith("011", StringComparison.Ordinal) && PhonePlan.IsInternational(digits.AsSpan(3))) return "+" + digits[3..];
        return digits;
    }
}
