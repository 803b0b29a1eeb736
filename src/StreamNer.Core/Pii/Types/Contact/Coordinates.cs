using StreamNer.Pii.Redacting;
using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Places on the globe: a pair of decimal degrees with at least four decimals each, or degrees with minutes and a letter for the half (ISO
/// 6709, annex D).</summary>
internal static class Coordinates
{
    /// <summary>Place on the globe.</summary>
    public static readonly PiiType Type = new("COORDINATES", 150)
    {
        Languages = PiiType.European,
        Context = "lat|latitude|lon|lng|longitude|coordinates|coords|gps|koordinaten|breitengrad|coordonnees|coordenadas|"
            + "coordinate|location|standort|langengrad|geokoordinaten|position|emplacement|latitud|longitud|ubicacion|latitudine|"
            + "longitudine|coordinate gps|posizione|latitude gps|localizacao|breedtegraad|lengtegraad|coordinaten|locatie|geo",
        Forms = [new Reader("coordinates", Structural, Anchor.Digits(At))],
        Hipaa = "B",
        Canonical = CanonicalValue.WordsAndSigns,
        Examples = ["at ⟦40.7128, -74.0060⟧", "⟦40°26'46\"N 79°58'56\"W⟧"],
        CounterExamples = ["12.50, 13.75"],
    };

    /// <summary>Looks for a pair that begins at the digit run <paramref name="token"/>.</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        if (token < scan.Resume(self) || !scan.Touches(token + 1) || !scan.Spend(self, 8)) return;
        var symbol = scan.Symbol(token + 1);
        if (symbol == '\u00B0' || symbol == '\u00BA') Degrees(ref scan, self, token);
        else if (symbol == '.') Decimal(ref scan, self, token);
    }

    private static void Decimal(ref Scan scan, Detector self, int token)
    {
        var first = Sign(scan, token, out var touching);
        if (touching && first > 0 && scan.Touches(first) && (scan.Is(first - 1, TokenKind.Digits) || scan.Symbol(first - 1) == '.')) return;
        var last = DegreesEnd(scan, token, 90);
        if (last < 0) return;
        var t = last + 1;
        if (scan.Symbol(t) == '\u00B0') t++;
        if (scan.Is(t, TokenKind.Letters) && scan.Of(t) is "N" or "S" or "n" or "s") t++;
        for (var skipped = 0; skipped < 6 && t < scan.Tokens.Length && scan.Tokens[t].Gap <= Gap.Line && !scan.Is(t, TokenKind.Digits); skipped++)
        {
            if (scan.Symbol(t) is not (',' or ';' or '/' or '-' or '+' or ':' or '=') && !(scan.Is(t, TokenKind.Letters)
                && scan.Of(t) is "lon" or "lng" or "long" or "longitude" or "Lon" or "Lng" or "Long" or "Longitude" or "and")) return;
            t++;
        }

        if (!scan.Is(t, TokenKind.Digits) || t == last + 1) return;
        var end = DegreesEnd(scan, t, 180);
        if (end < 0 || !Boundaries.RightIsFree(scan, end)) return;
        if (IsVector(scan, token, first, t, end) && !scan.Near(self.Type, first, end)) return;
        if (scan.Symbol(end + 1) == '\u00B0') end++;
        if (scan.Is(end + 1, TokenKind.Letters) && scan.Of(end + 1) is "W" or "E" or "w" or "e") end++;
        scan.Resume(self) = end + 1;
        scan.ReportNear(self, scan.Tokens[first].Start, scan.Tokens[end].End, first, end, PiiEvidence.Checksum);
    }

    // Numbers of a vector: both between -1 and 1, or one more of such decimals beside them.
    private static bool IsVector(in Scan scan, int latitude, int first, int longitude, int end)
    {
        if (scan.Of(latitude) is "0" && scan.Of(longitude) is "0") return true;
        if (scan.Symbol(first - 1) == ',' && scan.Is(first - 2, TokenKind.Digits) && scan.Symbol(first - 3) == '.'
            && scan.Tokens[first - 2].Length >= 4) return true;
        var next = end + 2;
        if (scan.Symbol(end + 1) != ',') return false;
        if (scan.Symbol(next) is '-' or '+') next++;
        return scan.Is(next, TokenKind.Digits) && DegreesEnd(scan, next, 999) >= 0;
    }

    // 40°26'46"N 79°58'56"W, seconds and their decimals optional.
    private static void Degrees(ref Scan scan, Detector self, int token)
    {
        var middle = HalfEnd(scan, token, "NSns");
        if (middle < 0) return;
        var second = middle + 1;
        if (scan.Symbol(second) is ',' or ';') second++;
        if (!scan.Is(second, TokenKind.Digits)) return;
        var end = HalfEnd(scan, second, "EWOewo");
        if (end < 0) return;
        scan.Resume(self) = end + 1;
        scan.ReportNear(self, scan.Tokens[token].Start, scan.Tokens[end].End, token, end, PiiEvidence.Checksum);
    }

    private static int HalfEnd(in Scan scan, int token, string letters)
    {
        for (var t = token + 1; t < Math.Min(scan.Tokens.Length, token + 14); t++)
        {
            if (scan.Is(t, TokenKind.Letters)) return scan.Tokens[t].Length == 1
                && letters.Contains(scan.Of(t)[0], StringComparison.Ordinal) ? t : -1;
            if (!scan.Is(t, TokenKind.Digits)
                && scan.Symbol(t) is not ('\u00B0' or '\u00BA' or '\'' or '"' or '\u2032' or '\u2033' or '.')) return -1;
        }

        return -1;
    }

    private static int Sign(in Scan scan, int token, out bool touching)
    {
        touching = scan.Touches(token);
        return touching && scan.Symbol(token - 1) is '-' or '+' ? token - 1 : token;
    }

    // "40.7128": the token of the decimals, or -1.
    private static int DegreesEnd(in Scan scan, int token, int limit)
    {
        var at = new Cursor(scan, token + 1);
        var whole = scan.Of(token);
        return at.Sign('.') && at.Digits(4, 15) && whole.Length <= 3 && Checksums.Value(whole) <= limit ? at.Last : -1;
    }
}
