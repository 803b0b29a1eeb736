using System.Text.Json;
using System.Text.Json.Serialization;
using StreamNer.Configuration;
using StreamNer.Diagnostics;
using StreamNer.Flow.Crashes;

namespace StreamNer.Kafka.Crashes;

/// <summary>
/// The file beside the instance lock in which a worker's lives leave a <see cref="CrashState"/> to each other. It is written in one piece at its
/// beginning, padded with blanks: a process that is killed leaves the old or the new state. A file that cannot be read counts as none, one that
/// cannot be written is given up. Held by one process; thread-safe by its caller.
/// </summary>
internal sealed class CrashFile : IDisposable
{
    private const string Without = "a record that ends the process again and again will not be found (flow:crashGuard)";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private const UnixFileMode Ours = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly FileStream _file;
    private readonly EventLog _log;
    private int _length;
    private bool _broken;

    private CrashFile(FileStream file, EventLog log) => (_file, _log, _length) = (file, log, (int)Math.Min(file.Length, 1 << 20));

    /// <summary>Opens or makes it; null with a warning where that cannot be, or where another user could have written it.</summary>
    public static CrashFile? Open(string path, EventLog log)
    {
        try
        {
            if (!IsOurs(path))
            {
                log.Warn("crash.file", $"'{path}' is a link, or others may write it; {Without}");
                return null;
            }

            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite,
                BufferSize = 0,
            };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = Ours;
            return new CrashFile(new FileStream(path, options), log);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Warn("crash.file", $"'{path}': {FileFault.OfFile(path, e)}; {Without}");
            return null;
        }
    }

    /// <summary>What the last life left; an orderly end where there is nothing, or nothing that can be read.</summary>
    public CrashState Read()
    {
        try
        {
            var bytes = new byte[_length];
            var read = RandomAccess.Read(_file.SafeFileHandle, bytes, 0);
            return read == 0 ? new CrashState() : JsonSerializer.Deserialize<CrashState>(bytes.AsSpan(0, read), s_json) ?? new CrashState();
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            _log.Warn("crash.file", "the crash file cannot be read: counting starts again (flow:crashGuard)");
            return new CrashState();
        }
    }

    /// <summary>Writes a state; on disk before it returns where <paramref name="durable"/>.</summary>
    public void Save(CrashState state, bool durable)
    {
        if (_broken) return;
        try
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(state, s_json);
            var bytes = new byte[Math.Max(json.Length, _length)];
            json.CopyTo(bytes, 0);
            bytes.AsSpan(json.Length).Fill((byte)' ');
            RandomAccess.Write(_file.SafeFileHandle, bytes, 0);
            _length = bytes.Length;
            if (durable) RandomAccess.FlushToDisk(_file.SafeFileHandle);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _broken = true;
            _log.Warn("crash.file", $"it can no longer be written: {Without}");
        }
    }

    // The folder is shared by all users of the host.
    private static bool IsOurs(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null && (OperatingSystem.IsWindows() || !file.Exists || file.UnixFileMode == Ours);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
