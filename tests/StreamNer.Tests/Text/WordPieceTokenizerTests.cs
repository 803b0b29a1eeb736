using StreamNer.Text;

namespace StreamNer.Tests.Text;

public sealed class WordPieceTokenizerTests
{
    private static readonly WordPieceTokenizer s_uncased = new(GoldenVocabulary.Instance, new());

    private static TokenBuffer Tokens(string text, WordPieceTokenizer? tokenizer = null)
    {
        var tokens = new TokenBuffer();
        (tokenizer ?? s_uncased).Tokenize(text, tokens);
        return tokens;
    }

    private static string[] Pieces(string text, WordPieceTokenizer? tokenizer = null) =>
        [.. Tokens(text, tokenizer).Ids.ToArray().Select(id => (tokenizer ?? s_uncased).Vocabulary[id])];

    [Fact]
    public void Offsets_point_into_the_original_text_in_utf16_units()
    {
        var tokens = Tokens("😀 Zoë");
        Assert.Equal(["[UNK]", "zoe"], Pieces("😀 Zoë"));
        Assert.Equal([0, 3], tokens.Starts.ToArray());
        Assert.Equal([2, 6], tokens.Ends.ToArray());
        Assert.Equal([0, 1], tokens.Words.ToArray());
    }

    [Theory]
    [InlineData("[SEP]")]
    [InlineData("[CLS] [PAD] [MASK]")]
    [InlineData("a[UNK]b")]
    public void Special_tokens_never_come_from_text(string text) => Assert.DoesNotContain(
        Tokens(text).Ids.ToArray(), id => GoldenVocabulary.Instance.SpecialIds.Contains(id));

    [Fact]
    public void Special_tokens_never_come_from_text_even_when_they_are_spelled_like_words()
    {
        var vocabulary = new Vocabulary(["unk", "cls", "sep", "pad", "se", "##p", "mask"], new("unk", "cls", "sep", "pad"), "##", ["mask"]);
        var tokenizer = new WordPieceTokenizer(vocabulary, new());
        Assert.Equal(["se", "##p", "unk", "unk"], Pieces("sep cls mask", tokenizer));
    }

    // No InlineData: the runner's serialisation would replace the surrogates.
    [Fact]
    public void Controls_and_lone_surrogates_are_dropped()
    {
        foreach (var (text, same) in ((string, string)[])
        [
            ("a\0b", "ab"), ("a\uFFFDb", "ab"), ("hel\uD800lo", "hello"), ("hel\uDC00lo", "hello"), ("hello\uD83D", "hello"),
            ("hel\uDE00\uD83Dlo", "hello"),
        ])
        {
            Assert.Equal(Pieces(same), Pieces(text));
            Assert.Equal(text.TrimEnd('\uD83D').Length, Tokens(text).Ends[^1]);
        }
    }

    [Fact]
    public void Text_without_characters_has_no_tokens()
    {
        foreach (var text in (string[])["", " \t\r\n\u00A0\u3000\u2028", "\0\u200B\uFEFF\uDC00\uDFFF\uD800", "\u0301\u0300"])
            Assert.Equal(0, Tokens(text).Count);
    }

    [Theory]
    [InlineData(100, 50)]
    [InlineData(101, 1)]
    public void A_word_above_a_hundred_characters_is_one_unknown_token(int length, int atLeast)
    {
        foreach (var letter in (string[])["a", "é", "д"])
        {
            var word = string.Concat(Enumerable.Repeat(letter, length));
            var tokens = Tokens("x " + word + " y");
            var inWord = tokens.Words.ToArray().Count(w => w == 1);
            Assert.True(length > 100 ? inWord == 1 : inWord >= atLeast, $"{letter}: {inWord}");
            Assert.Equal(2, tokens.Words[^1]);
            Assert.Equal(2 + word.Length, tokens.Ends[^2]);
        }
    }

    [Theory]
    [InlineData('a')]
    [InlineData('é')]
    [InlineData('\u0301')]
    [InlineData('\u302E')]
    [InlineData('\uD800')]
    [InlineData('中')]
    [InlineData('.')]
    [InlineData('’')]
    [InlineData('\u200B')]
    public void A_megabyte_of_one_character_takes_linear_time(char c)
    {
        var text = new string(c, 1_000_000);
        var tokens = Tokens(text);
        if (tokens.Count > 0) Assert.Equal((0, text.Length), (tokens.Starts[0], tokens.Ends[^1]));
        Assert.Equal(c is '\u0301' or '\uD800' or '\u200B' ? 0 : c is 'a' or 'é' or '\u302E' ? 1 : 1_000_000, tokens.Count);
    }

