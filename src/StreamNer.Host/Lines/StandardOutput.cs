using System.Runtime.InteropServices;

namespace StreamNer.Host.Lines;

/// <summary>The reader of standard output has gone, as <c>head</c> does when it has seen enough: there is nobody left to work for.</summary>
internal sealed class OutputClosedException() : IOException("standard output was closed by its reader");

/// <summary>
/// Standard output as bytes, unbuffered. The console's own stream drops what is written after the reader has gone, so that hours of work
/// would go nowhere; this one throws.
/// </summary>
internal sealed partial class StandardOutput : Stream
{
    private const int Interrupted = 4;
    private const int BrokenPipe = 32;
    private const short Writable = 4;

    private StandardOutput() { }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>The process's standard output.</summary>
    public static Stream Open() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new StandardOutput();

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    /// <exception cref="OutputClosedException">The reader has gone.</exception>
    /// <exception cref="IOException">The bytes could not be written; the message says why.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var written = WriteTo(1, buffer, buffer.Length);
            if (written >= 0) buffer = buffer[(int)written..];
            else Recover(Marshal.GetLastPInvokeError());
        }
    }

    private static void Recover(int error)
    {
        if (error == Interrupted) return;
        if (error == BrokenPipe) throw new OutputClosedException();
        if (error != (OperatingSystem.IsMacOS() ? 35 : 11)) throw new IOException($"standard output: {Marshal.GetPInvokeErrorMessage(error)}");

        // Somebody made it non-blocking (a terminal is shared with other processes): wait until it takes bytes again.
        var waiting = new Poll { File = 1, Events = Writable };
        _ = WaitFor(ref waiting, 1, -1);
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteTo(int file, ReadOnlySpan<byte> bytes, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int WaitFor(ref Poll poll, nint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Poll
    {
        public int File;
        public short Events;
        public short Answers;
    }
}
