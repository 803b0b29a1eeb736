namespace StreamNer.Text;

/// <summary>A vocabulary and how to apply it, as a model's files give them.</summary>
/// <param name="Vocabulary">The tokens.</param>
/// <param name="Options">The rules.</param>
/// <param name="MaxTokens">The longest row that the tokenizer's files allow, special tokens included; null if they do not say.</param>
internal sealed record TokenizerDefinition(Vocabulary Vocabulary, TokenizerOptions Options, int? MaxTokens)
{
    /// <summary>Vocabulary, rules and post-processing in one file.</summary>
    public const string JsonFile = "tokenizer.json";

    /// <summary>One token a line.</summary>
    public const string VocabularyFile = "vocab.txt";

    /// <summary>Settings over the rules of the others.</summary>
    public const string ConfigFile = "tokenizer_config.json";

    /// <summary>
    /// Reads <see cref="JsonFile"/> where there is one, else <see cref="VocabularyFile"/>; then <see cref="ConfigFile"/>, whose settings
    /// win where they are given, as in the reference implementation. Without either settings a vocabulary with capitals is not lower-cased.
    /// What is not supported is refused by name.
    /// </summary>
    /// <param name="file">The bytes of a file of the model by its name; null if it has none.</param>
    /// <exception cref="UnsupportedTokenizerException">A file is missing, broken, or asks for something else; the message names file and
    /// setting.</exception>
    public static TokenizerDefinition Read(Func<string, byte[]?> file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var config = Named(ConfigFile, () => file(ConfigFile) is { } bytes ? TokenizerConfig.Parse(bytes) : TokenizerConfig.Absent);
        if (file(JsonFile) is { } json) return Named(JsonFile, () => TokenizerJson.Parse(json, config));
        if (file(VocabularyFile) is { } text) return Named(VocabularyFile, () => VocabularyText.Parse(text, config));
        throw new UnsupportedTokenizerException($"neither {JsonFile} nor {VocabularyFile}");
    }

    /// <summary>The same of a directory's files.</summary>
    /// <exception cref="UnsupportedTokenizerException">As above.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static TokenizerDefinition Load(string directory) =>
        Read(name => Path.Combine(directory, name) is var path && File.Exists(path) ? File.ReadAllBytes(path) : null);

    private static T Named<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UnsupportedTokenizerException e)
        {
            throw new UnsupportedTokenizerException($"{file}: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // Reading a JSON text with half a surrogate pair ends here.
            throw new UnsupportedTokenizerException($"{file}: holds text that is not valid Unicode", e);
        }
    }
}
