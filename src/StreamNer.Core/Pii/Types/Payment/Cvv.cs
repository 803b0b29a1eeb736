using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Security codes of cards.</summary>
internal static class Cvv
{
    /// <summary>Three or four digits near a word for it, or behind a card and its expiry.</summary>
    public static readonly PiiType Type = new("CVV", 60)
    {
        Languages = PiiType.European,
        Context = "cvv|cvv2|cvc|cvc2|cvn|cid|csc|security code|card verification|verification code|prufziffer|sicherheitscode|"
            + "cryptogramme|code de securite|codigo de seguridad|codice di sicurezza|codigo de seguranca|cav|cav2|cvd|card code|"
            + "kartenprufnummer|prufnummer|beveiligingscode|numero de verification|codigo de verificacion|codice di verifica|"
            + "codigo de verificacao",
        Before = 4,
        After = 1,
        Forms =
        [
            new Reader("cvv", Contextual, Anchor.Digits(At)),
            new Reader("cvv.card", Contextual, Anchor.Digits(CardTail.Cvv)),
        ],
        Hipaa = "J",
        IsNeverStored = true,
        Examples = ["security code is ⟦1234⟧", "4111111111111111 12/27 ⟦123⟧"],
        CounterExamples = ["123"],
    };

    /// <summary>Three or four digits near a name of the card security code.</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        if (IsQueryOfPage(scan, token)) return;
        if (scan.Tokens[token].Length is 3 or 4 && (Boundaries.IsFree(scan, token, token) || IsLabelled(scan, self, token)) && scan.Spend(self, 4))
            scan.ReportNear(self, scan.Tokens[token].Start, scan.Tokens[token].End, token, token, PiiEvidence.Context);
    }

    // "?pid=211&cid=5288": the number of a campaign or category.
    private static bool IsQueryOfPage(in Scan scan, int token) => scan.Symbol(token - 1) == '=' && scan.Touches(token) && scan.Touches(token - 1)
        && scan.Touches(token - 2) && scan.Is(token - 2, TokenKind.Letters)
        && scan.Of(token - 2) is "cid" && scan.Symbol(token - 3) is '&' or '?' or ';';

    // "CVV2:123": the digit before the sign is the word's.
    private static bool IsLabelled(in Scan scan, Detector self, int token) =>
        scan.Symbol(token - 1) is ':' or '=' or '-' or '\uFF1A' && scan.Is(token - 2, TokenKind.Digits) && scan.Of(token - 2) is "2"
        && scan.Touches(token - 2) && scan.EndsContext(self.Type, token - 3) && Boundaries.RightIsFree(scan, token);
}
