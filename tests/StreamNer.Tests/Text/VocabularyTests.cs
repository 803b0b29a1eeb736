using StreamNer.Text;

namespace StreamNer.Tests.Text;

public sealed class VocabularyTests
{
    private static readonly string[] s_tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##a"];

    private static string Refusal(params string[] tokens) => Assert.Throws<UnsupportedTokenizerException>(() => new Vocabulary(tokens)).Message;

    [Fact]
    public void The_shipped_vocabulary_has_its_ids_and_special_tokens()
    {
        var vocabulary = GoldenVocabulary.Instance;
        Assert.Equal((30522, 100, 101, 102, 0),
            (vocabulary.Count, vocabulary.Unknown, vocabulary.Classifier, vocabulary.Separator, vocabulary.Padding));
        Assert.Equal("hello", vocabulary[7592]);
        Assert.True(vocabulary.TryGetId("##ing", out var id));
        Assert.Equal(2075, id);
        Assert.False(vocabulary.TryGetId("##nosuchtoken", out _));
        Assert.Equal([0, 100, 101, 102, 103], vocabulary.SpecialIds.Order());
    }

    [Theory]
    [InlineData("[UNK]", "unknown")]
    [InlineData("[CLS]", "classifier")]
    [InlineData("[SEP]", "separator")]
    [InlineData("[PAD]", "padding")]
    public void A_missing_special_token_is_named_with_its_role(string token, string role) =>
        Assert.Contains($"the {role} token '{token}'", Refusal([.. s_tokens.Where(t => t != token)]), StringComparison.Ordinal);

    [Fact]
    public void A_token_that_stands_twice_is_named() =>
        Assert.Contains("'a' appears twice, as token 5 and 7", Refusal([.. s_tokens, "a"]), StringComparison.Ordinal);

    [Fact]
    public void An_empty_token_is_named() => Assert.Contains("token 7 is empty", Refusal([.. s_tokens, "", "b"]), StringComparison.Ordinal);

    [Fact]
    public void No_tokens_at_all_are_refused() => Assert.Contains("0 tokens", Refusal(), StringComparison.Ordinal);

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Lines_end_at_line_feeds_only(string end)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, string.Join(end, [.. s_tokens, "\u2028", "\u0085", "x\ty"]) + end);
            var vocabulary = Vocabulary.Load(path);
            Assert.Equal(10, vocabulary.Count);
            Assert.Equal(["\u2028", "\u0085", "x\ty"], [vocabulary[7], vocabulary[8], vocabulary[9]]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_that_is_not_utf8_is_refused_with_its_name()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, [(byte)'a', (byte)'\n', 0xFF, (byte)'\n']);
            var message = Assert.Throws<UnsupportedTokenizerException>(() => Vocabulary.Load(path)).Message;
            Assert.StartsWith(path, message, StringComparison.Ordinal);
            Assert.Contains("not UTF-8, at byte 2", message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_vocabulary_of_special_tokens_only_makes_every_word_unknown()
    {
        var tokens = new TokenBuffer();
        new WordPieceTokenizer(new(s_tokens[..5]), new()).Tokenize("hello é, 日", tokens);
        Assert.Equal([1, 1, 1, 1], tokens.Ids.ToArray());
    }
}
