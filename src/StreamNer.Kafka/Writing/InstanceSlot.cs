using System.Security.Cryptography;
using System.Text;

namespace StreamNer.Kafka;

/// <summary>
/// This worker's name within its group: the one given, else <c>HOST-N</c> with the first N that no live worker of this host has. A file lock
/// holds the name as long as the process lives, however it ends; across hosts names differ by the host's name (in Kubernetes the pod's ordinal).
/// </summary>
public sealed class InstanceSlot : IDisposable
{
    private const int Slots = 1_000;
    private readonly FileStream _lock;

    private InstanceSlot(string name, FileStream held) => (Name, _lock) = (name, held);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Takes a name.</summary>
    /// <param name="group">The consumer group; names are unique within it.</param>
    /// <param name="instance">The name wanted; empty takes a free one.</param>
    /// <param name="folder">Where the lock files are; null for one in the temporary folder that all users of the host share.</param>
    /// <exception cref="KafkaFatalException">The name is taken by a live worker of this host.</exception>
    public static InstanceSlot Take(string group, string instance = "", string? folder = null)
    {
        folder ??= Path.Combine(Path.GetTempPath(), "streamner-instances");
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, (UnixFileMode)0b111_111_111);
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

    private static InstanceSlot? Try(string folder, string group, string name)
    {
        // Group names may hold anything; a hash makes a file name of them.
        var file = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{group}\0{name}"))[..12]);
        try
        {
            var held = new FileStream(Path.Combine(folder, file + ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            return new InstanceSlot(name, held);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
