using System.Text;

namespace StreamNer.Text;

/// <summary>Reads <c>vocab.txt</c>.</summary>
internal static class VocabularyText
{
    // The largest published WordPiece vocabularies are below 10 MB.
    private const int MaxBytes = 64 << 20;

    /// <summary>The vocabulary with the special tokens and rules that the settings name.</summary>
    public static TokenizerDefinition Parse(byte[] bytes, TokenizerConfig config)
    {
        var tokens = Lines(Decode(bytes));
        // Without a setting only the vocabulary can tell whether the model knows capitals.
        var cased = tokens.Exists(token => token.Length > 1 && token[0] != '[' && token.AsSpan().ContainsAnyInRange('A', 'Z'));
        return new(new(tokens, config.Special(new())), config.Over(new(LowerCase: !cased)), config.MaxTokens);
    }

    /// <summary>Strict UTF-8 of a bounded file, without a byte order mark.</summary>
    public static string Decode(byte[] bytes)
    {
        if (bytes.Length > MaxBytes) throw new UnsupportedTokenizerException($"is longer than {MaxBytes} bytes");
        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (DecoderFallbackException e)
        {
            throw new UnsupportedTokenizerException($"is not UTF-8, at byte {e.Index}", e);
        }
    }

    /// <summary>Lines end at \n (or \r\n throughout): tokens such as U+0085 or U+2028 are lines of real vocabularies.</summary>
    public static List<string> Lines(string text)
    {
        var lines = new List<string>(text.Split('\n'));
        if (lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        if (lines.Count == 0 || !lines[0].EndsWith('\r')) return lines;
        for (var i = 0; i < lines.Count; i++) lines[i] = lines[i].TrimEnd('\r');
        return lines;
    }
}
