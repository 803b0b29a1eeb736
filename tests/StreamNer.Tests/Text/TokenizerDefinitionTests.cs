using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamNer.Text;

namespace StreamNer.Tests.Text;

public sealed class TokenizerDefinitionTests
{
    private const string Small = """
        {"version":"1.0","truncation":null,"padding":null,
         "added_tokens":[{"id":0,"content":"[PAD]","special":true},{"id":1,"content":"[UNK]","special":true}],
         "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":false},
         "pre_tokenizer":{"type":"BertPreTokenizer"},
         "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}]},
         "decoder":{"type":"WordPiece"},
         "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":50,
                  "vocab":{"[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3,"[MASK]":4,"Ab":5,"##c":6}}}
        """;

    private static TokenizerDefinition Read(params (string Name, string Text)[] files) => TokenizerDefinition.Read(
        name => files.Where(file => file.Name == name).Select(file => Encoding.UTF8.GetBytes(file.Text)).FirstOrDefault());

    private static string Refusal(params (string Name, string Text)[] files) =>
        Assert.Throws<UnsupportedTokenizerException>(() => Read(files)).Message;

    private static string Changed(string path, string? value)
    {
        var root = JsonNode.Parse(Small)!;
        var keys = path.Split('/');
        var node = root;
        foreach (var key in keys[..^1]) node = int.TryParse(key, out var index) ? node[index]! : node[key]!;
        if (value is null) node.AsObject().Remove(keys[^1]);
        else node[keys[^1]] = JsonNode.Parse(value);
        return root.ToJsonString();
    }

    [Fact]
    public void A_tokenizer_json_gives_vocabulary_and_rules()
    {
        var definition = Read(("tokenizer.json", Small));
        Assert.Equal(new TokenizerOptions(false, null, true, 50), definition.Options);
        Assert.Equal((7, 1, 2, 3, 0), (definition.Vocabulary.Count, definition.Vocabulary.Unknown, definition.Vocabulary.Classifier,
            definition.Vocabulary.Separator, definition.Vocabulary.Padding));
        Assert.Null(definition.MaxTokens);
    }

    [Theory]
    [InlineData("model/type", "\"BPE\"", "model.type is 'BPE'; only 'WordPiece'")]
    [InlineData("model", null, "model is missing")]
    [InlineData("model/vocab", null, "model.vocab is missing")]
    [InlineData("model/vocab/Ab", "9", "model.vocab has no token of id 5")]
    [InlineData("model/vocab/Ab", "6", "has id 6, and so has")]
    [InlineData("model/vocab/Ab", "-1", "'Ab' has no id")]
    [InlineData("model/vocab/Ab", "2000000000", "which is too high")]
    [InlineData("model/vocab/Ab", "\"x\"", "'Ab' has no id")]
    [InlineData("model/unk_token", "\"<unk>\"", "the unknown token '<unk>'")]
    [InlineData("model/max_input_chars_per_word", "0", "model.max_input_chars_per_word is 0")]
    [InlineData("model/max_input_chars_per_word", "1.5", "model.max_input_chars_per_word is not a 32-bit integer")]
    [InlineData("normalizer", null, "normalizer is missing")]
    [InlineData("normalizer", "null", "normalizer is missing")]
    [InlineData("normalizer", "[]", "normalizer is not an object")]
    [InlineData("normalizer/type", "\"NFKC\"", "normalizer.type is 'NFKC'; only 'BertNormalizer'")]
    [InlineData("normalizer/clean_text", "false", "normalizer.clean_text is false")]
    [InlineData("normalizer/lowercase", "1", "normalizer.lowercase is neither true nor false")]
    [InlineData("pre_tokenizer", null, "pre_tokenizer is missing")]
    [InlineData("pre_tokenizer/type", "\"Whitespace\"", "pre_tokenizer.type is 'Whitespace'; only 'BertPreTokenizer'")]
    [InlineData("post_processor/type", "\"RobertaProcessing\"", "post_processor.type is 'RobertaProcessing'")]
    [InlineData("post_processor/single", "[]", "post_processor.single is not one token, the text, one token")]
    [InlineData("added_tokens/0/special", "false", "added_tokens.'[PAD]' is not special")]
    [InlineData("added_tokens/0/id", "5", "added_tokens.'[PAD]' has id 5, where the vocabulary has another token")]
    [InlineData("added_tokens", "3", "added_tokens is not a list")]
    public void What_is_not_supported_is_refused_by_name(string path, string? value, string expected)
    {
        var message = Refusal(("tokenizer.json", Changed(path, value)));
        Assert.StartsWith("tokenizer.json: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is not JSON, at line 1")]
    [InlineData("{", "is not JSON, at line 1")]
    [InlineData("[1]", "is not a JSON object")]
    [InlineData("""{"normalizer":{"type":"\ud800"}}""", "is not valid Unicode")]
    public void A_damaged_file_is_refused(string text, string expected) =>
        Assert.Contains(expected, Refusal(("tokenizer.json", text)), StringComparison.Ordinal);

    [Fact]
    public void A_token_named_twice_is_refused() => Assert.Contains(
        "'Ab' appears twice", Refusal(("tokenizer.json", Small.Replace("\"##c\":6", "\"##c\":6,\"Ab\":7", StringComparison.Ordinal))),
        StringComparison.Ordinal);

