namespace StreamNer.Pii.Scanning;

/// <summary>
/// The walk shared by all identifiers of fixed form: from each digit run (and up to two letter groups before it) it grows a compact form over
/// groups of letters and digits, and asks the rules of that length. A group is at most three characters from the next, with one line break in all.
/// </summary>
internal sealed class ShapeWalk
{
    private const int Longest = 34; // an IBAN
    private const int MostPieces = 24;

    // Of 22 digits, as IMpb numbers have, and of one group more; without a bound the walk back is quadratic in a long row of groups.
    private const int MostParcelGroups = 6;

    private readonly Rule[][] _byLength = new Rule[Longest + 1][];
    private readonly Detector _self;

    /// <summary>Compiles the shapes; <paramref name="self"/> carries the steps of the walk.</summary>
    public ShapeWalk(IEnumerable<Detector> detectors, Detector self)
    {
        _self = self;
        var rules = detectors.SelectMany(Rules).ToList();
        for (var length = 0; length <= Longest; length++) _byLength[length] = [.. rules.Where(r => r.Length == length)];
    }

    private static IEnumerable<Rule> Rules(Detector detector)
    {
        if (detector.Form is not Shape shape) return [];
        var layouts = shape.Layout.Split('|');
        return shape.Pattern.Split('|').Select((pattern, i) => new Rule(detector, shape, pattern, layouts[i % layouts.Length]));
    }

    /// <summary>Looks for identifiers that begin at the digit run <paramref name="token"/> or at letters right before it.</summary>
    public void At(ref Scan scan, int token)
    {
        Walk(ref scan, token);
        var first = token;
        for (var back = 0; back < 3 && LettersBefore(scan, first) is >= 0 and var letters && IsShortWord(scan, letters)
            && (back < 2 || scan.Symbol(first - 1) == '.'); back++) Walk(ref scan, first = letters);
        if (scan.Touches(token) && scan.Is(token - 1, TokenKind.Letters) && scan.Tokens[token - 1].Length == 6
            && scan.Of(token - 1).StartsWith("iban", StringComparison.OrdinalIgnoreCase)) Walk(ref scan, token - 1, skip: 4); // "IBANDE89 …"
    }

    // The letters at most one character before a token.
    private static int LettersBefore(in Scan scan, int token)
    {
        var before = token - 1;
        if (scan.Symbol(before) is '-' or '.' or '/') before--;
        return before >= 0 && scan.Tokens[before].Kind == TokenKind.Letters && scan.Tokens[token].Start - scan.Tokens[before].End <= 1 ? before : -1;
    }

    private static bool IsShortWord(in Scan scan, int token) => scan.Tokens[token].Length <= 11 && IsAscii(scan, token);

    private static bool IsAscii(in Scan scan, int token)
    {
        foreach (var c in scan.Of(token)) if (c >= 128) return false;
        return true;
    }

    // From a token on, or from the character behind its first ones.
    private void Walk(ref Scan scan, int first, int skip = 0)
    {
        if (!Boundaries.LeftIsFree(scan, first, slash: true)) return;
        Span<char> compact = stackalloc char[Longest];
        Span<Joint> joints = stackalloc Joint[MostPieces];
        var tokens = scan.Tokens;
        int length = 0, pieces = 0, joined = 0, lines = 0, steps = 1;
        ulong digits = 0, letters = 0;
        for (var t = first; ;)
        {
            var token = tokens[t];
            var part = scan.Of(t)[(t == first ? skip : 0)..];
            if (token.Kind is not (TokenKind.Digits or TokenKind.Letters) || length + part.Length > Longest || ++pieces == MostPieces) break;
            var bits = ((1UL << part.Length) - 1) << length;
            if (token.Kind == TokenKind.Digits) digits |= bits;
            else if (IsAscii(scan, t)) letters |= bits;
            else break;
            foreach (var c in part) compact[length++] = (char)(token.Kind == TokenKind.Letters ? c & ~0x20 : c);

            var rules = _byLength[length];
            steps += rules.Length + 1;
            foreach (var rule in rules)
                if ((digits & rule.Digits) == rule.Digits && (letters & rule.Letters) == rule.Letters)
                    Check(ref scan, rule, compact[..length], joints[..joined], first, t, lines, skip);

            var next = Boundaries.NextGroup(scan, t, out var separator, out var line);
            if (next < 0 || (line && ++lines > 1)) break;
            if (separator != '\0') joints[joined++] = new Joint(length, separator);
            t = next;
        }

        scan.Spend(_self, steps);
    }

