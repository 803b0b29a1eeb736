using System.Buffers;
using System.Globalization;
using System.Text;

namespace StreamNer.Pii.Scanning;

/// <summary>
/// The text as detectors read it: escapes decoded, look-alike digits and punctuation as ASCII, invisible characters left out,
/// with the place of each character in the original. Plain ASCII text is its own view and costs one vectorised look.
/// Reused from text to text; not thread-safe.
/// </summary>
internal sealed class FoldedText
{
    private static readonly SearchValues<char> s_plain = SearchValues.Create([.. Enumerable.Range(0, 128).Select(i => (char)i).Where(c =>
        c is not ('%' or '&' or '\\'))]);

    private char[] _chars = [];
    private int[] _map = [];

    /// <summary>Whether view and original are the same, unit by unit.</summary>
    public bool IsIdentity { get; private set; }

    /// <summary>Makes the view of <paramref name="text"/>.</summary>
    public ReadOnlySpan<char> Fold(ReadOnlySpan<char> text)
    {
        var first = text.IndexOfAnyExcept(s_plain);
        IsIdentity = first < 0;
        if (IsIdentity) return text;
        if (_chars.Length < text.Length)
        {
            _chars = new char[Math.Max(text.Length, 256)];
            _map = new int[_chars.Length + 1];
        }

        text[..first].CopyTo(_chars);
        for (var i = 0; i < first; i++) _map[i] = i;
        var length = Rest(text, first);
        _map[length] = text.Length;
        return _chars.AsSpan(0, length);
    }

    /// <summary>Where view position <paramref name="at"/> begins in the original; the view's length gives the original's.</summary>
    public int Original(int at) => IsIdentity ? at : _map[at];

    /// <summary>Whether the character at <paramref name="at"/> stands in the original as it stands in the view (and was no escape).</summary>
    public bool IsRaw(ReadOnlySpan<char> original, int at, char viewed) => IsIdentity || original[_map[at]] == viewed;

    /// <summary>Lets go of arrays above <paramref name="characters"/>.</summary>
    public void Trim(int characters)
    {
        if (_chars.Length > characters) (_chars, _map) = ([], []);
    }

    private int Rest(ReadOnlySpan<char> text, int i)
    {
        var to = i;
        while (i < text.Length)
        {
            var c = text[i];
            var used = 1;
            if (c is '%' or '&' or '\\') used = Escapes.Decode(text[i..], ref c);
            if (c >= 128)
            {
                var kind = CharTable.Kinds[c];
                if (kind == CharKind.Ignorable)
                {
                    i += used;
                    continue;
                }

                if (kind == CharKind.Surrogate && used == 1 && i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]))
                {
                    if (Astral(text[i], text[i + 1], out var plain))
                    {
                        if (plain != 0)
                        {
                            _chars[to] = plain;
                            _map[to++] = i;
                        }

                        i += 2;
                        continue;
                    }

                    _chars[to] = c;
                    _map[to++] = i++;
                    c = text[i];
                }
                else c = c == '\u30FC' && to > 0
                    && CharTable.IsDigit(_chars[to - 1]) ? '-' : CharTable.Folds[c]; // the prolonged sound mark is typed for a dash
            }

            _chars[to] = c;
            _map[to++] = i;
            i += used;
        }

        return to;
    }

    // Digits and mathematical letters outside the BMP are read as ASCII; tags and variation selectors as nothing (0).
    private static bool Astral(char high, char low, out char plain)
    {
        var rune = char.ConvertToUtf32(high, low);
        plain = '\0';
        if (rune is >= 0xE0000 and <= 0xE01EF) return true;
        if (rune is >= 0x1D400 and <= 0x1D6A3)
        {
            var letter = (rune - 0x1D400) % 52;
            plain = (char)(letter < 26 ? 'A' + letter : 'a' + letter - 26);
            return true;
        }

        var digit = CharUnicodeInfo.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber ? (int)Rune.GetNumericValue(new Rune(rune)) : -1;
        if (digit < 0) return false;
        plain = (char)('0' + digit);
        return true;
    }
}
