using System.Collections.Concurrent;
using StreamNer.Pii.Detectors;
using StreamNer.Pii.Scanning;

namespace StreamNer.Pii;

/// <summary>
/// Finds personal data in texts by rules: 1. fold the text to a plain view, 2. cut it into tokens, 3. find context words,
/// 4. ask the detectors at the tokens that can begin a value. One pass for all types. Thread-safe.
/// </summary>
public sealed class PiiScanner
{
    private const int ShortestRun = 16;
    private const int LongestCjkWord = 8;

    private readonly DetectorTable _table = DetectorTable.Default;
    private readonly ConcurrentBag<ScanState> _states = [];
    private readonly long _stepsPerCharacter;

    /// <summary>Makes a scanner; each detector may take 10,000 steps and <paramref name="stepsPerCharacter"/> for each UTF-16 unit of a text.</summary>
    public PiiScanner(int stepsPerCharacter = 1000) => _stepsPerCharacter = stepsPerCharacter;

    /// <summary>Appends what the rules find in <paramref name="text"/>, unmerged and in no order; overlaps are left to the merger.</summary>
    public PiiScanResult Scan(string text, List<PiiSpan> into)
    {
        if (!_states.TryTake(out var state)) state = new ScanState(_table.All.Length);
        try
        {
            var scan = new Scan(_table, text, state, into, 10_000 + text.Length * _stepsPerCharacter);
            FindContext(scan);
            Dispatch(ref scan);
            foreach (var detector in _table.AtEnd) detector.AtEnd!(ref scan, detector);
            var steps = 0L;
            foreach (var spent in state.Steps) steps += spent;
            return new PiiScanResult(scan.Exhausted?.Name, steps);
        }
        finally
        {
            state.Reset();
            _states.Add(state);
        }
    }

    // An unbroken run of letters, digits, "_" and "-".
    private static int RunEnd(in Scan scan, int token)
    {
        var t = token + 1;
        while (scan.Touches(t) && (scan.Tokens[t].Kind is TokenKind.Letters or TokenKind.Digits || scan.Symbol(t) is '_' or '-')) t++;
        return t;
    }

    private void FindContext(in Scan scan)
    {
        var tokens = scan.Tokens;
        for (var t = 0; t < tokens.Length; t++)
        {
            if (tokens[t].Word != 0) _table.ContextWords.Find(tokens, t, tokens[t].Word, scan.Context);
            else if (tokens[t].Kind == TokenKind.Cjk) FindCjk(scan, t);
        }
    }

    // Chinese, Japanese and Korean write no blanks between words: every part of a run is looked up.
    private void FindCjk(in Scan scan, int token)
    {
        var run = scan.Of(token);
        for (var start = 0; start < run.Length; start++)
        {
            var hash = Lexicon.Seed;
            for (var end = start; end < Math.Min(run.Length, start + LongestCjkWord); end++)
            {
                hash = Lexicon.Step(hash, CharTable.Words[run[end]]);
                if (end > start && _table.Lexicon.Find(run[start..(end + 1)], hash) is not 0 and var word) _table.ContextWords.Find(scan.Tokens, token, word, scan.Context);
            }
        }
    }

    private void Dispatch(ref Scan scan)
    {
        var tokens = scan.Tokens;
        var runEnd = 0;
        for (var t = 0; t < tokens.Length && scan.Exhausted is null; t++)
        {
            if (t >= runEnd && tokens[t].Kind is TokenKind.Letters or TokenKind.Digits)
            {
                runEnd = RunEnd(scan, t);
                if (tokens[runEnd - 1].End - tokens[t].Start >= ShortestRun)
                    foreach (var detector in _table.AtRun) detector.AtRun!(ref scan, detector, t);
            }

            switch (tokens[t].Kind)
            {
                case TokenKind.Digits:
                    _table.Identifiers.At(ref scan, t);
                    foreach (var detector in _table.AtDigits) detector.AtDigits!(ref scan, detector, t);
                    break;
                case TokenKind.Symbol when scan.Text[tokens[t].Start] is < (char)128 and var symbol:
                    foreach (var detector in _table.BySymbol[symbol]) detector.AtSymbol!(ref scan, detector, t);
                    break;
                case TokenKind.Letters when tokens[t].Word != 0 && scan.Roles(t) is not WordRoles.None and var roles:
                    foreach (var detector in _table.AtWord)
                        if ((detector.Roles & roles) != WordRoles.None) detector.AtWord!(ref scan, detector, t);
                    break;
            }
        }
    }
}
