using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>Passwords in web addresses.</summary>
internal static class UrlPassword
{
    /// <summary>Looks at <c>scheme://user:password@host</c> from the colon of the scheme; reports the password.</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        var text = scan.Text;
        var colon = scan.Tokens[token].Start;
        if (!text[colon..].StartsWith("://")) return;
        var from = colon + 3;
        var limit = Math.Min(text.Length, from + 256);
        int password = -1, at = -1;
        for (var i = from; i < limit && CharTable.Kinds[text[i]] is not (CharKind.Space or CharKind.LineBreak)
            && text[i] is not ('/' or '"' or '<' or '>'); i++)
        {
            if (text[i] == ':' && password < 0) password = i + 1;
            if (text[i] == '@') at = i;
        }

        if (!scan.Spend(self, 16) || password < 0 || at <= password) return;
        scan.Report(self, password, at, PiiEvidence.Checksum);
    }
}
