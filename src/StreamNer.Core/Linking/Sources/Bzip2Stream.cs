namespace StreamNer.Linking.Sources;

/// <summary>
/// Unpacks bzip2, also several streams one after another, as parallel packers write them. Reads forward only. Memory: 4.5 MB at most.
/// </summary>
/// <param name="packed">The packed stream; stays its owner's.</param>
internal sealed class Bzip2Stream(Stream packed) : ForwardStream
{
    private readonly BitReader _bits = new(packed);
    private readonly Bzip2Block _block = new();
    private bool _open;
    private bool _ended;
    private uint _combined;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">It is not bzip2, or damaged, or cut short.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (count > 0 && !_ended)
        {
            var read = _block.Read(buffer.AsSpan(offset, count));
            if (read > 0) return read;
            Advance();
        }

        return 0;
    }

    private void Advance()
    {
        if (!_open)
        {
            if (!Open()) return;
        }
        else
        {
            _combined = ((_combined << 1) | (_combined >> 31)) ^ _block.Verified();
        }

        var magic = ((ulong)_bits.Read(24) << 24) | _bits.Read(24);
        if (magic == 0x314159265359)
        {
            _block.Load(_bits);
            return;
        }

        if (magic != 0x177245385090) throw Damaged();
        if ((_bits.Read(16) << 16 | _bits.Read(16)) != _combined) throw Damaged();
        _bits.SkipToByte();
        _open = false;
    }

    // The next of the streams; false at the end of the last.
    private bool Open()
    {
        if (_bits.AtEnd)
        {
            _ended = true;
            return false;
        }

        if (_bits.Read(24) != 0x425A68) throw new InvalidDataException("is not packed by bzip2");
        var level = _bits.Read(8) - '0';
        if (level is < 1 or > 9) throw Damaged();
        _block.Resize((int)level * 100_000);
        _combined = 0;
        _open = true;
        return true;
    }

    internal static InvalidDataException Damaged() => new("is damaged: bzip2 cannot unpack it");
}
