using System.Text.Json;

namespace StreamNer.Pii.Evaluation;

/// <summary>A labelled span: type, [Start, End) in UTF-16 units.</summary>
internal readonly record struct LabelledSpan(string Type, int Start, int End);

/// <summary>A text with the spans that should be found.</summary>
internal sealed record LabelledText(string Text, IReadOnlyList<LabelledSpan> Spans)
{
    /// <summary>
    /// Reads a file in one of two forms: a JSON array of <c>full_text</c> with <c>spans</c> (<c>entity_type</c>, <c>start_position</c>,
    /// <c>end_position</c> in code points), or
    /// JSON lines <c>{"text","type","start","end"}</c> (code points), where lines with the same text in a row are one text and a line without
    /// <c>type</c> has no span.
    /// </summary>
    /// <exception cref="FormatException">It has another form, a span is outside of its text, or it holds no text; the message names the place and
    /// quotes nothing.</exception>
    public static IReadOnlyList<LabelledText> Read(string path)
    {
        using var stream = File.OpenRead(path);
        var texts = stream.ReadByte() == '[' ? ReadArray(path) : ReadLines(path);
        return texts.Count > 0 ? texts : throw new FormatException("holds no text");
    }

    private static List<LabelledText> ReadArray(string path)
    {
        using var document = At("the file", () => JsonDocument.Parse(File.ReadAllBytes(path)));
        var texts = new List<LabelledText>();
        foreach (var item in document.RootElement.EnumerateArray())
        {
            texts.Add(At($"item {texts.Count + 1}", () =>
            {
                var text = Required(item, "full_text");
                var units = Units(text);
                return new LabelledText(text,
                    [.. item.GetProperty("spans").EnumerateArray()
                    .Select(span => Span(span, units, "entity_type", "start_position", "end_position"))]);
            }));
        }

        return texts;
    }

    private static List<LabelledText> ReadLines(string path)
    {
        var texts = new List<LabelledText>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length > 0) At($"line {number}", () => ReadLine(line, texts));
        }

        return texts;
    }

    private static bool ReadLine(string line, List<LabelledText> texts)
    {
        using var document = JsonDocument.Parse(line);
        var text = Required(document.RootElement, "text");
        if (texts.Count == 0 || texts[^1].Text != text) texts.Add(new LabelledText(text, new List<LabelledSpan>()));
        if (!document.RootElement.TryGetProperty("type", out _)) return false;
        ((List<LabelledSpan>)texts[^1].Spans).Add(Span(document.RootElement, Units(text), "type", "start", "end"));
        return true;
    }

    private static string Required(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null");

    private static LabelledSpan Span(JsonElement element, int[] units, string type, string start, string end)
    {
        var (from, to) = (element.GetProperty(start).GetInt32(), element.GetProperty(end).GetInt32());
        if (from < 0 || to <= from || to >= units.Length)
            throw new FormatException($"a span is outside of its text, or empty ({from} to {to} of {units.Length - 1} code points)");
        return new LabelledSpan(CommonName(Required(element, type)), units[from], units[to]);
    }

    // What the parsers throw says neither where nor, safely, what: only our own messages go on.
    private static T At<T>(string place, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw new FormatException($"{place}: {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"{place} is neither an item of full_text and spans nor a line of text, type, start and end", e);
        }
    }

    // Code point index to UTF-16 index.
    private static int[] Units(string text)
    {
        var units = new List<int>(text.Length + 1);
        for (var i = 0; i < text.Length; i += char.IsSurrogatePair(text, i) ? 2 : 1)
        {
            units.Add(i);
            if (i + 1 == text.Length) break;
        }

        units.Add(text.Length);
        return [.. units];
    }

    private static string CommonName(string type) => type switch
    {
        "CREDIT_CARD" => "CARD",
        "PHONE_NUMBER" => "PHONE",
        "DATE_TIME" => "DATE",
        "EMAIL_ADDRESS" => "EMAIL",
        "US_SSN" => "SSN",
        "IBAN_CODE" => "IBAN",
        "DOMAIN_NAME" => "URL",
        "US_DRIVER_LICENSE" => "DRIVER_LICENSE",
        "IP_ADDRESS" => "IP",
        _ => type,
    };
}
