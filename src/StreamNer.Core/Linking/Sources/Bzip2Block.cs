namespace StreamNer.Linking.Sources;

/// <summary>One block of bzip2: Huffman codes, then move-to-front, then the Burrows-Wheeler transform, then runs.</summary>
internal sealed class Bzip2Block
{
    private const int GroupSize = 50;
    private const int RunA = 0;
    private const int RunB = 1;

    private static readonly uint[] s_crc = CrcTable();

    // Before the transform is undone: a byte each. After: the byte below, the place of the next one above it.
    private int[] _links = [];
    private int _capacity;
    private int _at;
    private int _left;
    private int _repeat;
    private int _run;
    private byte _last;
    private uint _stated;
    private uint _crc;

    /// <summary>Sets the block size, in bytes, for a stream.</summary>
    public void Resize(int capacity)
    {
        _capacity = capacity;
        if (_links.Length < capacity) _links = new int[capacity];
        _left = _repeat = 0;
    }

    /// <summary>Reads a block behind its magic number.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public void Load(BitReader bits)
    {
        _stated = (bits.Read(16) << 16) | bits.Read(16);
        // Random blocks were given up before version 1.0.
        if (bits.Read(1) != 0) throw Bzip2Stream.Damaged();
        var origin = (int)bits.Read(24);
        Span<byte> symbols = stackalloc byte[256];
        symbols = symbols[..Symbols(bits, symbols)];
        var codes = new HuffmanCode[bits.Read(3)];
        var selectors = new byte[bits.Read(15)];
        if (codes.Length is < 2 or > 6 || selectors.Length == 0) throw Bzip2Stream.Damaged();
        Selectors(bits, selectors, codes.Length);
        for (var i = 0; i < codes.Length; i++) codes[i] = HuffmanCode.Read(bits, symbols.Length + 2);
        _left = Unpack(bits, symbols, codes, selectors);
        if (origin >= _left) throw Bzip2Stream.Damaged();
        Undo(origin);
        _repeat = _run = 0;
        _crc = 0xFFFFFFFF;
    }

    /// <summary>Hands out bytes of the block; 0 when there are no more.</summary>
    public int Read(Span<byte> bytes)
    {
        var count = 0;
        while (count < bytes.Length)
        {
            if (_repeat > 0)
            {
                _repeat--;
            }
            else if (_left > 0)
            {
                _at = _links[_at];
                var b = (byte)_at;
                _at >>>= 8;
                _left--;
                // Four equal bytes are followed by how many more there are.
                if (_run == 4)
                {
                    (_repeat, _run) = (b, 0);
                    continue;
                }

                _run = _run > 0 && b == _last ? _run + 1 : 1;
                _last = b;
            }
            else
            {
                break;
            }

            bytes[count++] = _last;
            _crc = (_crc << 8) ^ s_crc[(_crc >> 24) ^ _last];
        }

        return count;
    }

    /// <summary>The checksum of the block, all of whose bytes were read.</summary>
    /// <exception cref="InvalidDataException">It differs from the one that the block states.</exception>
    public uint Verified() => ~_crc == _stated ? _stated : throw Bzip2Stream.Damaged();

    private static int Symbols(BitReader bits, Span<byte> symbols)
    {
        var count = 0;
        var rows = bits.Read(16);
        for (var row = 0; row < 16; row++)
        {
            if ((rows & (0x8000u >> row)) == 0) continue;
            var columns = bits.Read(16);
            for (var column = 0; column < 16; column++)
            {
                if ((columns & (0x8000u >> column)) != 0) symbols[count++] = (byte)((row * 16) + column);
            }
        }

        return count > 0 ? count : throw Bzip2Stream.Damaged();
    }

    private static void Selectors(BitReader bits, byte[] selectors, int codes)
    {
        Span<byte> front = [0, 1, 2, 3, 4, 5];
        for (var i = 0; i < selectors.Length; i++)
        {
            var place = 0;
            while (bits.Read(1) != 0)
            {
                if (++place >= codes) throw Bzip2Stream.Damaged();
            }

            selectors[i] = ToFront(front, place);
        }
    }

    private int Unpack(BitReader bits, Span<byte> symbols, HuffmanCode[] codes, byte[] selectors)
    {
        var end = symbols.Length + 1;
        int count = 0, run = 0, weight = 1;
        for (var i = 0; ; i++)
        {
            if (i / GroupSize >= selectors.Length) throw Bzip2Stream.Damaged();
            var symbol = codes[selectors[i / GroupSize]].Next(bits);
            if (symbol is RunA or RunB)
            {
                // The length of a run of the front symbol, in digits 1 and 2, the least first.
                if (weight > _capacity) throw Bzip2Stream.Damaged();
                run += weight << symbol;
                weight <<= 1;
                continue;
            }

            if (run > 0)
            {
                if (run > _capacity - count) throw Bzip2Stream.Damaged();
                _links.AsSpan(count, run).Fill(symbols[0]);
                count += run;
                (run, weight) = (0, 1);
            }

            if (symbol == end) return count;
            if (count == _capacity) throw Bzip2Stream.Damaged();
            _links[count++] = ToFront(symbols, symbol - 1);
        }
    }

    private void Undo(int origin)
    {
        Span<int> places = stackalloc int[256];
        places.Clear();
        for (var i = 0; i < _left; i++) places[_links[i] & 0xFF]++;
        var sum = 0;
        for (var i = 0; i < places.Length; i++) (places[i], sum) = (sum, sum + places[i]);
        for (var i = 0; i < _left; i++) _links[places[_links[i] & 0xFF]++] |= i << 8;
        _at = _links[origin] >>> 8;
    }

    private static byte ToFront(Span<byte> list, int place)
    {
        var value = list[place];
        list[..place].CopyTo(list[1..]);
        list[0] = value;
        return value;
    }

    private static uint[] CrcTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            var crc = i << 24;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 0x80000000) != 0 ? (crc << 1) ^ 0x04C11DB7 : crc << 1;
            table[i] = crc;
        }

        return table;
    }
}
