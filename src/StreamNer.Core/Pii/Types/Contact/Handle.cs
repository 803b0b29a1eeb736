using StreamNer.Pii.Redacting;
using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Names in social networks: <c>@name</c>, also <c>@name@host</c>, where no e-mail address can be.</summary>
internal static class Handle
{
    /// <summary>Name in a social network.</summary>
    public static readonly PiiType Type = new("HANDLE", 30)
    {
        Forms = [new Reader("handle", Structural, Anchor.Symbols("@", At))],
        Hipaa = "R",
        IsNoName = true,
        Canonical = CanonicalValue.LowerCase,
        Examples = ["ask ⟦@jane_doe⟧!", ".⟦@jane_doe⟧ said so"],
        CounterExamples = ["5 @ $3", "jane@example.com"],
    };

    /// <summary>Looks behind the <c>@</c> at <paramref name="token"/>.</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        var text = scan.Text;
        var at = scan.Tokens[token].Start;
        if (at > 0 && ((char.IsLetterOrDigit(text[at - 1]) && CharTable.Kinds[text[at - 1]] != CharKind.Cjk)
            || text[at - 1] is '_' or '@' or '%' or '+' or '=' || (text[at - 1] == '.' && !IsShown(text, at)))) return;
        var end = at + 1;
        var letters = 0;
        while (end < text.Length && end - at <= 64 && IsName(text, end))
        {
            if (!CharTable.IsDigit(text[end]) && text[end] != '.') letters++;
            end++;
        }

        if (!scan.Spend(self, end - at) || end - at < 3 || letters == 0) return;
        var evidence = PiiEvidence.Shape;
        if (end < text.Length && text[end] == '@' && Email.DomainEnd(text, end + 1) is > 0 and var host)
            (end, evidence) = (host, PiiEvidence.Checksum);
        while (text[end - 1] is '.' or '-') end--;
        scan.ReportNear(self, at, end, token, scan.TokenAt(end - 1), evidence);
    }

    // ".@jane": a dot of its own, before which nothing or a blank stands, shows an answer to everybody.
    private static bool IsShown(ReadOnlySpan<char> text, int at) => at == 1 || CharTable.Kinds[text[at - 2]] is CharKind.Space or CharKind.LineBreak;

    // A dot or hyphen stands only between two other characters of the name.
    private static bool IsName(ReadOnlySpan<char> text, int at) =>
        text[at] == '_' || CharTable.Kinds[text[at]] is CharKind.Letter or CharKind.Digit
        || (text[at] is '.' or '-' && at + 1 < text.Length && (CharTable.IsAlphanumeric(text[at + 1]) || text[at + 1] == '_') && text[at - 1] != '@');
}