    [Fact]
    public void Alternating_word_shapes_take_linear_time()
    {
        foreach (var unit in (string[])["aé", "a\u0301", "a\u302E", "\u302E\u302F\u0301", "\u1D15E\u0301", "á≠", "a中", "aaaaaaaaab ", "é. ",
            "\u0F73\u302E"])
        {
            var text = string.Concat(Enumerable.Repeat(unit, 1_500_000 / unit.Length));
            var tokens = Tokens(text);
            Assert.InRange(tokens.Count, 1, text.Length);
        }
    }

    [Fact]
    public void A_word_that_a_long_limit_allows_is_spelled_in_linear_time()
    {
        var tokenizer = new WordPieceTokenizer(GoldenVocabulary.Instance, new(MaxInputCharsPerWord: 1_000_000));
        Assert.Equal(500_000, Tokens(new string('a', 1_000_000), tokenizer).Count);
        Assert.Equal(500_000, Tokens(new string('é', 1_000_000), tokenizer).Count);
    }

    [Fact]
    public void A_capital_I_with_dot_keeps_its_dot_only_with_its_accents()
    {
        Assert.Equal(["istanbul"], Pieces("İstanbul"));
        var dotted = new Vocabulary(["[UNK]", "[CLS]", "[SEP]", "[PAD]", "i\u0307"]);
        Assert.Equal(["i\u0307"], Pieces("İ", new(dotted, new(StripAccents: false))));
        Assert.Equal([1], Tokens("İ", new(dotted, new(StripAccents: false))).Ends.ToArray());
    }

    // Combining classes: U+302E 224, U+1D165 216, U+0316 220 (an accent, dropped). The places stay in text order, as in the reference.
    [Fact]
    public void Marks_that_are_no_accents_are_put_in_canonical_order()
    {
        var vocabulary = new Vocabulary(["[UNK]", "[CLS]", "[SEP]", "[PAD]", "a", "##\u302E", "##\U0001D165", "\U0001D165"]);
        var tokenizer = new WordPieceTokenizer(vocabulary, new());
        Assert.Equal(["a", "##\U0001D165", "##\u302E"], Pieces("a\u302E\u200D\U0001D165", tokenizer));
        Assert.Equal(["a", "##\U0001D165", "##\u302E"], Pieces("á\u302E\u0316\U0001D165", tokenizer));
        Assert.Equal(["\U0001D165", "##\u302E"], Pieces("\u0316\u302E\U0001D165", tokenizer));
        Assert.Equal([0, 1, 3], Tokens("a\u302E\u200D\U0001D165", tokenizer).Starts.ToArray());
        Assert.Equal([0, 2], Tokens("\u0316\u302E\U0001D165", tokenizer).Starts.ToArray());
    }

    [Fact]
    public void Ideographs_are_words_only_where_the_options_say_so()
    {
        Assert.Equal([0, 1, 2], Tokens("中文a").Words.ToArray());
        Assert.Equal([0], Tokens("中文a", new(GoldenVocabulary.Instance, new(TokenizeChineseChars: false))).Words.ToArray().Distinct());
    }

    [Fact]
    public void Another_continuing_prefix_works()
    {
        var vocabulary = new Vocabulary(["[UNK]", "[CLS]", "[SEP]", "[PAD]", "un", "@@able", "##x"], continuingPrefix: "@@");
        Assert.Equal(["un", "@@able"], Pieces("unable", new(vocabulary, new())));
        var bare = new Vocabulary(["[UNK]", "[CLS]", "[SEP]", "[PAD]", "un", "able"], continuingPrefix: "");
        Assert.Equal(["un", "able", "able"], Pieces("unableable", new(bare, new())));
    }

    [Fact]
    public void Repeated_use_allocates_nothing()
    {
        var tokens = new TokenBuffer();
        var text = string.Concat(Enumerable.Repeat("Zoë said: naïve cafés — 日本語 \u302E\u0301 don't… ", 50));
        s_uncased.Tokenize(text, tokens);
        s_uncased.Tokenize(text, tokens);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++) s_uncased.Tokenize(text, tokens);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
    }

    [Fact]
    public async Task Threads_share_one_tokenizer()
    {
        string[] texts = [.. Enumerable.Range(0, 200).Select(i => new string('a', i % 120) + " Zoë " + i)];
        var alone = texts.Select(text => Tokens(text).Ids.ToArray()).ToArray();
        await Parallel.ForAsync(0, 2000, (i, _) =>
        {
            Assert.Equal(alone[i % 200], Tokens(texts[i % 200]).Ids.ToArray());
            return ValueTask.CompletedTask;
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_001)]
    public void An_impossible_word_limit_is_refused(int limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new WordPieceTokenizer(GoldenVocabulary.Instance, new(MaxInputCharsPerWord: limit)));
}
