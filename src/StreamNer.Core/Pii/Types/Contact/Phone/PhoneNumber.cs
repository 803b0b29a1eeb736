using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>
/// Runs of digits that may be one telephone number, with the sign and parentheses around them. It is read once; a shorter number is the same with
/// fewer <see cref="Groups"/>. Its memory is the caller's.
/// </summary>
internal ref struct PhoneNumber(Span<char> digits, Span<PhoneNumber.Group> list)
{
    /// <summary>15 of E.164, with 00 before.</summary>
    public const int MostDigits = 17;

    /// <summary>The most runs of digits.</summary>
    public const int MostGroups = 9;

    /// <summary>The digits that are dialled, [<see cref="MostDigits"/>].</summary>
    public Span<char> Digits = digits;

    /// <summary>The runs of digits, [<see cref="MostGroups"/>].</summary>
    public Span<Group> List = list;

    /// <summary>How many digits were read.</summary>
    public int Count;

    /// <summary>How many runs of digits belong to the number.</summary>
    public int Groups;

    /// <summary>The first token: a digit run, a parenthesis or a plus sign.</summary>
    public int First;

    /// <summary>Where the first token begins.</summary>
    public int Start;

    /// <summary>Whether it begins with a plus sign.</summary>
    public bool Plus;

    /// <summary>Whether its first run stands in parentheses.</summary>
    public bool Parenthesis;

    /// <summary>The last token.</summary>
    public readonly int Last => List[Groups - 1].Token;

    /// <summary>How many digits are dialled.</summary>
    public readonly int Length => List[Groups - 1].Digits;

    /// <summary>The digits that are dialled, without a trunk digit behind a calling code.</summary>
    public readonly ReadOnlySpan<char> Dialled => Digits[..Length];

    /// <summary>How many digits the last run has.</summary>
    public readonly int LastSize => Size(Groups - 1);

    /// <summary>Whether at most one sign stands between its runs.</summary>
    public readonly bool Tight => Last - List[0].Token <= 6;

    /// <summary>"12 03 2020".</summary>
    public readonly bool IsDate =>
        Groups == 3 && Length <= 8 && (Size(2) == 4 || Size(0) == 4) && Size(1) <= 2 && Size(0) != 3 && !Parenthesis;

    /// <summary>"2 222 222".</summary>
    public readonly bool IsThousands
    {
        get
        {
            for (var group = 1; group < Groups; group++) if (Size(group) != 3) return false;
            return Groups > 1 && Size(0) <= 3;
        }
    }

    /// <summary>Reads the number whose first digit run is <paramref name="token"/>.</summary>
    public void Read(in Scan scan, int token)
    {
        First = token;
        if (scan.Symbol(token - 1) == '(' && scan.Touches(token) && scan.Symbol(token + 1) == ')')
        {
            Parenthesis = true;
            First = token - 1;
        }

        var plus = First - 1;
        if (scan.Symbol(plus) == '+' && scan.Tokens[First].Gap <= Gap.Blank)
        {
            Plus = true;
            First = plus;
        }

        Start = scan.Tokens[First].Start;
        var lines = 0;
        for (var t = token; ;)
        {
            var run = scan.Of(t);
            if (run.Length + Count > MostDigits || Groups == MostGroups) return;
            // "+44 (0)20": the trunk digit is not dialled with the calling code.
            if (!(Plus && Groups > 0 && run is "0" && scan.Symbol(t - 1) == '(')) foreach (var c in run) Digits[Count++] = c;
            List[Groups++] = new Group(t, Count);
            var next = Next(scan, t);
            if (next < 0 || (scan.Tokens[next].Gap == Gap.Line && ++lines > 1)) return;
            t = next;
        }
    }

    /// <summary>What stands in the text from its first token to its last.</summary>
    public readonly ReadOnlySpan<char> Text(in Scan scan) => scan.Text[Start..scan.Tokens[Last].End];

    /// <summary>How many digits a run has.</summary>
    public readonly int Size(int group) => List[group].Digits - (group == 0 ? 0 : List[group - 1].Digits);

    /// <summary>Whether the runs have just these sizes.</summary>
    public readonly bool Is(int a, int b, int c, int d = 0)
    {
        if (Groups != (d == 0 ? 3 : 4)) return false;
        return Size(0) == a && Size(1) == b && Size(2) == c && (d == 0 || Size(3) == d);
    }

    /// <summary>"192.168.1.1", "15.0.837.0", but not "22.33.44.55" as in Denmark.</summary>
    public readonly bool IsQuad(ReadOnlySpan<char> text) =>
        text.Count('.') == 3 && text.Length == Length + 3 && Size(0) <= 3 && Size(1) <= 3 && Size(2) <= 3
        && (Size(0) != 2 || Size(1) != 2 || Size(2) != 2 || Size(3) != 2) && Size(3) <= 3;

    /// <summary>"200.000", "1.234.567".</summary>
    public readonly bool IsAmount(ReadOnlySpan<char> text) =>
        Length <= 7 && Groups > 1 && text.Count('.') == Groups - 1 && text.Length == Length + Groups - 1
        && Size(Groups - 1) == 3 && (Groups == 2 || Size(1) == 3);

    // Groups are parted by at most two of blank - . / ( ), three with blanks on both sides of a dash.
    private readonly int Next(in Scan scan, int token)
    {
        var t = token + 1;
        for (var symbols = 0; symbols < 4 && t < scan.Tokens.Length; symbols++, t++)
        {
            // a line ends behind "-" or ")", or anywhere after "+"
            if (scan.Tokens[t].Gap > (Plus || symbols > 0 ? Gap.Line : Gap.Blanks)) return -1;
            if (scan.Tokens[t].Kind == TokenKind.Digits) return scan.Tokens[t].Start - scan.Tokens[token].End <= 4 ? t : -1;
            if (scan.Symbol(t) is not ('-' or '.' or '/' or '(' or ')')) return -1;
            if (scan.Tokens[t].Gap != Gap.None && scan.Symbol(t) is '.' or '/') return -1;
        }

        return -1;
    }

    /// <summary>A run of digits: its token, and how many digits there are up to its end.</summary>
    internal readonly record struct Group(int Token, int Digits);
}