    [Fact]
    public void Special_tokens_may_stand_after_the_vocabulary_and_never_come_from_text()
    {
        var definition = Read(("tokenizer.json", Changed("added_tokens", """[{"id":7,"content":"zz","special":true}]""")));
        Assert.Equal("zz", definition.Vocabulary[7]);
        var tokens = new TokenBuffer();
        new WordPieceTokenizer(definition.Vocabulary, definition.Options).Tokenize("zz Abc", tokens);
        Assert.Equal([1, 5, 6], tokens.Ids.ToArray());
    }

    [Fact]
    public void Other_forms_of_a_tokenizer_json_are_understood()
    {
        Assert.Equal(7, Read(("tokenizer.json", Changed("model/type", null))).Vocabulary.Count);
        Assert.Equal(7, Read(("tokenizer.json", Changed("post_processor", null))).Vocabulary.Count);
        Assert.Equal(3,
            Read(("tokenizer.json",
            Changed("post_processor", """{"type":"BertProcessing","cls":["Ab",5],"sep":["[SEP]",3]}"""))).Vocabulary.Separator);
        Assert.Equal("c", Read(("tokenizer.json", Changed("model/continuing_subword_prefix", "\"c\""))).Vocabulary.ContinuingPrefix);
        Assert.Equal(5, Read(("tokenizer.json", Changed("padding", """{"pad_token":"Ab"}"""))).Vocabulary.Padding);
    }

    [Fact]
    public void Explicit_settings_of_the_config_win_over_the_tokenizer_json()
    {
        var config =
            """{"tokenizer_class":"BertTokenizerFast","do_lower_case":true,"strip_accents":false,"model_max_length":512,"never_split":null,"unk_token":{"content":"Ab"}}""";
        var definition = Read(("tokenizer.json", Small), ("tokenizer_config.json", config));
        Assert.Equal(new TokenizerOptions(true, false, true, 50), definition.Options);
        Assert.Equal((512, 5), (definition.MaxTokens, definition.Vocabulary.Unknown));
        Assert.Null(Read(("tokenizer.json", Small), ("tokenizer_config.json", """{"model_max_length":1e30}""")).MaxTokens);
    }

    [Theory]
    [InlineData("""{"tokenizer_class":"BertJapaneseTokenizer"}""", "tokenizer_class is 'BertJapaneseTokenizer'")]
    [InlineData("""{"tokenizer_class":"RobertaTokenizerFast"}""", "tokenizer_class is 'RobertaTokenizerFast'")]
    [InlineData("""{"do_basic_tokenize":false}""", "do_basic_tokenize is false")]
    [InlineData("""{"never_split":["x"]}""", "never_split is not supported")]
    [InlineData("""{"do_lower_case":"yes"}""", "do_lower_case is neither true nor false")]
    public void An_unsupported_config_is_refused_by_name(string config, string expected)
    {
        var message = Refusal(("vocab.txt", "[UNK]\n[CLS]\n[SEP]\n[PAD]\n"), ("tokenizer_config.json", config));
        Assert.StartsWith("tokenizer_config.json: " + expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello\n##ing\n", true)]
    [InlineData("Hello\n##ing\n", false)]
    public void Without_settings_a_vocabulary_with_capitals_is_not_lower_cased(string words, bool lowerCase) =>
        Assert.Equal(new TokenizerOptions(lowerCase), Read(("vocab.txt", "[UNK]\n[CLS]\n[SEP]\n[PAD]\n" + words)).Options);

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_token() =>
        Assert.Equal("[UNK]", Read(("vocab.txt", "\uFEFF[UNK]\n[CLS]\n[SEP]\n[PAD]\n")).Vocabulary[0]);

    [Fact]
    public void A_directory_without_a_tokenizer_is_refused() => Assert.Equal("neither tokenizer.json nor vocab.txt", Refusal());

    [Fact]
    public void The_shipped_vocabulary_as_tokenizer_json_gives_the_same_tokens()
    {
        var shipped = TokenizerDefinition.Load(Path.GetDirectoryName(GoldenVocabulary.Path)!);
        Assert.Equal(new TokenizerOptions(true), shipped.Options);
        Assert.Equal(512, shipped.MaxTokens);
        var root = JsonNode.Parse(Small)!;
        var vocabulary = new JsonObject();
        for (var id = 0; id < shipped.Vocabulary.Count; id++) vocabulary[shipped.Vocabulary[id]] = id;
        root["model"]!["vocab"] = vocabulary;
        root["model"]!["max_input_chars_per_word"] = 100;
        root["normalizer"]!["lowercase"] = true;
        root["added_tokens"] = new JsonArray();
        var converted =
            Read(("tokenizer.json", root.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default })));
        var (one, other) =
            (new WordPieceTokenizer(shipped.Vocabulary, shipped.Options), new WordPieceTokenizer(converted.Vocabulary, converted.Options));
        var (left, right) = (new TokenBuffer(), new TokenBuffer());
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", "texts_messages.jsonl")).Take(300))
        {
            var text = JsonNode.Parse(line)!["text"]!.GetValue<string>();
            one.Tokenize(text, left);
            other.Tokenize(text, right);
            Assert.Equal(left.Ids, right.Ids);
            Assert.Equal(left.Ends, right.Ends);
        }
    }
}
