namespace StreamNer.Linking.Sources;

/// <summary>Reads a stream by bits, the highest of each byte first.</summary>
internal sealed class BitReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _at;
    private int _end;
    private uint _bits;
    private int _count;

    /// <summary>Whether there is no further byte. Bits of a byte begun count for none.</summary>
    public bool AtEnd => !Fill();

    /// <summary>The next bits, up to 24, as a number.</summary>
    /// <exception cref="InvalidDataException">The stream ends before them.</exception>
    public uint Read(int count)
    {
        while (_count < count)
        {
            if (!Fill()) throw Bzip2Stream.Damaged();
            _bits = (_bits << 8) | _buffer[_at++];
            _count += 8;
        }

        _count -= count;
        return (_bits >> _count) & ((1u << count) - 1);
    }

    /// <summary>Passes over the rest of a byte begun.</summary>
    public void SkipToByte() => _count -= _count & 7;

    private bool Fill()
    {
        if (_at < _end) return true;
        _at = 0;
        _end = stream.Read(_buffer, 0, _buffer.Length);
        return _end > 0;
    }
}
