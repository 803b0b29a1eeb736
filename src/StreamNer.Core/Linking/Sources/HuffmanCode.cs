namespace StreamNer.Linking.Sources;

/// <summary>A canonical Huffman code: how many codes there are of each length, and the symbols in the order of their codes.</summary>
internal sealed class HuffmanCode
{
    private const int LongestCode = 20;

    private readonly int[] _counts = new int[LongestCode + 1];
    private readonly short[] _symbols;

    private HuffmanCode(ReadOnlySpan<byte> lengths)
    {
        foreach (var length in lengths) _counts[length]++;
        Span<int> places = stackalloc int[LongestCode + 2];
        places.Clear();
        for (var i = 1; i <= LongestCode; i++) places[i + 1] = places[i] + _counts[i];
        _symbols = new short[lengths.Length];
        for (var i = 0; i < lengths.Length; i++) _symbols[places[lengths[i]]++] = (short)i;
    }

    /// <summary>Reads a code: the first length, then steps up and down.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static HuffmanCode Read(BitReader bits, int symbols)
    {
        Span<byte> lengths = stackalloc byte[258];
        var length = (int)bits.Read(5);
        for (var i = 0; i < symbols; i++)
        {
            while (true)
            {
                if (length is < 1 or > LongestCode) throw Bzip2Stream.Damaged();
                if (bits.Read(1) == 0) break;
                length += bits.Read(1) == 0 ? 1 : -1;
            }

            lengths[i] = (byte)length;
        }

        return new HuffmanCode(lengths[..symbols]);
    }

    /// <summary>Reads a symbol.</summary>
    /// <exception cref="InvalidDataException">The bits are no code.</exception>
    public int Next(BitReader bits)
    {
        // Codes of a length are consecutive numbers; the first of the next length follows the last, doubled.
        int code = 0, first = 0, index = 0;
        for (var length = 1; length <= LongestCode; length++)
        {
            code |= (int)bits.Read(1);
            var count = _counts[length];
            if (code - first < count) return _symbols[index + code - first];
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }

        throw Bzip2Stream.Damaged();
    }
}
