namespace StreamNer.Host.Evaluation;

/// <summary>
/// Reads CoNLL columns: a token and, last, its BIO2 tag; blank lines end a sentence. A line <c>#src=NAME partial=TYPE</c> before a sentence names
/// types that are not annotated.
/// </summary>
internal static class ConllReader
{
    /// <summary>Reads all sentences.</summary>
    /// <exception cref="LabelledFileException">A line has no tag, or an unknown one; the message names the line.</exception>
    public static IEnumerable<LabelledSentence> Read(TextReader reader)
    {
        var tokens = new List<string>();
        var tags = new List<string>();
        string[] unlabelled = [];
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (line.StartsWith("#src=", StringComparison.Ordinal))
            {
                unlabelled = Partial(line);
                continue;
            }

            if (line.AsSpan().Trim().IsEmpty)
            {
                if (tokens.Count > 0) yield return Sentence(tokens, tags, unlabelled);
                tokens.Clear();
                tags.Clear();
                continue;
            }

            var columns = line.Split(line.Contains('\t', StringComparison.Ordinal) ? '\t' : ' ', StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length < 2 || !IsTag(columns[^1])) throw new LabelledFileException($"line {number} is not a token and a BIO tag");
            tokens.Add(columns[0]);
            tags.Add(columns[^1]);
        }

        if (tokens.Count > 0) yield return Sentence(tokens, tags, unlabelled);
    }

    /// <summary>Spans of BIO2 tags; an I without a B of its type before it begins one too, as conlleval reads it.</summary>
    public static List<LabelledSpan> SpansOf(IReadOnlyList<string> tags)
    {
        var spans = new List<LabelledSpan>();
        for (var i = 0; i < tags.Count; i++)
        {
            if (tags[i] == "O") continue;
            var type = tags[i][2..];
            var joins = tags[i][0] == 'I' && spans.Count > 0 && spans[^1].Last == i - 1 && spans[^1].Type == type;
            if (joins) spans[^1] = spans[^1] with { Last = i };
            else spans.Add(new LabelledSpan(type, i, i));
        }

        return spans;
    }

    private static LabelledSentence Sentence(List<string> tokens, List<string> tags, string[] unlabelled) =>
        new([.. tokens], SpansOf(tags), unlabelled);

    private static bool IsTag(string tag) => tag == "O" || (tag.Length > 2 && tag[0] is 'B' or 'I' && tag[1] == '-');

    private static string[] Partial(string line)
    {
        const string key = "partial=";
        var at = line.IndexOf(key, StringComparison.Ordinal);
        return at < 0 ? [] : [.. line[(at + key.Length)..].Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Where(type => type != "-")];
    }
}
