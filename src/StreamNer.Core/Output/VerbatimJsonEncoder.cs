using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace StreamNer.Output;

/// <summary>
/// Escapes what RFC 8259 section 7 demands (quotation mark, reverse solidus, U+0000 to U+001F) and nothing else: the runtime's own
/// encoders also escape emoji and whatever their Unicode tables do not know, so their output depends on the runtime's version.
/// </summary>
internal sealed class VerbatimJsonEncoder : JavaScriptEncoder
{
    public static readonly VerbatimJsonEncoder Instance = new();

    private const string Demanded = "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\"\\";

    private static readonly SearchValues<char> Escaped = SearchValues.Create(Demanded);

    // Also every surrogate: a pair needs no escape, a lone one must be seen.
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        Demanded + string.Create(0x800, 0, static (span, _) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = (char)(0xD800 + i);
        }));

    private VerbatimJsonEncoder() { }

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar <= '\\' && Escaped.Contains((char)unicodeScalar);

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var span = new ReadOnlySpan<char>(text, textLength);
        for (var at = 0; at < span.Length;)
        {
            var hit = span[at..].IndexOfAny(Suspects);
            if (hit < 0) return -1;
            at += hit;
            if (Rune.DecodeFromUtf16(span[at..], out _, out var used) != OperationStatus.Done || Escaped.Contains(span[at])) return at;
            at += used;
        }

        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var to = new Span<char>(buffer, bufferLength);
        if (!WillEncode(unicodeScalar)) return new Rune(unicodeScalar).TryEncodeToUtf16(to, out numberOfCharactersWritten);
        ReadOnlySpan<char> text = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\t' => "\\t",
            '\n' => "\\n",
            '\f' => "\\f",
            '\r' => "\\r",
            _ => [],
        };
        if (text.IsEmpty) return to.TryWrite($"\\u{unicodeScalar:x4}", out numberOfCharactersWritten);
        numberOfCharactersWritten = text.Length;
        return text.TryCopyTo(to);
    }
}
