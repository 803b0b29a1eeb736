using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using StreamNer.Configuration;
using StreamNer.Pii.Rules;
using StreamNer.Pii.Scanning;
using StreamNer.Pipeline;

namespace StreamNer.Pii;

/// <summary>
/// Finds personal data in texts by rules: 1. fold the text to a plain view, 2. cut it into tokens, 3. find context words,
/// 4. ask the detectors at the tokens that can begin a value, 5. rules and lists of the configuration. One pass for all types. Thread-safe.
/// </summary>
internal sealed class PiiScanner
{
    private const int ShortestRun = 16;
    private const int LongestCjkWord = 8;

    private readonly PiiScanOptions _options;
    private readonly DetectorTable _builtIn;
    private readonly DetectorTable _table;
    private readonly TimeProvider _time;
    private readonly ConcurrentBag<ScanState> _states = [];
    private readonly ValueLists _lists;

    /// <summary>Makes a scanner with the built-in detectors.</summary>
    public PiiScanner()
        : this(new PiiScanOptions())
    {
    }

    /// <summary>Makes a scanner of options without mistakes; throws <see cref="ArgumentException"/> where there is one.</summary>
    public PiiScanner(PiiScanOptions options)
        : this(options, DetectorTable.Default, TimeProvider.System)
    {
    }

    internal PiiScanner(PiiScanOptions options, DetectorTable table, TimeProvider time)
    {
        (_options, _builtIn, _time) = (options, table, time);
        var errors = new List<OptionError>();
        options.Validate(errors);
        if (errors.Count > 0) throw new ArgumentException(string.Join("; ", errors), nameof(options));
        _lists = new ValueLists(options);
        _table = table.With([.. options.Rules.Select(RuleMatcher.Detector), _lists.Detector]);
        Watch = new ScanWatch(time, index => _table.All[index].Name);
    }

    /// <summary>Tells which scans are under way.</summary>
    public ScanWatch Watch { get; }

    /// <summary>The version of what is detected: a hash of the type table, the data tables and <paramref name="options"/>.</summary>
    public static string Version(PiiScanOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string part) => hash.AppendData(Encoding.UTF8.GetBytes($"{part.Length}:{part}"));
        foreach (var type in PiiTypes.All)
        {
            Add($"{type.Name} {type.Region} {type.Languages} {type.Context} {type.Labels} {type.Before} {type.After}");
            foreach (var (name, strength) in type.Detectors) Add($"{name} {strength}");
        }

        foreach (var table in DataTable.Names()) foreach (var line in DataTable.Lines(table)) Add(line);
        foreach (var rule in options.Rules) Add($"{rule.Name} {rule.Type} {rule.MatchCase} {rule.MaxLength} {rule.Pattern}");
        foreach (var value in options.Allow) Add($"allow {value}");
        foreach (var value in options.Deny) Add($"deny {value.Type} {value.Value}");
        Add($"{options.StepsPerCharacter}");
        return "rules-" + Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    /// <summary>
    /// Appends what the rules find in <paramref name="text"/>, unmerged and in no order; overlaps are left to the merger. Each detector may take
    /// 10,000 steps and
    /// <see cref="PiiScanOptions.StepsPerCharacter"/> for each UTF-16 unit; where one needs more, the result names it and the findings are not
    /// complete. <paramref name="document"/> is what the text belongs to, for <see cref="Watch"/> alone.
    /// </summary>
    public PiiScanResult Scan(string text, List<PiiSpan> into, Document? document = null)
    {
        if (!_states.TryTake(out var state)) Watch.Add(state = new ScanState(_table.All.Length));
        Watch.Begin(state, text.Length, document);
        try
        {
            var from = into.Count;
            var scan = new Scan(_table, text, state, into, 10_000 + text.Length * _options.StepsPerCharacter);
            FindContext(scan);
            Dispatch(ref scan);
            foreach (var asked in _table.AtEnd) Ask(ref scan, asked, scan.Tokens.Length);
            scan.SettleClaims();
            _lists.Allow(text, into, from);
            return new PiiScanResult(scan.Exhausted?.Name, state.Spent);
        }
        finally
        {
            state.Reset();
            _states.Add(state);
        }
    }

    /// <summary>The same detectors without the rules and lists of the configuration.</summary>
    internal PiiScanner WithoutOwn() => new(_options with { Rules = [], Allow = [], Deny = [] }, _builtIn, _time);

    private static void Ask(ref Scan scan, DetectorTable.Asked asked, int token)
    {
        scan.Ask(asked.Detector);
        asked.Read(ref scan, asked.Detector, token);
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
            else if (tokens[t].Kind == TokenKind.Letters && CamelCase.IsName(scan, t)) FindCamel(scan, t);
        }

        scan.SettleContext();
    }

    // "accountNumber": the phrases of its parts stand for the whole token.
    private void FindCamel(in Scan scan, int token)
    {
        Span<Token> parts = stackalloc Token[CamelCase.MostParts];
        parts = parts[..CamelCase.Cut(scan, token, parts)];
        var from = scan.Context.Count;
        for (var part = 0; part < parts.Length; part++)
            if (parts[part].Word != 0) _table.ContextWords.Find(parts, part, parts[part].Word, scan.Context);
        for (var hit = from; hit < scan.Context.Count; hit++) scan.Context[hit] = scan.Context[hit] with { First = token, Last = token };
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
                if (end > start && _table.Lexicon.Find(run[start..(end + 1)], hash) is not 0 and var word) _table.ContextWords.Find(scan.Tokens,
                    token, word, scan.Context);
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
                    foreach (var asked in _table.AtRun) Ask(ref scan, asked, t);
            }

            switch (tokens[t].Kind)
            {
                case TokenKind.Digits:
                    scan.Ask(_table.Walk);
                    _table.Shapes.At(ref scan, t);
                    foreach (var asked in _table.AtDigits) Ask(ref scan, asked, t);
                    break;
                case TokenKind.Symbol when scan.Text[tokens[t].Start] is < (char)128 and var symbol:
                    foreach (var asked in _table.BySymbol[symbol]) Ask(ref scan, asked, t);
                    break;
                case TokenKind.Letters:
                    foreach (var asked in _table.ByWord[tokens[t].Word]) Ask(ref scan, asked, t);
                    break;
            }
        }
    }
}
