using System.Runtime.InteropServices;

namespace StreamNer.Pii.Scanning;

/// <summary>One scan of one text, as a detector sees it. All positions are in <see cref="Text"/>, the folded view, until reported.</summary>
internal ref struct Scan
{
    /// <summary>What a context word behind a value adds to its <see cref="Distance"/>.</summary>
    private const int BehindCosts = 3;

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
        _state.Spent += steps;
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

    /// <summary>The lists in which a token's word stands; none for a token that does not exist.</summary>
    public readonly WordLists Lists(int token) => (uint)token < (uint)Tokens.Length ? Table.Lexicon.Lists(Tokens[token].Word) : default;

    /// <summary>Whether a token's word stands in a list.</summary>
    public readonly bool IsIn(int token, WordList list) => Lists(token).Has(list);

    /// <summary>Whether a token's word stands in one of two lists.</summary>
    public readonly bool IsIn(int token, WordList one, WordList other) => Lists(token).Has(one, other);

    /// <summary>Ends the search for context phrases: from here on detectors may ask for them.</summary>
    public readonly void SettleContext()
    {
        UInt128 types = 0;
        foreach (ref readonly var hit in CollectionsMarshal.AsSpan(Context)) types |= hit.Types | hit.Labels;
        _state.ContextTypes = types;
    }

    /// <summary>Whether the text has any context word of the type: a quick answer for most texts, which have none.</summary>
    public readonly bool HasContext(PiiType type) => (_state.ContextTypes & UInt128.One << type.Order) != 0;

    /// <summary>Whether a context word of the type is near the tokens [first, last].</summary>
    public readonly bool Near(PiiType type, int first, int last)
    {
        if (!HasContext(type)) return false;
        var bit = UInt128.One << type.Order;
        for (var at = ContextFrom(first - type.Before); at < Context.Count && Context[at].First <= last + type.After; at++)
            if (IsNear(Context[at], bit, type, first, last)) return true;
        return false;
    }

    /// <summary>How many words and numbers stand between the tokens [first, last] and the nearest context word of the type; a word behind them counts
    /// <see cref="BehindCosts"/> more, since labels stand before. <see cref="int.MaxValue"/> without one.</summary>
    public readonly int Distance(PiiType type, int first, int last)
    {
        var bit = UInt128.One << type.Order;
        var nearest = int.MaxValue;
        for (var at = ContextFrom(first - type.Before); at < Context.Count && Context[at].First <= last + type.After; at++)
        {
            var hit = Context[at];
            if (!IsNear(hit, bit, type, first, last)) continue;
            nearest = Math.Min(nearest, hit.Last < first ? CountWords(hit.Last + 1, first) : CountWords(last + 1, hit.First) + BehindCosts);
        }

        return nearest;
    }

    /// <summary>Whether a context word of the type ends with this token.</summary>
    public readonly bool EndsContext(PiiType type, int token)
    {
        var bit = UInt128.One << type.Order;
        for (var at = ContextFrom(token); at < Context.Count && Context[at].First <= token; at++)
            if (Context[at].Last == token && (Context[at].Types & bit) != 0) return true;
        return false;
    }

    /// <summary>Whether a context word of any type ends with this token.</summary>
    public readonly bool EndsContext(int token)
    {
        for (var at = ContextFrom(token); at < Context.Count && Context[at].First <= token; at++)
            if (Context[at].Last == token && Context[at].Types != 0) return true;
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

    /// <summary>Reports [start, end) of the view in the original's positions, unless it is a part of a UUID.</summary>
    public readonly void Report(Detector detector, int start, int end, PiiEvidence evidence)
    {
        if (!Boundaries.IsPartOfUuid(Text, start, end)) ReportAny(detector, start, end, evidence);
    }

    /// <summary>Reports [start, end) of the view wherever it stands: what a configuration asks for is not judged.</summary>
    public readonly void ReportAny(Detector detector, int start, int end, PiiEvidence evidence) =>
        _into.Add(new PiiSpan(detector.Type.Name, _state.Folded.Original(start), _state.Folded.Original(end), detector.Name, evidence));

    /// <summary>Reports what the tokens [first, last] hold, with the better evidence when a context word is near; a contextual detector reports only
    /// then. A claim gives way to others of the same range by <paramref name="handicap"/> words.</summary>
    public readonly void ReportNear(Detector detector, int start, int end, int first, int last, PiiEvidence evidence, int handicap = 0)
    {
        if (!Near(detector.Type, first, last))
        {
            if (detector.Strength == PiiStrength.Structural) Report(detector, start, end, evidence);
        }
        else if (detector.Strength == PiiStrength.Contextual) ReportClaim(detector, start, end, first, last, handicap);
        else Report(detector, start, end, PiiEvidence.Context);
    }

    /// <summary>Reports a value that only a context word near it makes one of this type: where the word of another type is nearer to the same range,
    /// that one has it.</summary>
    public readonly void ReportClaim(Detector detector, int start, int end, int first, int last, int handicap = 0)
    {
        if (Boundaries.IsPartOfUuid(Text, start, end)) return;
        _state.Claims.Add(new Claim(_into.Count, start, end, Distance(detector.Type, first, last) + handicap));
        ReportAny(detector, start, end, PiiEvidence.Context);
    }

    /// <summary>Takes back the claims on a range for which another has a nearer word.</summary>
    public readonly void SettleClaims()
    {
        var claims = _state.Claims;
        if (claims.Count < 2) return;
        claims.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.End != b.End
            ? a.End.CompareTo(b.End)
            : a.Distance.CompareTo(b.Distance));
        var lost = 0;
        for (int i = 1, best = 0; i < claims.Count; i++)
        {
            if (claims[i].Start != claims[best].Start || claims[i].End != claims[best].End) best = i;
            else if (claims[i].Distance > claims[best].Distance)
            {
                _into[claims[i].Index] = default;
                lost++;
            }
        }

        if (lost > 0) _into.RemoveAll(static span => span.Type is null);
    }

    // The first phrase that can end at this token or behind it: a phrase has at most 4 words, with two signs between.
    private readonly int ContextFrom(int token)
    {
        int low = 0, high = Context.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Context[middle].First < token - 10) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    // Two letters glued to a number are rather the beginning of a part number.
    private readonly bool IsNear(in ContextHit hit, UInt128 bit, PiiType type, int first, int last)
    {
        if ((hit.Types & bit) == 0 && ((hit.Labels & bit) == 0 || !IsLabel(hit.Last, first))) return false;
        if (hit.Last < first ? hit.Last < first - type.Before : hit.First <= last) return false;
        return hit.Last != first - 1 || hit.First != hit.Last || !Touches(first) || Tokens[hit.Last].Length > 2
            || Tokens[hit.Last].Kind != TokenKind.Letters;
    }

    // "Licence: D1234567", "Reg #AB12 CDE": nothing but signs between, and one of them says what follows.
    private readonly bool IsLabel(int word, int value)
    {
        if (word >= value || word < value - 4) return false;
        var says = false;
        for (var t = word + 1; t < value; t++)
        {
            if (Tokens[t].Kind != TokenKind.Symbol) return false;
            says |= Text[Tokens[t].Start] is ':' or '=' or '#' or '\u2116' or '\uFF1A';
        }

        return says;
    }

    private readonly int CountWords(int from, int to)
    {
        var count = 0;
        for (var t = from; t < to; t++) if (Tokens[t].Kind != TokenKind.Symbol) count++;
        return count;
    }

    /// <summary>Whether the view's character stands so in the original too, and was no escape.</summary>
    public readonly bool IsRaw(int at) => _state.Folded.IsRaw(Original, at, Text[at]);
}
