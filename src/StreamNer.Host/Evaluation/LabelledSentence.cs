using System.Text;

namespace StreamNer.Host.Evaluation;

/// <summary>A labelled part of a sentence, [First, Last]: indexes of tokens, or UTF-16 units of the joined text.</summary>
internal readonly record struct LabelledSpan(string Type, int First, int Last);

/// <summary>How the tokens of a labelled sentence become a text.</summary>
internal enum Spacing
{
    /// <summary>Joined by spaces, <c>n't</c> to the word before.</summary>
    Spaced,

    /// <summary>
    /// As people write: no space before <c>.,;:!?)</c>, <c>'s</c> and the like, none after <c>(</c>, none inside quotes. Tokens alone decide, so
    /// that a text is the same for everybody.
    /// </summary>
    Natural,
}

/// <summary>One sentence with its entities. <paramref name="Unlabelled"/> names the types that its data set does not annotate.</summary>
internal sealed record LabelledSentence(IReadOnlyList<string> Tokens, IReadOnlyList<LabelledSpan> Spans, IReadOnlyList<string> Unlabelled)
{
    /// <summary>The sentence as a text; <paramref name="starts"/> gets the UTF-16 offset of each token.</summary>
    public string Join(Spacing spacing, List<int> starts)
    {
        starts.Clear();
        var text = new StringBuilder();
        var quotes = new QuotePairs();
        var glued = true;
        foreach (var token in Tokens)
        {
            var (before, after) = spacing == Spacing.Natural ? quotes.Around(token) : (IsNot(token), false);
            if (!glued && !before) text.Append(' ');
            starts.Add(text.Length);
            text.Append(token);
            glued = after;
        }

        return text.ToString();
    }

    /// <summary>
    /// The entities in UTF-16 units of the text that <see cref="Join"/> made, without the sign of a hashtag they begin with: sets differ in whether
    /// it belongs to the name, and ours never does.
    /// </summary>
    public IEnumerable<LabelledSpan> OnCharacters(IReadOnlyList<int> starts) => Spans.Select(span =>
        new LabelledSpan(span.Type, starts[span.First] + SignOf(Tokens[span.First]), starts[span.Last] + Tokens[span.Last].Length - 1));

    /// <summary>Where the names of tokens start: as <paramref name="starts"/>, but after the sign of a hashtag.</summary>
    public List<int> NameStarts(IReadOnlyList<int> starts) => [.. starts.Select((start, token) => start + SignOf(Tokens[token]))];

    /// <summary>1 for a hashtag, whose name begins after the sign; else 0.</summary>
    public static int SignOf(string token) => token.Length > 1 && token[0] == '#' && char.IsLetterOrDigit(token[1]) ? 1 : 0;

    private static bool IsNot(string token) => token.Equals("n't", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a token is written without a space before it, and without one after it.</summary>
    private struct QuotePairs
    {
        private bool _openDouble;
        private bool _openSingle;

        public (bool Before, bool After) Around(string token) => token switch
        {
            "." or "," or ";" or ":" or "!" or "?" or ")" or "]" or "}" or "%" or "..." or "\u2026" or "''" or "\u201D" => (true, false),
            "(" or "[" or "{" or "$" or "``" or "\u201C" or "\u2018" => (false, true),
            "\"" => Toggle(ref _openDouble),
            "'" => Toggle(ref _openSingle),
            _ => (IsNot(token) || IsEnding(token), false),
        };

        private static (bool Before, bool After) Toggle(ref bool open)
        {
            open = !open;
            return (!open, open);
        }

        // Runs of marks such as !! or ?!, and contractions.
        private static bool IsEnding(string token) =>
            token.All(c => c is '.' or ',' or '!' or '?')
            || (token.Length is 2 or 3 && token[0] is '\'' or '\u2019' && token[1..].ToUpperInvariant() is "S" or "RE" or "VE" or "LL" or "D" or "M");
    }
}
