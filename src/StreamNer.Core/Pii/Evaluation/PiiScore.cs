namespace StreamNer.Pii.Evaluation;

/// <summary>Counts of true and false findings.</summary>
internal readonly record struct PiiCounts(int TruePositives, int FalsePositives, int FalseNegatives)
{
    /// <summary>Share of findings that are right, 0 to 1; 1 without findings.</summary>
    public double Precision => Ratio(TruePositives, TruePositives + FalsePositives);

    /// <summary>Share of labels that are found, 0 to 1; 1 without labels.</summary>
    public double Recall => Ratio(TruePositives, TruePositives + FalseNegatives);

    /// <summary>Harmonic mean of precision and recall.</summary>
    public double F1 => F(1);

    /// <summary>F-measure in which recall weighs twice as much.</summary>
    public double F2 => F(4);

    /// <summary>Adds counts.</summary>
    public static PiiCounts operator +(PiiCounts a, PiiCounts b) =>
        new(a.TruePositives + b.TruePositives, a.FalsePositives + b.FalsePositives, a.FalseNegatives + b.FalseNegatives);

    private double F(double weight)
    {
        var denominator = weight * Precision + Recall;
        return denominator == 0 ? 0 : (1 + weight) * Precision * Recall / denominator;
    }

    private static double Ratio(int part, int whole) => whole == 0 ? 1 : (double)part / whole;
}

/// <summary>A label that no finding has exactly, or a finding that no label has.</summary>
/// <param name="Missed">True for a label not found, false for a finding not labelled.</param>
/// <param name="Type">The type of the label or finding.</param>
/// <param name="Value">What it covers.</param>
/// <param name="Text">The whole text.</param>
internal readonly record struct PiiMiss(bool Missed, string Type, string Value, string Text);

/// <summary>
/// Scores findings against labels: by type for exact spans, and without types by token, where a token is a maximal run of letters, digits and
/// <c>_</c> or one
/// other non-blank character, and is personal data when it overlaps a span.
/// </summary>
internal sealed class PiiScore
{
    private readonly SortedDictionary<string, PiiCounts> _byType = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (int Found, int All)> _tokensByType = new(StringComparer.Ordinal);
    private readonly List<PiiMiss> _misses = [];

    /// <summary>Per type, exact spans.</summary>
    public IReadOnlyDictionary<string, PiiCounts> ByType => _byType;

    /// <summary>Per labelled type: tokens covered by any finding, and all.</summary>
    public IReadOnlyDictionary<string, (int Found, int All)> TokensByType => _tokensByType;

    /// <summary>By token, whatever the type.</summary>
    public PiiCounts Tokens { get; private set; }

    /// <summary>All misses in the order of the texts.</summary>
    public IReadOnlyList<PiiMiss> Misses => _misses;

    /// <summary>Adds one text with what was found in it.</summary>
    public void Add(LabelledText labelled, IReadOnlyList<PiiSpan> found)
    {
        var text = labelled.Text;
        var labels = labelled.Spans.ToHashSet();
        var findings = found.Select(f => new LabelledSpan(f.Type, f.Start, f.End)).ToHashSet();
        foreach (var label in labels) Count(label, findings.Contains(label) ? new(1, 0, 0) : new(0, 0, 1), true, text);
        foreach (var finding in findings)
            if (!labels.Contains(finding)) Count(finding, new(0, 1, 0), false, text);
        CountTokens(labelled, found);
    }

    private void Count(LabelledSpan span, PiiCounts counts, bool missed, string text)
    {
        _byType[span.Type] = _byType.GetValueOrDefault(span.Type) + counts;
        if (counts.TruePositives == 0) _misses.Add(new PiiMiss(missed, span.Type, text[span.Start..span.End], text));
    }

    private void CountTokens(LabelledText labelled, IReadOnlyList<PiiSpan> found)
    {
        var text = labelled.Text;
        var isLabelled = new bool[text.Length];
        var isFound = new bool[text.Length];
        var types = new string?[text.Length];
        foreach (var span in labelled.Spans)
        {
            Array.Fill(isLabelled, true, span.Start, span.End - span.Start);
            Array.Fill(types, span.Type, span.Start, span.End - span.Start);
        }

        foreach (var span in found) Array.Fill(isFound, true, span.Start, span.End - span.Start);
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var end = i + 1;
            if (IsWord(text[i])) while (end < text.Length && IsWord(text[end])) end++;
            var label = Array.IndexOf(isLabelled, true, i, end - i);
            var hit = Array.IndexOf(isFound, true, i, end - i) >= 0;
            Tokens += (label >= 0, hit) switch
            {
                (true, true) => new(1, 0, 0),
                (true, false) => new(0, 0, 1),
                (false, true) => new(0, 1, 0),
                _ =>
                default
            };
            if (label >= 0)
            {
                var (covered, all) = _tokensByType.GetValueOrDefault(types[label]!);
                _tokensByType[types[label]!] = (covered + (hit ? 1 : 0), all + 1);
            }

            i = end;
        }
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
