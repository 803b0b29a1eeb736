using System.Text.Json;
using System.Text.Json.Nodes;
using StreamNer.Decoding;
using StreamNer.Onnx;

namespace StreamNer.Tests.Onnx;

public sealed class ModelBundleTests
{
    [Fact]
    public void A_directory_is_read_with_its_labels_special_tokens_and_hashes()
    {
        using var directory = TemporaryDirectory.With(new TinyModel { Labels = ["O", "B-PER", "I-PER", "E-PER", "S-PER"] });
        var bundle = Read(directory);
        Assert.Equal(TagScheme.Bioes, bundle.Labels.Scheme);
        Assert.Equal((2, 3, 0), (bundle.Special.Start, bundle.Special.End, bundle.Special.Padding));
        Assert.Equal(64, bundle.MaxTokens);
        Assert.Equal(["config.json", "model.onnx", "tokenizer_config.json", "vocab.txt"], bundle.Parts.Select(part => part.Name));
    }

    [Fact]
    public void The_hash_depends_on_every_part_and_on_nothing_else()
    {
        using var directory = TemporaryDirectory.With(new TinyModel());
        var before = Read(directory).Hash;
        File.WriteAllText(directory.File("README.md"), "other");
        Assert.Equal(before, Read(directory).Hash);
        foreach (var name in (string[])["config.json", "tokenizer_config.json"])
        {
            File.AppendAllText(directory.File(name), " ");
            var after = Read(directory).Hash;
            Assert.NotEqual(before, after);
            before = after;
        }
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("config.json")]
    [InlineData("vocab.txt")]
    public void A_missing_or_empty_part_is_named(string name)
    {
        using var directory = TemporaryDirectory.With(new TinyModel());
        File.WriteAllBytes(directory.File(name), []);
        Refused(directory, $"{name} is empty");
        File.Delete(directory.File(name));
        Refused(directory, name);
    }

    [Fact]
    public void A_missing_directory_is_named() =>
        Assert.Equal("model:path: '/nowhere/model': no such directory",
            Assert.Throws<ModelException>(() => ModelBundle.Read(new OnnxOptions { Path = "/nowhere/model" })).Message);

    [Fact]
    public void A_link_out_of_the_directory_is_refused_and_one_within_is_not()
    {
        using var outside = TemporaryDirectory.With(new TinyModel());
        using var directory = TemporaryDirectory.With(new TinyModel());
        File.Move(directory.File("vocab.txt"), directory.File("words"));
        File.CreateSymbolicLink(directory.File("vocab.txt"), "words");
        Assert.Equal(64, Read(directory).Vocabulary.Count);
        File.Delete(directory.File("vocab.txt"));
        File.CreateSymbolicLink(directory.File("vocab.txt"), outside.File("vocab.txt"));
        Refused(directory, "vocab.txt is a link that leads out of");
    }

    [Fact]
    public void A_directory_that_is_itself_a_link_is_followed()
    {
        using var directory = TemporaryDirectory.With(new TinyModel());
        using var elsewhere = new TemporaryDirectory();
        Directory.CreateSymbolicLink(elsewhere.File("current"), directory.Path);
        Assert.Equal("current", ModelBundle.Read(new OnnxOptions { Path = elsewhere.File("current") + "/" }).Name);
    }

