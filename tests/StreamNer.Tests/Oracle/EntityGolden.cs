using System.Text.Json;
using StreamNer.Decoding;
using StreamNer.Text;

namespace StreamNer.Tests.Oracle;

/// <summary>The reference pipeline's answers in <c>Golden/</c>, offsets turned into UTF-16 units.</summary>
internal sealed record EntityGolden(string Text, (string Label, float Score)[] Pieces, IReadOnlyDictionary<Aggregation, EntitySpan[]> Entities)
{
    public static List<EntityGolden> Read(string file)
    {
        var documents = new List<EntityGolden>();
        foreach (var line in File.ReadLines(PathOf(file)))
        {
            using var json = JsonDocument.Parse(line);
            var text = json.RootElement.GetProperty("text").GetString()!;
            var units = Utf16Offsets(text);
            documents.Add(new EntityGolden(
                text,
                [.. json.RootElement.GetProperty("tokens").EnumerateArray().Select(piece => (piece[0].GetString()!, piece[1].GetSingle()))],
                Enum.GetValues<Aggregation>().ToDictionary(one => one, one =>
                    EntitiesOf(json.RootElement.GetProperty(one.ToString().ToLowerInvariant()), units))));
        }

        return documents;
    }

    /// <summary>The reference tokeniser's tokens by text.</summary>
    public static Dictionary<string, TokenBuffer> ReadTokens()
    {
        var tokens = new Dictionary<string, TokenBuffer>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(PathOf("tokens_uncased.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var text = json.RootElement.GetProperty("text").GetString()!;
            var units = Utf16Offsets(text);
            var buffer = new TokenBuffer();
            var words = json.RootElement.GetProperty("words");
            var offsets = json.RootElement.GetProperty("offsets");
            var at = 0;
            foreach (var id in json.RootElement.GetProperty("ids").EnumerateArray())
            {
                buffer.Add(id.GetInt32(), units[offsets[at][0].GetInt32()], units[offsets[at][1].GetInt32()], words[at].GetInt32());
                at++;
            }

            tokens[text] = buffer;
        }

        return tokens;
    }

    private static EntitySpan[] EntitiesOf(JsonElement list, int[] units) =>
        [.. list.EnumerateArray().Select(entity => new EntitySpan(
            entity.GetProperty("label").GetString()!,
            units[entity.GetProperty("start").GetInt32()],
            units[entity.GetProperty("end").GetInt32()],
            entity.GetProperty("score").GetSingle()))];

    private static int[] Utf16Offsets(string text)
    {
        var units = new List<int>();
        for (var at = 0; at < text.Length; at += at + 1 < text.Length && char.IsSurrogatePair(text, at) ? 2 : 1) units.Add(at);
        units.Add(text.Length);
        return [.. units];
    }

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", file);
}
