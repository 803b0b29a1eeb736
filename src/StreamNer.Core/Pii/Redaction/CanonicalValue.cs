using System.Net;
using System.Text;
using StreamNer.Pii.Scanning;
using StreamNer.Pii.Validators;

namespace StreamNer.Pii;

/// <summary>
/// The form in which two spellings of one value are equal, so that they share a number or a pseudonym. It is made from the scanner's own view of
/// the text: escapes decoded, full-width and other digits as ASCII, invisible characters left out.
/// </summary>
public static class CanonicalValue
{
    /// <summary>
    /// The canonical form: E.164 for telephone numbers with a calling code or of North America (other national numbers their digits), lower case for
    /// addresses and names, the shortest form for IP addresses, the value as it stands for secrets and crypto addresses, upper-case letters
    /// and digits without separators for every other identifier.
    /// </summary>
    public static string Of(string type, ReadOnlySpan<char> value)
    {
        var view = new FoldedText().Fold(value).Trim();
        return type switch
        {
            "PHONE" => Phone(view),
            "SECRET" or "CRYPTO" or "URL" => view.ToString(),
            "EMAIL" or "HANDLE" => view.ToString().ToLowerInvariant(),
            "IP" => IPAddress.TryParse(view, out var address) ? address.ToString() : view.ToString().ToLowerInvariant(),
            "DATE" or "DATE_OF_BIRTH" or "EXPIRY" or "AGE" or "COORDINATES" => Words(view, keepPunctuation: true),
            "ADDRESS" or ModelTypes.Person or ModelTypes.Location or ModelTypes.Organization => Words(view, keepPunctuation: false),
            _ => Compact(view),
        };
    }

    private static string Phone(ReadOnlySpan<char> view)
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

    private static string Words(ReadOnlySpan<char> view, bool keepPunctuation)
    {
        var words = new StringBuilder(view.Length);
        var gap = false;
        foreach (var rune in view.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || (!keepPunctuation && rune.Value is '.' or ',' or ';'))
            {
                gap = words.Length > 0;
                continue;
            }

            if (gap) words.Append(' ');
            gap = false;
            words.Append(Rune.ToLowerInvariant(rune).ToString());
        }

        return words.ToString();
    }

    // Where a value has neither letter nor digit it stands as it is: two different ones must not become equal.
    private static string Compact(ReadOnlySpan<char> view)
    {
        var compact = new StringBuilder(view.Length);
        foreach (var rune in view.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune)) compact.Append(Rune.ToUpperInvariant(rune).ToString());
        }

        return compact.Length > 0 ? compact.ToString() : view.ToString();
    }
}
