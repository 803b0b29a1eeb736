using System.Text.Json;

namespace StreamNer.Pii.Evaluation;

/// <summary>A labelled span: type, [Start, End) in UTF-16 units.</summary>
public readonly record struct LabelledSpan(string Type, int Start, int End);

/// <summary>A text with the spans that should be found.</summary>
public sealed record LabelledText(string Text, IReadOnlyList<LabelledSpan> Spans)
{
    /// <summary>
    /// Reads a file in one of two forms: a JSON array of <c>full_text</c> with <c>spans</c> (<c>entity_type</c>, <c>start_position</c>,
    /// <c>end_position</c> in code points), or
    /// JSON lines <c>{"text","type","start","end"}</c> (code points), where lines with the same text in a row are one text and a line without
    /// <c>type</c> has no span.
    /// Throws <see cref="JsonException"/> or <see cref="KeyNotFoundException"/> on another form.
    /// </summary>
    public static IReadOnlyList<LabelledText> Read(string path)
    {
        using var stream = File.OpenRead(path);
        return stream.ReadByte() == '[' ? ReadArray(path) : ReadLines(path);
    }

    private static List<LabelledText> ReadArray(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var texts = new List<LabelledText>();
        foreach (var item in document.RootElement.EnumerateArray())
        {
            var text = item.GetProperty("full_text").GetString() ?? "";
            var units = Units(text);
            texts.Add(new LabelledText(text,
            [
                .. item.GetProperty("spans").EnumerateArray().Select(s => new LabelledSpan(CommonName(s.GetProperty("entity_type").GetString() ?? ""),
                    units[s.GetProperty("start_position").GetInt32()], units[s.GetProperty("end_position").GetInt32()])),
            ]));
        }

        return texts;
    }

    private static List<LabelledText> ReadLines(string path)
    {
        var texts = new List<LabelledText>();
        foreach (var line in File.ReadLines(path))
        {
            if (line.Length == 0) continue;
            using var document = JsonDocument.Parse(line);
            var text = document.RootElement.GetProperty("text").GetString() ?? "";
            if (texts.Count == 0 || texts[^1].Text != text) texts.Add(new LabelledText(text, new List<LabelledSpan>()));
            if (!document.RootElement.TryGetProperty("type", out var type)) continue;
            var units = Units(text);
            ((List<LabelledSpan>)texts[^1].Spans).Add(new LabelledSpan(CommonName(type.GetString() ?? ""),
                units[document.RootElement.GetProperty("start").GetInt32()], units[document.RootElement.GetProperty("end").GetInt32()]));
        }

        return texts;
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
