using System.Diagnostics;
using System.Globalization;

namespace StreamNer.KafkaTests.Deploy;

/// <summary>
/// What a container engine would do with the image's content: a file system of its own that can be read and not written but for <c>/tmp</c>, its own
/// processes, a user who owns nothing and has no capabilities. The network is the host's. It wants Linux, root and <c>bwrap</c>.
/// </summary>
internal static class Sandbox
{
    /// <summary>Null where it can be made, else why not.</summary>
    public static string? Missing { get; } = Look();

    /// <summary>The program of <paramref name="command"/> as process 1 of a sandbox.</summary>
    /// <param name="app">Folder that is <c>/app</c>, read-only.</param>
    /// <param name="user">Number of the user and of its group.</param>
    /// <param name="variables">The environment, all of it.</param>
    /// <param name="command">Program and arguments.</param>
    public static Process Start(string app, string user, IEnumerable<KeyValuePair<string, string>> variables, IEnumerable<string> command)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_ROOT") ?? Path.GetDirectoryName(Path.GetFullPath(Environment.ProcessPath!))!;
        string[] arguments =
        [
            "--unshare-pid", "--as-pid-1", "--unshare-ipc", "--unshare-uts", "--hostname", "sandbox", "--die-with-parent", "--clearenv",
            "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--symlink", "usr/bin", "/bin",
            "--ro-bind", dotnet, "/dotnet", "--ro-bind", app, "/app", "--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp",
            "--remount-ro", "/", "--chdir", "/app", "--setenv", "PATH", "/dotnet:/usr/bin", "--setenv", "DOTNET_ROOT", "/dotnet",
            .. variables.SelectMany(pair => (string[])["--setenv", pair.Key, pair.Value]),
            "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP",
            "setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--bounding-set", "-all", "--inh-caps", "-all", "--no-new-privs",
            .. command,
        ];
        return Process.Start(new ProcessStartInfo("bwrap", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>The process that is process 1 of the sandbox: a line of its status, such as <c>Uid</c>.</summary>
    public static async Task<string> Status(Process sandbox, string name)
    {
        var lines = await File.ReadAllLinesAsync($"/proc/{await Inner(sandbox)}/status");
        return lines.Single(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..].Trim();
    }

    /// <summary>Sends SIGTERM to process 1 of the sandbox, as an engine does.</summary>
    public static async Task Terminate(Process sandbox)
    {
        using var kill = Process.Start("kill", ["-TERM", await Inner(sandbox)]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    private static async Task<string> Inner(Process sandbox)
    {
        var id = sandbox.Id.ToString(CultureInfo.InvariantCulture);
        return (await File.ReadAllTextAsync($"/proc/{id}/task/{id}/children")).Trim();
    }

    private static string? Look()
    {
        if (!OperatingSystem.IsLinux()) return "a sandbox needs Linux";
        foreach (var (program, package) in (ReadOnlySpan<(string, string)>)[("bwrap", "bubblewrap"), ("setpriv", "util-linux")])
        {
            var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
            if (!path.Any(folder => File.Exists(Path.Combine(folder, program))))
                return $"{program} is not installed (Debian: {package})";
        }

        if (Environment.UserName != "root") return "a sandbox for another user needs root";
        using var probe = Process.Start(new ProcessStartInfo("bwrap", ["--unshare-pid", "--ro-bind", "/", "/", "--proc", "/proc", "true"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        probe.WaitForExit();
        return probe.ExitCode == 0 ? null : "bwrap may not make namespaces here";
    }
}
