using System.Text;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Redacting;

/// <summary>
/// The form in which two spellings of one value are equal, so that they share a number or a pseudonym. It is made from the scanner's own view of
/// the text: escapes decoded, full-width and other digits as ASCII, invisible characters left out.
/// </summary>
internal static class CanonicalValue
{
    /// <summary>
    /// The canonical form: E.164 for telephone numbers with a calling code or of North America (other national numbers their digits), lower case for
    /// addresses and names, the shortest form for IP addresses, the value as it stands for secrets and crypto addresses, upper-case letters
    /// and digits without separators for every other identifier.
    /// </summary>
    public static string Of(string type, ReadOnlySpan<char> value)
    {
        var view = new FoldedText().Fold(value).Trim();
        return PiiTypes.Find(type) is { } known ? known.Canonical(view) : ModelTypes.Contains(type) ? Words(view) : Compact(view);
    }

    /// <summary>The value as it stands, for what has no other spelling.</summary>
    internal static string AsWritten(ReadOnlySpan<char> view) => view.ToString();

    /// <summary>The value in lower case.</summary>
    internal static string LowerCase(ReadOnlySpan<char> view) => view.ToString().ToLowerInvariant();

    /// <summary>Lower-case words with one blank between, without dots, commas and semicolons.</summary>
    internal static string Words(ReadOnlySpan<char> view) => Words(view, keepPunctuation: false);

    /// <summary>Lower-case words and signs with one blank between.</summary>
    internal static string WordsAndSigns(ReadOnlySpan<char> view) => Words(view, keepPunctuation: true);

    /// <summary>Upper-case letters and digits without separators. Where a value has neither it stands as it is: two different ones must not become
    /// equal.</summary>
    internal static string Compact(ReadOnlySpan<char> view)
    {
        var compact = new StringBuilder(view.Length);
        foreach (var rune in view.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune)) compact.Append(Rune.ToUpperInvariant(rune).ToString());
        }

        return compact.Length > 0 ? compact.ToString() : view.ToString();
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
}
