using System.Security.Cryptography;
using System.Text;
using StreamNer.Decoding;
using StreamNer.Inference;
using StreamNer.Text;

namespace StreamNer.Onnx;

/// <summary>
/// A model directory, read and checked: a Hugging Face export of a WordPiece token classifier with <c>model.onnx</c>, <c>config.json</c>,
/// <c>vocab.txt</c> or <c>tokenizer.json</c>, and perhaps <c>tokenizer_config.json</c> and <c>golden.jsonl</c>.
/// </summary>
internal sealed class ModelBundle
{
    private const int DefaultMaxTokens = 512;
    // Exports pad the embedding to a round number of rows; a larger gap means that the vocabulary is another model's.
    private const int VocabularySlack = 512;
    private const long MaxVocabularyBytes = 64L << 20;

    private ModelBundle(string name, byte[] model, ModelConfig config, TokenizerDefinition tokenizer, IReadOnlyList<ModelPart> parts, byte[]? golden)
    {
        Name = name;
        Model = model;
        Labels = config.Labels;
        Vocabulary = tokenizer.Vocabulary;
        Tokenizer = tokenizer.Options;
        MaxTokens = Math.Min(config.MaxPositions ?? DefaultMaxTokens, tokenizer.MaxTokens is > 2 and var limit ? limit : int.MaxValue);
        Special = new SpecialTokenIds(Vocabulary.Classifier, Vocabulary.Separator, Vocabulary.Padding);
        Parts = parts;
        Golden = golden;
        Check(config);
    }

    /// <summary>The directory's name.</summary>
    public string Name { get; }

    /// <summary>The bytes of <c>model.onnx</c>.</summary>
    public byte[] Model { get; }

    /// <summary>The labels, by index.</summary>
    public LabelScheme Labels { get; }

    /// <summary>The vocabulary.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The tokenizer's rules.</summary>
    public TokenizerOptions Tokenizer { get; }

    /// <summary>The ids around a text, and of padding.</summary>
    public SpecialTokenIds Special { get; }

    /// <summary>The longest row, with the two special tokens.</summary>
    public int MaxTokens { get; }

    /// <summary>The files that decide what the model answers.</summary>
    public IReadOnlyList<ModelPart> Parts { get; }

    /// <summary>The bytes of <c>golden.jsonl</c>: texts with the entities the model must find; null if there is none.</summary>
    public byte[]? Golden { get; }

    /// <summary>SHA-256 over names, sizes and hashes of <see cref="Parts"/>, lower-case hex.</summary>
    public string Hash
    {
        get
        {
            var manifest = string.Concat(Parts.Select(part => $"{part.Name} {part.Bytes} {part.Sha256}\n"));
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest)));
        }
    }

    /// <summary>Reads the directory that <paramref name="options"/> name.</summary>
    /// <exception cref="ModelException">Something is missing, damaged, too large, or not supported: the message names the file.</exception>
    public static ModelBundle Read(OnnxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var files = new ModelFiles(options.Path);
        var config = ModelConfig.Read(files.Read(ModelConfig.File, 4 << 20));
        var tokenizer = ReadTokenizer(files);
        var golden = files.Has("golden.jsonl") ? files.ReadUncounted("golden.jsonl", 4 << 20) : null;
        foreach (var outside in (ReadOnlySpan<string>)["model.onnx_data", "model.onnx.data"])
        {
            if (files.Has(outside)) throw new ModelException("model:path", $"weights outside of model.onnx ({outside}) are not supported");
        }

        return new ModelBundle(files.Name, files.Read("model.onnx", (long)options.MaxModelMiB << 20), config, tokenizer, files.Parts, golden);
    }

    /// <summary>Builds the tokeniser.</summary>
    /// <exception cref="ModelException">The vocabulary is not usable; the message says why.</exception>
    public WordPieceTokenizer CreateTokenizer()
    {
        try
        {
            return new WordPieceTokenizer(Vocabulary, Tokenizer);
        }
        catch (Exception error) when (error is UnsupportedTokenizerException or ArgumentOutOfRangeException)
        {
            throw new ModelException("model:path", error.Message, error);
        }
    }

    private static TokenizerDefinition ReadTokenizer(ModelFiles files)
    {
        try
        {
            return TokenizerDefinition.Read(name => files.Has(name) ? files.Read(name, MaxVocabularyBytes) : null);
        }
        catch (UnsupportedTokenizerException error)
        {
            throw new ModelException("model:path", error.Message, error);
        }
    }

    private void Check(ModelConfig config)
    {
        if (MaxTokens < 3) throw new ModelException("model:path", "config.json: max_position_embeddings leaves no room for a token");
        if (config.VocabularySize is not { } size) return;
        var file = Parts.Any(part => part.Name == TokenizerDefinition.JsonFile) ? TokenizerDefinition.JsonFile : TokenizerDefinition.VocabularyFile;
        if (Vocabulary.Count > size || size - Vocabulary.Count > VocabularySlack)
        {
            throw new ModelException(
                "model:path", $"{file} has {Vocabulary.Count} entries, but the model was made for {size} (vocab_size in config.json)");
        }
    }
}