    private static void Check(ref Scan scan, Rule rule, scoped ReadOnlySpan<char> compact, scoped ReadOnlySpan<Joint> joints, int first, int last,
        int lines, int skip)
    {
        var (detector, shape) = (rule.Detector, rule.Shape);
        var start = scan.Tokens[first].Start + skip;
        if (detector.Strength == PiiStrength.Contextual && !scan.HasContext(detector.Type)) return;
        if (rule.Layout.Length > 0 && !joints.SequenceEqual(rule.Layout)) return;
        if (shape.Solid && (lines > 0 || !IsSolid(scan, detector, joints, first, last))) return;
        if (shape.Solid && detector.Strength == PiiStrength.Contextual && (IsDate(compact, joints) || IsDotted(joints) || IsFileName(scan, last)))
            return;
        if (shape.NoDecimal && joints.Length == 1 && joints[0].Separator is '.' or ',') return;
        if (shape.Alone && IsFollowed(scan, last)) return;
        if (shape.NoParcel && IsParcel(scan, first, last)) return;
        if (!shape.RareSeparators && rule.Layout.Length == 0 && HasRare(joints)) return;
        if (shape.UpperCase && HasLower(scan.Text[start..scan.Tokens[last].End])) return;
        if (!scan.Spend(detector, compact.Length) || !shape.Check(compact)) return;
        var isLong = compact.Length >= Boundaries.LongEnoughForSlash;
        if (!isLong && !Boundaries.LeftIsFree(scan, first)) return;
        if (!Boundaries.RightIsFree(scan, last, isLong)) return;
        if (lines > 0 && detector.Strength == PiiStrength.Contextual) return;
        if (shape.Within < int.MaxValue && scan.Distance(detector.Type, first, last) > shape.Within) return;
        scan.ReportNear(detector, start, scan.Tokens[last].End, first, last, PiiEvidence.Checksum, shape.Within < int.MaxValue ? 2 : 0);
    }

    // Letters beside it must be its own context word: "MRN123456".
    private static bool IsSolid(in Scan scan, Detector detector, scoped ReadOnlySpan<Joint> joints, int first, int last)
    {
        foreach (var joint in joints) if (joint.Separator == ' ') return false;
        if (scan.Is(first, TokenKind.Letters) && scan.Tokens[first].Length >= 3 && scan.EndsContext(first)) return false; // "SSN219099998" as a whole
        return !(scan.Touches(first) && scan.Is(first - 1, TokenKind.Letters) && !scan.EndsContext(detector.Type, first - 1))
            && !(scan.Touches(last + 1) && scan.Is(last + 1, TokenKind.Letters));
    }

    // "01/02/2020", "2020-02-01", "1.2.20": the groups of a date.
    private static bool IsDate(scoped ReadOnlySpan<char> compact, scoped ReadOnlySpan<Joint> joints)
    {
        if (joints.Length != 2 || joints[0].Separator != joints[1].Separator || joints[0].Separator is not ('/' or '-' or '.')) return false;
        foreach (var c in compact) if (!CharTable.IsDigit(c)) return false;
        var (a, b, c2) = (joints[0].At, joints[1].At - joints[0].At, compact.Length - joints[1].At);
        return b <= 2 && ((a == 4 && c2 <= 2) || (a <= 2 && (c2 == 4 || (c2 == 2 && joints[0].Separator != '-'))));
    }

    // "10.1.2.3": an address or a version.
    private static bool IsDotted(scoped ReadOnlySpan<Joint> joints) =>
        joints.Length == 3 && joints[0].Separator == '.' && joints[1].Separator == '.' && joints[2].Separator == '.';

    // "12345.zip"
    private static bool IsFileName(in Scan scan, int last) => scan.Symbol(last + 1) == '.' && scan.Touches(last + 1) && scan.Touches(last + 2)
        && scan.Is(last + 2, TokenKind.Letters) && char.IsLower(scan.Text[scan.Tokens[last + 2].Start]);

    // Groups of four, the first of them a parcel service's, and more than one number's.
    private static bool IsParcel(in Scan scan, int first, int last)
    {
        var head = first;
        while (head > first - MostParcelGroups && head > 0 && scan.Tokens[head].Gap == Gap.Blank && scan.Is(head - 1, TokenKind.Digits)
            && scan.Tokens[head - 1].Length == 4) head--;
        return scan.Text[scan.Tokens[head].Start] == '9' && scan.Tokens[head].Length == 4 && (head < first || IsFollowed(scan, last));
    }

    private static bool IsFollowed(in Scan scan, int last)
    {
        var next = last + 1;
        if (scan.Symbol(next) is '-' or '.' or '/' && scan.Touches(next)) next++;
        return scan.Is(next, TokenKind.Digits) && scan.Tokens[next].Gap <= Gap.Blanks;
    }

    // MemoryExtensions.ContainsAnyInRange boxes its bounds until it is compiled for speed.
    private static bool HasLower(ReadOnlySpan<char> text)
    {
        foreach (var c in text) if (c is >= 'a' and <= 'z') return true;
        return false;
    }

    private static bool HasRare(scoped ReadOnlySpan<Joint> joints)
    {
        foreach (var joint in joints) if (Boundaries.IsRareSeparator(joint.Separator)) return true;
        return false;
    }

    // A separator after this many compact characters.
    private readonly record struct Joint(int At, char Separator);

    private sealed class Rule
    {
        public Rule(Detector detector, Shape shape, string pattern, string layout)
        {
            (Detector, Shape) = (detector, shape);
            Length = pattern.Length;
            for (var i = 0; i < pattern.Length; i++)
            {
                if (pattern[i] == '9') Digits |= 1UL << i;
                if (pattern[i] == 'A') Letters |= 1UL << i;
            }

            var at = 0;
            var joints = new List<Joint>();
            foreach (var c in layout)
            {
                if (CharTable.IsDigit(c)) at += c - '0';
                else joints.Add(new Joint(at, c));
            }

            Layout = [.. joints];
        }

        public Detector Detector { get; }

        public Shape Shape { get; }

        public int Length { get; }

        public ulong Digits { get; }

        public ulong Letters { get; }

        public Joint[] Layout { get; }
    }
}
