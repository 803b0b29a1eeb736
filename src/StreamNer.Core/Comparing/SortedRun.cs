namespace StreamNer.Comparing;

/// <summary>One sorted run in a temporary file. It has no name where the system allows that, so nothing stays behind, however the process
/// ends.</summary>
internal sealed class SortedRun : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private readonly FileStream _file;
    private readonly int _count;

    private SortedRun(FileStream file, int count) => (_file, _count) = (file, count);

    /// <summary>The file's length.</summary>
    public long Bytes => _file.Length;

    /// <summary>Writes records, which are in order.</summary>
    /// <exception cref="IOException">The folder is full or cannot be written.</exception>
    public static SortedRun Write(string folder, ReadOnlySpan<Numbered> records)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = BufferBytes,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var path = Path.Combine(folder, $"streamner-diff-{Guid.NewGuid():n}");
        var file = new FileStream(path, options);
        try
        {
            if (!OperatingSystem.IsWindows()) File.Delete(path);
            using var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true);
            foreach (var (value, sequence) in records)
            {
                writer.Write(value.At.Topic);
                writer.Write7BitEncodedInt(value.At.Partition);
                writer.Write7BitEncodedInt64(value.At.Offset);
                writer.Write(value.Replaces);
                writer.Write7BitEncodedInt64(sequence);
                writer.Write7BitEncodedInt(value.Value.Length);
                writer.Write(value.Value);
            }

            return new SortedRun(file, records.Length);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads them back in order; once.</summary>
    public IEnumerable<Numbered> Read(IReadOnlyDictionary<string, string> topics)
    {
        _file.Position = 0;
        using var reader = new BinaryReader(_file, System.Text.Encoding.UTF8, leaveOpen: true);
        for (var i = 0; i < _count; i++)
        {
            var at = new RecordPlace(topics[reader.ReadString()], reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt64());
            var replaces = reader.ReadBoolean();
            var sequence = reader.Read7BitEncodedInt64();
            var value = new byte[reader.Read7BitEncodedInt()];
            reader.BaseStream.ReadExactly(value);
            yield return new Numbered(new PlacedValue(at, replaces, value), sequence);
        }
    }

    public void Dispose() => _file.Dispose();
}
