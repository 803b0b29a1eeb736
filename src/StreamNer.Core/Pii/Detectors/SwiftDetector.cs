using StreamNer.Pii.Scanning;
using StreamNer.Pii.Validators;

namespace StreamNer.Pii.Detectors;

/// <summary>Business identifier codes made of letters alone: only near "SWIFT", "BIC" or "identifier".</summary>
internal static class SwiftDetector
{
    /// <summary>Looks at the words around <paramref name="token"/>.</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        var last = Math.Min(scan.Tokens.Length - 1, token + 6);
        if (!scan.Spend(self, 6)) return;
        for (var t = Math.Max(0, token - 4); t <= last; t++)
        {
            if (!scan.Is(t, TokenKind.Letters) || scan.Tokens[t].Length is not (8 or 11) || !Boundaries.RightIsFree(scan, t)
                || !Swift.IsValid(scan.Of(t))) continue;
            scan.Report(self, scan.Tokens[t].Start, scan.Tokens[t].End, PiiEvidence.Context);
            return;
        }
    }
}
