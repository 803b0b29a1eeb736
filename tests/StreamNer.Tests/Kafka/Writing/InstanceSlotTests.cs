using System.Diagnostics;
using StreamNer.Kafka;
using StreamNer.Kafka.Writing;

namespace StreamNer.Tests.Kafka.Writing;

public sealed class InstanceSlotTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("streamner-slots-").FullName;
    private readonly string _folder;

    public InstanceSlotTests() => _folder = Path.Combine(_parent, "slots");

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void Free_names_are_taken_in_order_and_come_back()
    {
        var first = InstanceSlot.Take("g", folder: _folder);
        using var second = InstanceSlot.Take("g", folder: _folder);
        using var otherGroup = InstanceSlot.Take("h", folder: _folder);
        Assert.EndsWith("-0", first.Name, StringComparison.Ordinal);
        Assert.EndsWith("-1", second.Name, StringComparison.Ordinal);
        Assert.Equal(first.Name, otherGroup.Name);
        first.Dispose();
        using var again = InstanceSlot.Take("g", folder: _folder);
        Assert.Equal(first.Name, again.Name);
    }

    [Fact]
    public void A_name_in_use_is_refused()
    {
        using var first = InstanceSlot.Take("g", "pod-3", _folder);
        Assert.Contains("already running", Refusal("pod-3"), StringComparison.Ordinal);
        Assert.Contains("--instance", Refusal("pod-3"), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_users_may_add_lock_files_and_lock_those_that_are_there()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("users and modes are of Unix");
            return;
        }

        InstanceSlot.Take("g", "pod-3", _folder).Dispose();
        Assert.True(File.GetUnixFileMode(_folder).HasFlag(UnixFileMode.OtherWrite | UnixFileMode.StickyBit));
        var file = Assert.Single(Directory.GetFiles(_folder));
        Assert.Equal(UnixFileMode.OtherRead, File.GetUnixFileMode(file) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite));

        // What a worker of another user does: a file of its own, and a lock on ours without the right to write it.
        File.SetUnixFileMode(_parent, File.GetUnixFileMode(_parent) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        Assert.SkipUnless(AsNobody("true") == 0, "only root can become another user");
        Assert.Equal(0, AsNobody($"touch {_folder}/nobody && flock --exclusive --nonblock {file} true"));
        Assert.NotEqual(0, AsNobody($"rm -f {file}"));
        using var held = InstanceSlot.Take("g", "pod-3", _folder);
        Assert.NotEqual(0, AsNobody($"flock --exclusive --nonblock {file} true"));

        // And the other way round: a former worker's file of a user who lets others read it.
        Assert.Equal(0, AsNobody($"touch {_folder}/x && chmod 644 {_folder}/x"));
        held.Dispose();
        File.Delete(file);
        File.Move(Path.Combine(_folder, "x"), file);
        using var theirs = InstanceSlot.Take("g", "pod-3", _folder);
    }

    [Fact]
    public void A_folder_that_cannot_be_used_is_named_and_is_not_taken_for_a_running_worker()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes are of Unix");
        File.WriteAllText(_folder, "");
        Assert.Contains($"{_folder} cannot be made", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Symbolic_links_are_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a right there");
        InstanceSlot.Take("g", "pod-3", _folder).Dispose();
        var file = Assert.Single(Directory.GetFiles(_folder));
        var target = Path.Combine(_parent, "target");
        File.Delete(file);
        File.CreateSymbolicLink(file, target);
        Assert.Contains($"{file} is a symbolic link", Refusal("pod-3"), StringComparison.Ordinal);
        Assert.False(File.Exists(target));

        var link = Path.Combine(_parent, "link");
        Directory.CreateSymbolicLink(link, _folder);
        Assert.Contains($"{link} is a symbolic link", Assert.Throws<KafkaFatalException>(() => InstanceSlot.Take("g", folder: link)).Message,
            StringComparison.Ordinal);
    }

    private string Refusal(string instance = "") => Assert.Throws<KafkaFatalException>(() => InstanceSlot.Take("g", instance, _folder)).Message;

    private static int AsNobody(string command)
    {
        var start = new ProcessStartInfo("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "/bin/sh", "-c", command])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
