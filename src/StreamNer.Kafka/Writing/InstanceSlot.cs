using System.Security.Cryptography;
using System.Text;

namespace StreamNer.Kafka.Writing;

/// <summary>
/// This worker's name within its group: the one given, else <c>HOST-N</c> with the first N that no live worker of this host has. A file lock
/// holds the name as long as the process lives, however it ends; across hosts names differ by the host's name (in Kubernetes the pod's ordinal).
/// </summary>
internal sealed class InstanceSlot : IDisposable
{
    private const int Slots = 1_000;

    // Everybody may add files, and remove their own.
    private const UnixFileMode Everybody = (UnixFileMode)0b1_111_111_111;
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    // How "another process has locked it" looks: EAGAIN of Linux and of macOS, a sharing violation of Windows.
    private static readonly int[] s_locked = [11, 35, unchecked((int)0x80070020)];
    private readonly FileStream _lock;

    private InstanceSlot(string name, FileStream held) => (Name, _lock) = (name, held);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Where the worker of this name leaves what its next life must know: beside the lock.</summary>
    public string StateFile => Path.ChangeExtension(_lock.Name, ".crash");

    /// <summary>Takes a name.</summary>
    /// <param name="group">The consumer group; names are unique within it.</param>
    /// <param name="instance">The name wanted; empty takes a free one.</param>
    /// <param name="folder">Where the lock files are; null for one in the temporary folder that all users of the host share.</param>
    /// <exception cref="KafkaFatalException">The name is taken by a live worker of this host, or the folder cannot be used.</exception>
    public static InstanceSlot Take(string group, string instance = "", string? folder = null)
    {
        folder ??= Path.Combine(Path.GetTempPath(), "streamner-instances");
        Share(folder);
        if (instance.Length > 0)
        {
            return Try(folder, group, instance)
                ?? throw new KafkaFatalException(
                    $"instance {instance} of group {group} is already running on this host: give each worker its own --instance");
        }

        for (var slot = 0; slot < Slots; slot++) if (Try(folder, group, $"{Environment.MachineName}-{slot}") is { } taken) return taken;
        throw new KafkaFatalException($"all {Slots} instances of group {group} are running on this host: give this worker its own --instance");
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>Every user of the host may add a lock file, and only its owner may remove it: two users' workers of one group must not get one
    /// name.</summary>
    private static void Share(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (new DirectoryInfo(folder).LinkTarget is not null) throw Unusable(folder, "is a symbolic link");
            if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(folder) != Everybody) File.SetUnixFileMode(folder, Everybody);
        }
        catch (UnauthorizedAccessException)
        {
            // Another user's. Whether it can be used is found out with the lock file.
        }
        catch (IOException e)
        {
            throw Unusable(folder, $"cannot be made: {e.Message}");
        }
    }

    /// <summary>Null where a live worker has the name.</summary>
    private static InstanceSlot? Try(string folder, string group, string name)
    {
        // Group names may hold anything; a hash makes a file name of them.
        var file = Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{group}\0{name}"))[..12]) + ".lock");
        try
        {
            return new InstanceSlot(name, Open(file) ?? Create(file) ?? Open(file) ?? throw new IOException("it vanishes"));
        }
        catch (IOException e) when (s_locked.Contains(e.HResult))
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            throw File.Exists(file) ? Unusable(file, "cannot be read by this user") : Unusable(folder, "cannot be written by this user");
        }
        catch (IOException e)
        {
            throw Unusable(file, e.Message);
        }
    }

    /// <summary>The lock on a file that is there. Locking takes no more than the right to read, so that a former worker of another user is no
    /// obstacle.</summary>
    private static FileStream? Open(string file)
    {
        if (new FileInfo(file).LinkTarget is not null) throw Unusable(file, "is a symbolic link");
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None, 1);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static FileStream? Create(string file)
    {
        FileStream made;
        try
        {
            // Never through a link: a new file or none.
            made = new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException) when (File.Exists(file))
        {
            return null;
        }

        // Whatever the umask: others may read it, since a lock needs that.
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(made.SafeFileHandle, Readable);
        return made;
    }

    private static KafkaFatalException Unusable(string path, string why) =>
        new($"instance locks: {path} {why}; have its owner remove it, or set TMPDIR to a folder that all workers of this host can write to");
}
