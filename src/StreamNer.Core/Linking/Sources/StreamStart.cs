namespace StreamNer.Linking.Sources;

/// <summary>A stream of which the first byte was looked at, to tell its form. Reading only; the inner stream stays its owner's.</summary>
internal sealed class StreamStart : ForwardStream
{
    private readonly Stream _inner;
    private bool _pending;

    public StreamStart(Stream inner)
    {
        _inner = inner;
        First = inner.ReadByte();
        _pending = First >= 0;
    }

    /// <summary>The first byte; -1 when the stream is empty.</summary>
    public int First { get; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (!_pending || count == 0) return _inner.Read(buffer, offset, count);
        buffer[offset] = (byte)First;
        _pending = false;
        return 1;
    }
}
