using System.Text;
using System.Text.Json;
using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Inference;
using StreamNer.Text;

namespace StreamNer.Onnx;

/// <summary>
/// A model's own <c>golden.jsonl</c>: lines of <c>{"text","entities":[{"label","start","end"}]}</c>, offsets in code points, aggregation
/// <c>first</c>.
/// </summary>
internal static class GoldenFile
{
    /// <summary>The texts in which <paramref name="model"/> finds something else.</summary>
    /// <exception cref="ModelException">The file is damaged.</exception>
    public static IReadOnlyList<string> Mismatches(byte[] file, OnnxModel model)
    {
        var texts = new List<string>();
        var expected = new List<string>();
        foreach (var line in Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries)) Read(line, texts, expected);
        var tokens = texts.ConvertAll(text =>
        {
            var buffer = new TokenBuffer();
            model.Tokenizer.Tokenize(text, buffer);
            return buffer;
        });
        var results = new DocumentEntities[texts.Count];
        using var telemetry = new Telemetry();
        using var classification = model.CreateClassification(new InferenceOptions(), telemetry);
        classification.Classify(tokens, Aggregation.First, results);
        var found = results.Select((result, at) => Format(result.Entities ?? [], texts[at])).ToList();
        return [.. texts.Where((_, at) => found[at] != expected[at])];
    }

    private static void Read(string line, List<string> texts, List<string> expected)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            texts.Add(json.RootElement.GetProperty("text").GetString()!);
            expected.Add(string.Concat(json.RootElement.GetProperty("entities").EnumerateArray().Select(entity =>
                $"{entity.GetProperty("label").GetString()} {entity.GetProperty("start").GetInt32()} {entity.GetProperty("end").GetInt32()}\n")));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ModelException("model:path", "golden.jsonl is damaged", error);
        }
    }

    private static string Format(List<EntitySpan> entities, string text) =>
        string.Concat(entities.Select(entity => $"{entity.Label} {CodePoints(text, entity.Start)} {CodePoints(text, entity.End)}\n"));

    private static int CodePoints(string text, int utf16)
    {
        var count = 0;
        foreach (var _ in text.AsSpan(0, utf16).EnumerateRunes()) count++;
        return count;
    }
}
