using System.Text;
using StreamNer.Text;

namespace StreamNer.Tests.Text;

/// <summary>Laws of the tokenizer on random UTF-16, lone surrogates included, and against the textbook algorithm.</summary>
public sealed class WordPieceLawTests
{
    private static readonly TokenizerOptions[] s_options =
        [new(), new(StripAccents: false), new(false), new(false, true), new(TokenizeChineseChars: false)];

    private static readonly int[] s_interesting =
    [
        0, 9, 32, 0x85, 0xA0, 0xAD, 0x130, 0x300, 0x301, 0x316, 0x344, 0x345, 0x37E, 0x5C1, 0x61D, 0xF73, 0x1100, 0x1161, 0x11A8, 0x1FEF,
        0x200B, 0x200D,
        0x2028, 0x2260, 0x302E, 0x302F, 0xAC00, 0xAC01, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xF900, 0xFFFD, 0x1D15E, 0x1D165, 0x1F600,
        0x20000, 0xE0067,
    ];

    [Fact]
    public void Every_text_gives_ordered_offsets_inside_it()
    {
        var random = new Random(20);
        var tokenizers = s_options.Select(options => new WordPieceTokenizer(GoldenVocabulary.Instance, options)).ToArray();
        var tokens = new TokenBuffer();
        for (var i = 0; i < 120_000; i++)
        {
            var text = RandomText(random);
            var tokenizer = tokenizers[i % tokenizers.Length];
            tokenizer.Tokenize(text, tokens);
            Check(text, tokens, tokenizer.Vocabulary);
        }
    }

    private static void Check(string text, TokenBuffer tokens, Vocabulary vocabulary)
    {
        var (end, word) = (0, -1);
        for (var i = 0; i < tokens.Count; i++)
        {
            var (start, stop, index) = (tokens.Starts[i], tokens.Ends[i], tokens.Words[i]);
            var shown = string.Join(' ', text.Select(c => $"{(int)c:X4}"));
            Assert.True(start >= 0 && start < stop && stop <= text.Length, shown);
            Assert.True(index == word || index == word + 1, shown);
            // Only the pieces of one decomposed character share a place.
            Assert.True(start >= end || start == tokens.Starts[i - 1], shown);
            Assert.True(index != word || vocabulary[tokens.Ids[i]].StartsWith("##", StringComparison.Ordinal), shown);
            (end, word) = (Math.Max(end, stop), index);
        }
    }

    [Fact]
    public void A_tokens_text_spells_the_token_again() => SeededLaw.Holds(300, random =>
    {
        var text = string.Concat(Enumerable.Range(0, 40).Select(_ => (char)random.Next(32, 127)));
        var tokens = new TokenBuffer();
        new WordPieceTokenizer(s_small, new()).Tokenize(text, tokens);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = s_small[tokens.Ids[i]];
            if (token == "[UNK]") continue;
            var piece = token.StartsWith("##", StringComparison.Ordinal) ? token[2..] : token;
            Assert.Equal(piece, text[tokens.Starts[i]..tokens.Ends[i]].ToLowerInvariant());
        }
    });

    private static readonly Vocabulary s_small = new(
        ["[UNK]", "[CLS]", "[SEP]", "[PAD]", .. "abcdefghijklmnopqrstuvwxyz0123456789!#.,".Select(c => $"{c}"),
            .. "abcdefghijklmnopqrstuvwxy0123456789".Select(c => $"##{c}"), "##ab", "##abc", "the"]);

    [Fact]
    public void The_automaton_agrees_with_the_textbook_search() => SeededLaw.Holds(300, random =>
    {
        var pieces = Enumerable.Range(0, random.Next(1, 25))
            .Select(_ => (random.Next(2) == 0 ? "##" : "") + Letters(random, random.Next(1, 6))).Distinct(StringComparer.Ordinal).ToArray();
        var vocabulary = new Vocabulary(["[UNK]", "[CLS]", "[SEP]", "[PAD]", .. pieces]);
        var tokenizer = new WordPieceTokenizer(vocabulary, new(MaxInputCharsPerWord: 20));
        var tokens = new TokenBuffer();
        for (var i = 0; i < 50; i++)
        {
            var word = Letters(random, random.Next(1, 24));
            tokenizer.Tokenize(word, tokens);
            Assert.Equal(Textbook(word, vocabulary, 20), tokens.Ids.ToArray());
        }
    });

    // Both paths: ASCII letters and others.
    private static string Letters(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => "abaxж"[random.Next(5)]));

    private static int[] Textbook(string word, Vocabulary vocabulary, int longest)
    {
        if (word.Length > longest) return [vocabulary.Unknown];
        var ids = new List<int>();
        for (var start = 0; start < word.Length;)
        {
            var end = word.Length;
            var id = -1;
            while (end > start && !vocabulary.TryGetId((start > 0 ? "##" : "") + word[start..end], out id)) end--;
            if (end == start) return [vocabulary.Unknown];
            ids.Add(id);
            start = end;
        }

        return [.. ids];
    }

    private static string RandomText(Random random)
    {
        var text = new StringBuilder();
        for (var length = random.Next(0, 24); length > 0; length--)
        {
            var c = random.Next(5) switch
            {
                0 => random.Next(0x20, 0x7F),
                1 => random.Next(0, 0x600),
                2 => random.Next(0, 0x10000),
                3 => random.Next(0x10000, 0x110000),
                _ => s_interesting[random.Next(s_interesting.Length)],
            };
            if (c < 0x10000) text.Append((char)c);
            else text.Append(char.ConvertFromUtf32(c));
        }

        return text.ToString();
    }
}
