using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Magnetic stripe data of cards (ISO/IEC 7813): track 1 <c>%B…^NAME^YYMM…?</c> and track 2 <c>;…=YYMM…?</c>, sentinels optional where the
/// rest is right.</summary>
internal static class Track
{
    private const int Longest = 110;

    /// <summary>Magnetic stripe of a card.</summary>
    public static readonly PiiType Type = new("TRACK", 90)
    {
        Forms = [new Reader("track", Structural, Anchor.Symbols("^=", At))],
        Hipaa = "J",
        IsNeverStored = true,
        Examples = ["⟦%B4111111111111111^DOE/JANE^29121011234567890?⟧", "⟦;4111111111111111=29121011234567890?⟧"],
        CounterExamples = ["x4111111111111112=29121011234567890"],
    };

    /// <summary>Looks at the separator <c>^</c> or <c>=</c> behind the card number.</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        var text = scan.Text;
        if (!scan.Touches(token) || !scan.Is(token - 1, TokenKind.Digits) || !scan.Spend(self, 8)) return;
        var number = scan.Of(token - 1);
        var separator = scan.Symbol(token);
        if (number.Length is < 12 or > 19 || !Checksums.Luhn(number)) return;
        var start = scan.Tokens[token - 1].Start;
        var at = scan.Tokens[token].End;
        if (separator == '^')
        {
            if (start > 0 && text[start - 1] is 'B' or 'b') start--;
            if (start > 0 && text[start - 1] == '%') start--;
            var limit = Math.Min(text.Length, at + 40);
            while (at < limit && text[at] is not ('^' or '\n')) at++;
            if (at >= limit || text[at++] != '^') return;
        }
        else if (start > 0 && text[start - 1] == ';') start--;

        var date = at;
        while (at < text.Length && at - start < Longest && CharTable.IsDigit(text[at])) at++;
        if (at - date < 7 || BirthDate.Two(text, date + 2) is < 1 or > 12) return;
        while (at < text.Length && at - start < Longest && text[at] is not ('?' or '\n' or ' ' or '"')) at++;
        if (at < text.Length && text[at] == '?') at++;
        if (scan.Spend(self, at - start)) scan.Report(self, start, at, PiiEvidence.Checksum);
    }
}
