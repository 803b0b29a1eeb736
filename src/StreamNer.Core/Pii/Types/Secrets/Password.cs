using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>The value behind "password:" and the like, also in connection strings (<c>Pwd=…;</c>), JSON and YAML.</summary>
internal static class Password
{
    private const int Longest = 256;
    private const int LongName = 16;

    private static readonly string[] s_unspaced = ["密码", "密碼", "口令", "パスワード", "暗証番号", "비밀번호", "암호"];

    /// <summary>Looks behind the sign at <paramref name="token"/> when a Chinese, Japanese or Korean word for it stands before.</summary>
    public static void AtSign(ref Scan scan, Detector self, int token)
    {
        var name = NameBefore(scan, token);
        if (scan.Symbol(token) == '>' && (scan.Symbol(name - 1) != '<' || !scan.Touches(token + 1))) return; // <dbPassword>…
        if (scan.Is(name, TokenKind.Letters))
        {
            AtCamelCase(ref scan, self, token);
            return;
        }

        if (!scan.Is(token - 1, TokenKind.Cjk) || !scan.Spend(self, s_unspaced.Length)) return;
        foreach (var word in s_unspaced)
            if (scan.Of(token - 1).EndsWith(word, StringComparison.Ordinal))
            {
                Behind(ref scan, self, token, isWeak: false);
                return;
            }
    }

    // The name before a sign, perhaps in quotation marks.
    private static int NameBefore(in Scan scan, int sign) => scan.Symbol(sign - 1) is '"' or '\'' ? sign - 2 : sign - 1;

    // "dbPassword=", "clientSecret": the last part of the name says it.
    private static void AtCamelCase(ref Scan scan, Detector self, int sign)
    {
        var name = NameBefore(scan, sign);
        if (!CamelCase.IsName(scan, name) || !scan.Spend(self, scan.Tokens[name].Length)) return;
        Span<Token> parts = stackalloc Token[CamelCase.MostParts];
        var count = CamelCase.Cut(scan, name, parts);
        var lists = scan.Table.Lexicon.Lists(parts[count - 1].Word);
        if (count > 1 && lists.Has(WordList.Password, WordList.WeakPassword)) Behind(ref scan, self, sign, lists.Has(WordList.WeakPassword));
    }

    /// <summary>Looks behind the word at <paramref name="token"/>.</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        var t = token + 1;
        if (scan.Symbol(t) is '_' or '-' && scan.Is(t + 1, TokenKind.Letters) && scan.Touches(t)) return; // the name goes on: "api_key"
        if (scan.Symbol(t) is '"' or '\'' && scan.Symbol(t + 1) is ':' or '=') t++; // the name's own closing quote
        var isOption = scan.Symbol(token - 1) == '-' && scan.Symbol(token - 2) == '-' && scan.Touches(token); // "--password hunter2"
        var isVariable = scan.Symbol(t) == '=' && scan.Touches(t) && scan.Touches(t + 1) && !scan.Of(token).ContainsAnyExceptInRange('A', 'Z');
        Behind(ref scan, self, t, scan.IsIn(token, WordList.WeakPassword), isOption, isVariable);
    }

    private static void Behind(ref Scan scan, Detector self, int t, bool isWeak, bool isOption = false, bool isVariable = false)
    {
        var text = scan.Text;
        var sign = scan.Symbol(t);
        if (sign is '?' or ':' && scan.Symbol(t + 1) == '=' && scan.Touches(t + 1)) sign = scan.Symbol(++t); // "?=", ":="
        else if (sign == ':' && scan.Symbol(t + 1) == ':' && scan.Symbol(t + 2) == '=') sign = scan.Symbol(t += 2); // "::="
        if (sign is ':' or '=')
        {
            t++;
            if (scan.Symbol(t) == '=' || scan.Symbol(t) == '>') t++;
        }
        else if (sign == '>' && scan.Touches(t)) t++; // <password>…
        else if (scan.Is(t, TokenKind.Letters) && scan.Of(t) is "is" or "ist" or "est" or "es" or "was" && !isOption) t++;
        else if (sign is not ('"' or '\'') && !(isOption && scan.Tokens.Length > t && scan.Tokens[t].Gap == Gap.Blank && sign != '-')) return;
        if (t >= scan.Tokens.Length || scan.Tokens[t].Gap > Gap.Blanks) return;

        var start = scan.Tokens[t].Start;
        var quote = text[start] is '"' or '\'' or '`' ? text[start++] : '\0';
        var end = start;
        while (end < text.Length && end - start < Longest && !IsEnd(scan, end, quote, sign == '=')) end++;
        while (quote == '\0' && end > start && text[end - 1] is '.' or ',' or ';' or ')') end--;
        if (!scan.Spend(self, end - start + 4) || end - start < 4 || IsPlaceholder(text[start..end])) return;
        if (sign is '"' or '\'' ? !text[start..end].ContainsAnyInRange('0', '9') || text[start..end].Contains(' ')
            : (isWeak || sign is not (':' or '=')) && !LooksSecret(text[start..end])
                && !(isVariable && IsLongName(text[start..end]))) return;
        scan.Report(self, start, end, PiiEvidence.Context);
    }

    private static bool IsEnd(in Scan scan, int at, char quote, bool assigned)
    {
        var c = scan.Text[at];
        if (CharTable.Kinds[c] == CharKind.LineBreak) return scan.IsRaw(at);
        if (quote != '\0') return c == quote;
        return (CharTable.Kinds[c] == CharKind.Space && scan.IsRaw(at)) || c is '"' or '<' || (assigned && c is ';' or '&');
    }

    // "the password is wrong" is no password, "the key: patience" no key: it must have a digit or a sign.
    internal static bool LooksSecret(ReadOnlySpan<char> value)
    {
        foreach (var c in value) if (!char.IsLetter(c) && c is not ('-' or '\'' or '_' or '.' or '|')) return true;
        return false;
    }

    // "GITHUB_TOKEN=abcdefghijklmnop": behind the name of an environment variable letters alone are a secret, if there are enough.
    private static bool IsLongName(ReadOnlySpan<char> value)
    {
        if (value.Length < LongName) return false;
        foreach (var c in value) if (!CharTable.IsLetter(c) && c is not ('_' or '-')) return false;
        return true;
    }

    // What stands for a secret in code and forms: masks, "${NAME}", "null", "os.environ[", "getpass.getpass(".
    internal static bool IsPlaceholder(ReadOnlySpan<char> value)
    {
        if (value.Trim(value[0]).IsEmpty || (value[0] is '$' or '{' or '%' && value[1] is '{' or '(')) return true;
        var name = 0;
        while (name < value.Length && (CharTable.IsAlphanumeric(value[name]) || value[name] is '_' or '.')) name++;
        if (name < value.Length && value[name] is '(' or '[' && value[..name].Contains('.')) return true;
        if (value.StartsWith("process.env.") || (name < value.Length && value[name] == '(' && IsGetter(value[..name]))) return true;
        return value[..name] is "null" or "None" or "none" or "undefined" or "true" or "false" or "True" or "False" or "NULL" or "string"
            or "required" or "optional"
            && !value.ContainsAnyInRange('0', '9');
    }

    // "get_password(", "getenv(": a call that fetches the secret.
    private static bool IsGetter(ReadOnlySpan<char> name) =>
        name.StartsWith("get", StringComparison.OrdinalIgnoreCase) || name.StartsWith("read", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("load", StringComparison.OrdinalIgnoreCase) || name.StartsWith("fetch", StringComparison.OrdinalIgnoreCase)
        || name is "env" or "input" or "prompt";
}
