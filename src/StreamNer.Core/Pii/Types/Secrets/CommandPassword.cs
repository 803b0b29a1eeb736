using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>Passwords in the arguments of curl: <c>-u user:password</c>, <c>--user 'user:password'</c>, <c>-uuser:password</c>.</summary>
internal static class CommandPassword
{
    private const int MostTokens = 200;
    private const int Longest = 256;

    /// <summary>Looks for the option behind the command at <paramref name="token"/>, on its line and on those that a backslash continues.</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        var last = Math.Min(scan.Tokens.Length, token + MostTokens);
        for (var t = token + 1; t + 1 < last; t++)
        {
            if ((scan.Tokens[t].Gap >= Gap.Line && scan.Symbol(t - 1) != '\\') || scan.IsIn(t, WordList.Curl)) last = t;
            else if (scan.Symbol(t) == '-' && scan.Tokens[t].Gap != Gap.None && UserBehind(scan, t) is > 0 and var user)
            {
                Read(ref scan, self, user);
                return;
            }
        }

        scan.Spend(self, last - token);
    }

    // Where the argument of "-u" or "--user" begins in the view; -1 for another option.
    private static int UserBehind(in Scan scan, int dash)
    {
        var name = scan.Symbol(dash + 1) == '-' ? dash + 2 : dash + 1;
        if (!scan.Is(name, TokenKind.Letters) || !scan.Touches(name)) return -1;
        var option = scan.Of(name);
        if (name == dash + 1 && option is ['u', .., _]) return scan.Tokens[name].Start + 1; // "-uuser:password"
        if (!(name == dash + 1 ? option is "u" : option is "user") || name + 1 >= scan.Tokens.Length) return -1;
        var value = scan.Symbol(name + 1) == '=' ? name + 2 : name + 1;
        return value < scan.Tokens.Length ? scan.Tokens[value].Start : -1;
    }

    private static void Read(ref Scan scan, Detector self, int from)
    {
        var text = scan.Text;
        var quote = text[from] is '"' or '\'' ? text[from++] : '\0';
        int colon = -1, end = from;
        while (end < text.Length && end - from < Longest && (quote != '\0' ? text[end] != quote
            : CharTable.Kinds[text[end]] is not (CharKind.Space or CharKind.LineBreak)))
        {
            if (text[end] == ':' && colon < 0) colon = end;
            end++;
        }

        if (!scan.Spend(self, end - from + 4) || colon <= from || end - colon < 4 || Password.IsPlaceholder(text[(colon + 1)..end])) return;
        scan.Report(self, colon + 1, end, PiiEvidence.Context);
    }
}
