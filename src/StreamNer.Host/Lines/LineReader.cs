using System.Buffers;
using System.IO.Pipelines;

namespace StreamNer.Host.Lines;

/// <summary>One line, without its end; null when it was longer than the reader takes, and its bytes were dropped.</summary>
internal readonly record struct Line(byte[]? Bytes);

/// <summary>
/// Cuts a stream of bytes into lines at LF or CRLF. The last line needs no end; an empty one there is no line. Memory is bounded by the longest line
/// allowed.
/// </summary>
internal sealed class LineReader(Stream input, int maxBytes = LineReader.DefaultMaxBytes) : IAsyncDisposable
{
    /// <summary>Longest line: 64 MiB.</summary>
    public const int DefaultMaxBytes = 64 << 20;

    private readonly PipeReader _pipe = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 1 << 16));
    private ReadOnlySequence<byte> _buffer;
    private Task<ReadResult>? _reading;
    private long _scanned;
    private bool _dropping;

    /// <summary>True when the stream has ended and every line was taken.</summary>
    public bool Ended { get; private set; }

    /// <summary>Takes the next line if it is here already; false when <see cref="More"/> must be awaited first, or when
    /// <see cref="Ended"/>.</summary>
    public bool TryTake(out Line line)
    {
        line = default;
        // While a read is under way the pipe owns the bytes.
        if (_reading is not null) return false;
        if (_buffer.Slice(_scanned).PositionOf((byte)'\n') is not { } end)
        {
            _scanned = _buffer.Length;
            return false;
        }

        line = Cut(_buffer.Slice(0, end));
        _buffer = _buffer.Slice(_buffer.GetPosition(1, end));
        _scanned = 0;
        return true;
    }

    /// <summary>Completes when more bytes are here or the stream has ended; then call <see cref="Accept"/>. It may be awaited in several
    /// goes.</summary>
    public Task More()
    {
        if (_reading is not null) return _reading;
        if (_buffer.Length > maxBytes)
        {
            // The line is too long whatever follows: keep nothing of it.
            _dropping = true;
            _buffer = _buffer.Slice(_buffer.End);
            _scanned = 0;
        }

        _pipe.AdvanceTo(_buffer.Start, _buffer.End);
        return _reading = _pipe.ReadAsync(CancellationToken.None).AsTask();
    }

    /// <summary>Takes what <see cref="More"/> brought; the last line when the stream ended without a line end, else null.</summary>
    public async ValueTask<Line?> Accept()
    {
        var result = await _reading!;
        _reading = null;
        _buffer = result.Buffer;
        if (!result.IsCompleted || _buffer.Slice(_scanned).PositionOf((byte)'\n') is not null) return null;
        Ended = true;
        if (_buffer.IsEmpty && !_dropping) return null;
        var last = Cut(_buffer);
        _buffer = _buffer.Slice(_buffer.End);
        _scanned = 0;
        return last;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A read on a terminal or pipe cannot be cancelled; it ends with the process.
        if (_reading is null) await _pipe.CompleteAsync();
    }

    private Line Cut(ReadOnlySequence<byte> bytes)
    {
        if (_dropping || bytes.Length > maxBytes)
        {
            _dropping = false;
            return new Line(null);
        }

        var line = bytes.ToArray();
        return new Line(line is [.., (byte)'\r'] ? line[..^1] : line);
    }
}