    [Fact]
    public void A_model_above_the_size_limit_is_refused()
    {
        using var directory = TemporaryDirectory.With(new TinyModel());
        File.WriteAllBytes(directory.File("model.onnx"), new byte[(1 << 20) + 1]);
        var error = Assert.Throws<ModelException>(() => ModelBundle.Read(new OnnxOptions { Path = directory.Path, MaxModelMiB = 1 }));
        Assert.Contains("model.onnx has 1048577 bytes", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json", "config.json is not valid JSON")]
    [InlineData("[]", "config.json is not a JSON object")]
    [InlineData("{}", "no id2label")]
    [InlineData("""{"id2label":{"0":"O","2":"B-PER"}}""", "'2' does not fit")]
    [InlineData("""{"id2label":{"0":"O","1":"B-PER","2":"M-PER"}}""", "'M-PER'")]
    [InlineData("""{"id2label":{"0":"LABEL_0","1":"LABEL_1"}}""", "'LABEL_0'")]
    [InlineData("""{"id2label":{"0":"O","1":"PER"},"vocab_size":"many"}""", "vocab_size must be a number")]
    [InlineData("""{"id2label":{"0":"O","1":"PER"},"vocab_size":63}""", "vocab.txt has 64 entries, but the model was made for 63")]
    [InlineData("""{"id2label":{"0":"O","1":"PER"},"vocab_size":30522}""", "vocab.txt has 64 entries, but the model was made for 30522")]
    [InlineData("""{"id2label":{"0":"O","1":"PER"},"max_position_embeddings":2}""", "max_position_embeddings")]
    public void A_configuration_that_does_not_fit_is_refused_by_name(string config, string expected)
    {
        using var directory = TemporaryDirectory.With(new TinyModel());
        File.WriteAllText(directory.File("config.json"), config);
        Refused(directory, expected);
    }

    [Theory]
    [InlineData("""{"tokenizer_class":"RobertaTokenizerFast"}""", "'RobertaTokenizerFast'")]
    [InlineData("""{"do_basic_tokenize":false}""", "do_basic_tokenize")]
    [InlineData("""{"do_lower_case":"yes"}""", "do_lower_case")]
    [InlineData("""{"cls_token":"<s>"}""", "'<s>'")]
    public void A_tokenizer_that_is_not_supported_is_refused_by_name(string config, string expected)
    {
        using var directory = TemporaryDirectory.With(new TinyModel());
        File.WriteAllText(directory.File("tokenizer_config.json"), config);
        Refused(directory, expected);
    }

    [Fact]
    public void Special_tokens_may_be_written_as_objects()
    {
        using var directory = TemporaryDirectory.With(new TinyModel());
        File.WriteAllText(directory.File("tokenizer_config.json"), """{"cls_token":{"content":"anna","lstrip":false},"sep_token":"paris"}""");
        var bundle = Read(directory);
        Assert.Equal(("anna", "paris"), (bundle.Vocabulary[bundle.Special.Start], bundle.Vocabulary[bundle.Special.End]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_a_tokenizer_configuration_the_vocabulary_tells_whether_capitals_count(bool capitals)
    {
        var tiny = new TinyModel();
        using var directory = TemporaryDirectory.With(capitals ? tiny with { Vocabulary = [.. tiny.Vocabulary, "Anna"] } : tiny);
        File.Delete(directory.File("tokenizer_config.json"));
        Assert.Equal(!capitals, Read(directory).Tokenizer.LowerCase);
    }

    [Fact]
    public void Weights_outside_of_the_model_file_are_refused()
    {
        using var directory = TemporaryDirectory.With(new TinyModel());
        File.WriteAllText(directory.File("model.onnx_data"), "weights");
        Refused(directory, "model.onnx_data");
    }

    [Fact]
    public void A_tokenizer_json_says_the_same_as_a_vocabulary()
    {
        using var directory = TemporaryDirectory.With(new TinyModel());
        var expected = Read(directory);
        WriteTokenizerJson(directory, _ => { });
        var bundle = Read(directory);
        Assert.Equal(Enumerable.Range(0, expected.Vocabulary.Count).Select(id => expected.Vocabulary[id]),
            Enumerable.Range(0, bundle.Vocabulary.Count).Select(id => bundle.Vocabulary[id]));
        Assert.Equal((expected.Special, expected.Tokenizer), (bundle.Special, bundle.Tokenizer));
        Assert.Contains(bundle.Parts, part => part.Name == "tokenizer.json");
    }

    [Theory]
    [InlineData("model", "BPE", "model.type is 'BPE'")]
    [InlineData("normalizer", "NFC", "normalizer.type is 'NFC'")]
    [InlineData("pre_tokenizer", "ByteLevel", "pre_tokenizer.type is 'ByteLevel'")]
    [InlineData("post_processor", "RobertaProcessing", "post_processor.type is 'RobertaProcessing'")]
    public void Another_kind_of_tokenizer_json_is_refused_by_name(string part, string type, string expected)
    {
        using var directory = TemporaryDirectory.With(new TinyModel());
        WriteTokenizerJson(directory, json => json[part]!["type"] = type);
        Refused(directory, expected);
    }

    private static void WriteTokenizerJson(TemporaryDirectory directory, Action<JsonObject> change)
    {
        var vocabulary = File.ReadAllLines(directory.File("vocab.txt")).Select((token, id) => (token, id))
            .ToDictionary(one => one.token, one => one.id, StringComparer.Ordinal);
        var json = JsonNode.Parse("""
            {"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},
             "pre_tokenizer":{"type":"BertPreTokenizer"},
             "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}]},
             "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100}}
            """)!.AsObject();
        json["model"]!["vocab"] = JsonSerializer.SerializeToNode(vocabulary);
        change(json);
        File.WriteAllText(directory.File("tokenizer.json"), json.ToJsonString());
        File.Delete(directory.File("vocab.txt"));
    }

    private static ModelBundle Read(TemporaryDirectory directory) => ModelBundle.Read(new OnnxOptions { Path = directory.Path });

    private static void Refused(TemporaryDirectory directory, string expected)
    {
        var error = Assert.Throws<ModelException>(() => Read(directory));
        Assert.Equal("model:path", error.Setting);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
