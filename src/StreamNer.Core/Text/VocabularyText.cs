using System.Text;

namespace StreamNer.Text;

/// <summary>Reads <c>vocab.txt</c>.</summary>
internal static class VocabularyText
{
    // The largest published WordPiece vocabularies are below 10 MB.
    internal const int MaxBytes = 64 << 20;

    public static Vocabulary Load(string path, SpecialTokenNames? special)
    {
        try
        {
            return new(Lines(ReadText(path)), special);
        }
        catch (UnsupportedTokenizerException e)
        {
            throw new UnsupportedTokenizerException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>The whole file as strict UTF-8.</summary>
    public static string ReadText(string path)
    {
        if (new FileInfo(path).Length > MaxBytes) throw new UnsupportedTokenizerException($"longer than {MaxBytes} bytes");
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
        }
        catch (DecoderFallbackException e)
        {
            throw new UnsupportedTokenizerException($"not UTF-8, at byte {e.Index}", e);
        }
    }

    // Lines end at \n only: tokens such as U+0085 or U+2028 are lines of real vocabularies.
    private static IEnumerable<string> Lines(string text)
    {
        var lines = text.Split('\n');
        var count = lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        var carriageReturns = count > 0 && lines[0].EndsWith('\r');
        for (var i = 0; i < count; i++) yield return carriageReturns ? lines[i].TrimEnd('\r') : lines[i];
    }
}
