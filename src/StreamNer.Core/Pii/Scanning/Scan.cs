using StreamNer.Pii.Detectors;

namespace StreamNer.Pii.Scanning;

/// <summary>One scan of one text, as a detector sees it. All positions are in <see cref="Text"/>, the folded view, until reported.</summary>
internal ref struct Scan
{
    private readonly ScanState _state;
    private readonly List<PiiSpan> _into;
    private readonly long _budget;

    /// <summary>Begins a scan; <paramref name="budget"/> is the steps that each detector may take.</summary>
    public Scan(DetectorTable table, ReadOnlySpan<char> original, ScanState state, List<PiiSpan> into, long budget)
    {
        Table = table;
        Original = original;
        _state = state;
        _into = into;
        _budget = budget;
        Text = state.Folded.Fold(original);
        Tokens = state.Lexer.Cut(Text, table.Lexicon);
    }

    /// <summary>The detectors and their words.</summary>
    public readonly DetectorTable Table { get; }

    /// <summary>The text as it came.</summary>
    public readonly ReadOnlySpan<char> Original { get; }

    /// <summary>The folded view.</summary>
    public readonly ReadOnlySpan<char> Text { get; }

    /// <summary>The tokens of the view.</summary>
    public readonly ReadOnlySpan<Token> Tokens { get; }

    /// <summary>The context phrases found.</summary>
    public readonly List<ContextHit> Context => _state.Context;

    /// <summary>The first detector that used up its budget, or null.</summary>
    public Detector? Exhausted { get; private set; }

    /// <summary>Notes who is asked now, for the watch.</summary>
    public readonly void Ask(Detector detector) => _state.Asked = detector.Index;

    /// <summary>Counts steps; false when the detector has none left and must return.</summary>
    public bool Spend(Detector detector, int steps)
    {
        if ((_state.Steps[detector.Index] += steps) <= _budget) return true;
        Exhausted ??= detector;
        return false;
    }

    /// <summary>The first token at which <paramref name="detector"/> wants to be asked again: it keeps scans of long runs linear.</summary>
    public readonly ref int Resume(Detector detector) => ref _state.Resume[detector.Index];

    /// <summary>The folded text of a token.</summary>
    public readonly ReadOnlySpan<char> Of(int token) => Text[Tokens[token].Start..Tokens[token].End];

    /// <summary>The character of a symbol token, or NUL for another kind or none such.</summary>
    public readonly char Symbol(int token) => (uint)token < (uint)Tokens.Length
        && Tokens[token].Kind == TokenKind.Symbol ? Text[Tokens[token].Start] : '\0';

    /// <summary>Whether the token exists and touches the one before it.</summary>
    public readonly bool Touches(int token) => (uint)(token - 1) < (uint)(Tokens.Length - 1) && Tokens[token].Gap == Gap.None;

    /// <summary>Whether the token exists and is of this kind.</summary>
    public readonly bool Is(int token, TokenKind kind) => (uint)token < (uint)Tokens.Length && Tokens[token].Kind == kind;

    /// <summary>The roles of a token's word.</summary>
    public readonly WordRoles Roles(int token) => (uint)token < (uint)Tokens.Length ? Table.Lexicon.Roles(Tokens[token].Word) : WordRoles.None;

    /// <summary>Whether a context word of the type is near the tokens [first, last].</summary>
    public readonly bool Near(PiiType type, int first, int last)
    {
        var bit = UInt128.One << type.Order;
        var from = first - type.Before - 6; // a phrase has at most 6 tokens
        var low = 0;
        var high = Context.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Context[middle].First < from) low = middle + 1;
            else high = middle;
        }

        for (; low < Context.Count && Context[low].First <= last + type.After; low++)
        {
            var hit = Context[low];
            if ((hit.Types & bit) == 0) continue;
            if (hit.Last < first ? hit.Last >= first - type.Before : hit.First > last) return true;
        }

        return false;
    }

    /// <summary>The token that holds view position <paramref name="at"/>, or the next one; their number if none.</summary>
    public readonly int TokenAt(int at)
    {
        int low = 0, high = Tokens.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Tokens[middle].End <= at) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>Reports [start, end) of the view in the original's positions.</summary>
    public readonly void Report(Detector detector, int start, int end, PiiEvidence evidence) =>
        _into.Add(new PiiSpan(detector.Type.Name, _state.Folded.Original(start), _state.Folded.Original(end), detector.Name, evidence));

    /// <summary>Reports what the tokens [first, last] hold, with the better evidence when a context word is near; a contextual detector reports only
    /// then.</summary>
    public readonly void ReportNear(Detector detector, int start, int end, int first, int last, PiiEvidence evidence)
    {
        if (Near(detector.Type, first, last)) Report(detector, start, end, PiiEvidence.Context);
        else if (detector.Strength == PiiStrength.Structural) Report(detector, start, end, evidence);
    }

    /// <summary>Whether the view's character stands so in the original too, and was no escape.</summary>
    public readonly bool IsRaw(int at) => _state.Folded.IsRaw(Original, at, Text[at]);
}
