using System.Text.Json;
using StreamNer.Decoding;

namespace StreamNer.Host.Evaluation;

/// <summary>A mention whose entity is known: [Start, End) in UTF-16 units.</summary>
/// <param name="Start">First unit.</param>
/// <param name="End">One past the last unit.</param>
/// <param name="Title">The entity's English title; empty when it is in no encyclopaedia.</param>
/// <param name="Id">Its Wikidata id, such as <c>Q60</c>; empty likewise.</param>
/// <param name="Kinds">What it may be called by the file; empty when the file does not say.</param>
internal sealed record GoldMention(int Start, int End, string Title, string Id, IReadOnlyList<LabelKind> Kinds);

/// <summary>A text with its linked mentions, as two public forms of JSON lines hold them.</summary>
internal sealed record LinkedText(string Text, IReadOnlyList<GoldMention> Mentions)
{
    /// <summary>
    /// Reads JSON lines of either form, with offsets in code points: <c>{sentence, index: [[start, end]], link: ["title|id"]}</c>, or
    /// <c>{text, labels: [{span: [start, end], entity_id, name, type}]}</c>, whose ids that do not begin with Q mean an entity without one.
    /// </summary>
    /// <exception cref="LabelledFileException">A line is of neither form; the message names it and quotes nothing.</exception>
    public static IEnumerable<LinkedText> Read(TextReader reader)
    {
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.AsSpan().Trim().IsEmpty) continue;
            LinkedText text;
            try
            {
                using var json = JsonDocument.Parse(line);
                text = json.RootElement.TryGetProperty("sentence", out var sentence)
                    ? OfPairs(sentence.GetString()!, json.RootElement)
                    : OfLabels(json.RootElement.GetProperty("text").GetString()!, json.RootElement.GetProperty("labels"));
            }
            catch (Exception e) when (
                e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
            {
                throw new LabelledFileException(
                    $"line {number} is not a text with its links: {{sentence, index, link}} or {{text, labels}} with offsets in code points", e);
            }

            yield return text;
        }
    }

    private static LinkedText OfPairs(string text, JsonElement root)
    {
        var offsets = new CodePoints(text);
        JsonElement spans = root.GetProperty("index"), links = root.GetProperty("link");
        if (spans.GetArrayLength() != links.GetArrayLength()) throw new FormatException("as many spans as links");
        var mentions = new List<GoldMention>();
        foreach (var (span, link) in spans.EnumerateArray().Zip(links.EnumerateArray()))
        {
            var value = link.GetString()!;
            var bar = value.LastIndexOf('|');
            if (bar < 0) throw new FormatException("a title and an id");
            var (start, end) = offsets.Of(span);
            var id = value[(bar + 1)..];
            // Now and then the letter is missing.
            mentions.Add(new GoldMention(start, end, value[..bar], id.StartsWith('Q') ? id : "Q" + id, []));
        }

        return new LinkedText(text, mentions);
    }

    private static LinkedText OfLabels(string text, JsonElement labels)
    {
        var offsets = new CodePoints(text);
        var mentions = new List<GoldMention>();
        foreach (var label in labels.EnumerateArray())
        {
            var id = label.GetProperty("entity_id").GetString()!;
            var known = id.StartsWith('Q');
            var (start, end) = offsets.Of(label.GetProperty("span"));
            mentions.Add(new GoldMention(start, end, known ? label.GetProperty("name").GetString()! : "", known ? id : "",
                KindsOf(label.TryGetProperty("type", out var type) ? type.GetString() ?? "" : "")));
        }

        return new LinkedText(text, mentions);
    }

    /// <summary>Kinds of Wikidata's classes, separated by bars: human, geographic entity, organisation; gods and heroes of tales may be called
    /// persons. Anything else is of the last kind; <c>OTHER</c>, which planets have too, says nothing.</summary>
    private static LabelKind[] KindsOf(string classes) => [.. classes.Split('|', StringSplitOptions.RemoveEmptyEntries)
        .Where(item => item != "OTHER").SelectMany(Kinds).Distinct()];

    private static LabelKind[] Kinds(string item) => item switch
    {
        "Q215627" or "Q5" => [LabelKind.Person],
        "Q43229" => [LabelKind.Organization],
        "Q27096213" or "Q618123" => [LabelKind.Location],
        "Q21070598" => [LabelKind.Person, LabelKind.Miscellaneous],
        _ => [LabelKind.Miscellaneous],
    };

    private readonly struct CodePoints(string text)
    {
        private readonly int[] _starts = Starts(text);

        public (int Start, int End) Of(JsonElement span)
        {
            int start = span[0].GetInt32(), end = span[1].GetInt32();
            if (span.GetArrayLength() != 2 || start < 0 || end <= start || end >= _starts.Length) throw new FormatException("a span of the text");
            return (_starts[start], _starts[end]);
        }

        private static int[] Starts(string text)
        {
            var starts = new List<int>(text.Length + 1);
            var at = 0;
            foreach (var rune in text.EnumerateRunes())
            {
                starts.Add(at);
                at += rune.Utf16SequenceLength;
            }

            starts.Add(at);
            return [.. starts];
        }
    }
}
