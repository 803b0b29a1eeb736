using System.Text;

namespace StreamNer.Linking.Sources;

/// <summary>Lines of a UTF-8 stream, each decoded by itself, so that a broken one does not hide the others.</summary>
internal static class SourceLines
{
    /// <summary>Longest line: 16 MiB.</summary>
    public const int LongestLine = 16 << 20;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Number and text of each line; the text is null where the line is too long or not UTF-8, and <c>Fault</c> says so.</summary>
    public static IEnumerable<(long Number, string? Text, string? Fault)> Of(Stream stream)
    {
        var buffer = new byte[1 << 16];
        int start = 0, end = 0, scanned = 0;
        var dropping = false;
        for (long number = 1; ;)
        {
            var at = Array.IndexOf(buffer, (byte)'\n', scanned, end - scanned);
            if (at < 0)
            {
                scanned = end;
                if (end - start > LongestLine) (dropping, start, scanned, end) = (true, 0, 0, 0);
                if (end == buffer.Length)
                {
                    var room = start > buffer.Length / 2 ? buffer : new byte[buffer.Length * 2];
                    Array.Copy(buffer, start, room, 0, end - start);
                    (buffer, scanned, end, start) = (room, scanned - start, end - start, 0);
                }

                var read = stream.Read(buffer, end, buffer.Length - end);
                end += read;
                if (read > 0) continue;
                if (start < end || dropping) yield return Decode(number, buffer.AsSpan(start, end - start), dropping);
                yield break;
            }

            yield return Decode(number++, buffer.AsSpan(start, at - start), dropping);
            dropping = false;
            start = scanned = at + 1;
        }
    }

    private static (long Number, string? Text, string? Fault) Decode(long number, ReadOnlySpan<byte> bytes, bool dropped)
    {
        if (dropped || bytes.Length > LongestLine) return (number, null, $"the line is longer than {LongestLine >> 20} MiB");
        if (bytes is [.., (byte)'\r']) bytes = bytes[..^1];
        if (number == 1 && bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        try
        {
            return (number, s_strict.GetString(bytes), null);
        }
        catch (DecoderFallbackException)
        {
            return (number, null, "the line is not UTF-8");
        }
    }
}
