using System.Text.Json;
using StreamNer.Output;
using StreamNer.Text;

namespace StreamNer.Tests.Oracle;

/// <summary>Equality with Hugging Face's tokenizer on the golden texts, in all four option sets.</summary>
public sealed class TokenizerOracleTests
{
    public static readonly TheoryData<string, bool, bool?> OptionSets = new()
    {
        { "tokens_uncased", true, null },
        { "tokens_uncased_accents", true, false },
        { "tokens_cased", false, null },
        { "tokens_cased_stripped", false, true },
    };

    [Theory]
    [MemberData(nameof(OptionSets))]
    public void Ids_offsets_and_words_are_those_of_the_reference(string file, bool lowerCase, bool? stripAccents)
    {
        var tokenizer = new WordPieceTokenizer(GoldenVocabulary.Instance, new(lowerCase, stripAccents));
        var tokens = new TokenBuffer();
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", file + ".jsonl"));
        Assert.True(lines.Length >= 243);
        Assert.All(lines, line =>
        {
            using var json = JsonDocument.Parse(line);
            var text = json.RootElement.GetProperty("text").GetString()!;
            tokenizer.Tokenize(text, tokens);
            int[] offsets = [.. tokens.Starts, .. tokens.Ends];
            OffsetUnits.Convert(text, OffsetUnit.CodePoint, offsets);
            Assert.Equal(Ints(json.RootElement.GetProperty("ids")), tokens.Ids.ToArray());
            Assert.Equal(Ints(json.RootElement.GetProperty("words")), tokens.Words.ToArray());
            Assert.Equal(json.RootElement.GetProperty("offsets").EnumerateArray().Select(pair => (pair[0].GetInt32(), pair[1].GetInt32())),
                Enumerable.Range(0, tokens.Count).Select(i => (offsets[i], offsets[i + tokens.Count])));
        });
    }

    private static int[] Ints(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetInt32())];
}
