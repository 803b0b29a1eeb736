using StreamNer.Pii.Redacting;
using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>End of a card's validity.</summary>
internal static class Expiry
{
    /// <summary>Month and year near a word for it, or behind a card.</summary>
    public static readonly PiiType Type = new("EXPIRY", 80)
    {
        Languages = PiiType.European,
        Context = "exp|expiry|expires|expiration|expire|valid thru|valid through|valid until|good thru|gultig bis|ablaufdatum|expire le|"
            + "date d expiration|caducidad|vencimiento|scadenza|validade|geldig tot|good through|valid to|valid till|expiring|"
            + "verfallsdatum|lauft ab|ablauf|valable jusqu|vence|validita|data de validade|vervaldatum|verloopt",
        Before = 6,
        After = 1,
        Forms =
        [
            new Reader("expiry", Contextual, Anchor.Digits(At)),
            new Reader("expiry.card", Contextual, Anchor.Digits(CardTail.Expiry)),
        ],
        Hipaa = "C",
        Canonical = CanonicalValue.WordsAndSigns,
        Examples = ["valid thru ⟦12/2029⟧", "4111111111111111 ⟦12/27⟧"],
        CounterExamples = ["12/29"],
    };

    /// <summary>MM/YY or MM/YYYY near a word for the end of validity; MMYY or MMYYYY right behind one.</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        if (scan.Tokens[token].Length is 4 or 6)
        {
            var compact = scan.Of(token);
            if (BirthDate.Two(compact, 0) is < 1 or > 12
                || !(compact.Length == 6 ? compact[2..].StartsWith("20") : BirthDate.Two(compact, 2) is >= 10 and < 50)
                || !scan.Spend(self, 4) || !Boundaries.IsFree(scan, token, token) || scan.Distance(self.Type, token, token) != 0) return;
            scan.ReportClaim(self, scan.Tokens[token].Start, scan.Tokens[token].End, token, token);
            return;
        }

        var year = token + 2;
        if (scan.Symbol(token + 1) is not ('/' or '-' or '.') || !scan.Is(year, TokenKind.Digits) || scan.Tokens[token].Length > 2
            || !scan.Spend(self, 4)) return;
        if (scan.Tokens[token + 1].Gap > Gap.Blank || scan.Tokens[year].Gap > Gap.Blank) return;
        var digits = scan.Of(year);
        if (Checksums.Value(scan.Of(token)) is < 1 or > 12 || !(digits.Length == 2 || (digits.Length == 4 && digits.StartsWith("20")))
            || !Boundaries.IsFree(scan, token, year)) return;
        scan.ReportNear(self, scan.Tokens[token].Start, scan.Tokens[year].End, token, year, PiiEvidence.Context);
    }
}
