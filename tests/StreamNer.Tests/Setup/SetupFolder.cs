using System.Diagnostics;
using StreamNer.Tests.House;

namespace StreamNer.Tests.Setup;

/// <summary>
/// A copy of what a restore of the program reads, in a folder of its own, with package sources and caches of its own: nothing is fetched. In place of
/// eng/feed.sh stands one that takes its packages from a folder and notes what it was asked for.
/// </summary>
internal sealed class SetupFolder : IDisposable
{
    private static readonly string[] s_copied =
    [
        "global.json", "Directory.Build.props", "Directory.Packages.props",
        "eng/common.sh", "eng/packages.sh", "eng/feed.sh", "eng/packages.official.props", "eng/packages.feed.props", "eng/package/package.props",
        "src/StreamNer.Core/StreamNer.Core.csproj", "src/StreamNer.Onnx/StreamNer.Onnx.csproj",
        "src/StreamNer.Kafka/StreamNer.Kafka.csproj", "src/StreamNer/StreamNer.csproj", "src/StreamNer.Host/StreamNer.Host.csproj",
    ];

    private const string Feed = """
        #!/usr/bin/env bash
        set -euo pipefail
        cd "$(dirname "$0")/feed"
        printf '%s\n' "$@" >>asked
        for id in "$@"; do cp ../../natives/"$id".[0-9]*.nupkg .; done
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("streamner-setup-").FullName;

    public SetupFolder()
    {
        foreach (var path in s_copied)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Full(path))!);
            File.Copy(Path.Combine(Repository.Root, path), Full(path));
        }

        Directory.CreateDirectory(Full("eng/feed"));
        Directory.CreateDirectory(Full("home"));
        File.WriteAllText(Full("eng/feed.sh"), Feed);
        Natives = new PackageSource(Full("natives")).With(PackageSource.Pins("feed").Where(pin => PackageSource.IsNative(pin.Key)));
        Source = new PackageSource(Full("source"));
        UseSource("source");
    }

    /// <summary>The only source besides eng/feed.</summary>
    public PackageSource Source { get; }

    /// <summary>What the stand-in for eng/feed.sh can make.</summary>
    public PackageSource Natives { get; }

    /// <summary>What the stand-in for eng/feed.sh was asked for, in order of the alphabet.</summary>
    public string[] Asked => File.Exists(Full("eng/feed/asked")) ? [.. File.ReadAllLines(Full("eng/feed/asked")).Order(StringComparer.Ordinal)] : [];

    /// <summary>The set that MSBuild takes for a plain build here.</summary>
    public async Task<string> SetOfPlainBuild()
    {
        var (_, output, _) = await Start("dotnet", ["msbuild", "src/StreamNer.Host/StreamNer.Host.csproj", "-getProperty:PackageSet"]);
        return output.Trim();
    }

    /// <summary>Runs eng/packages.sh for the program: its exit code and what it said.</summary>
    public async Task<(int Code, string Said)> Restore(params string[] environment)
    {
        var (code, _, error) = await Start("bash", ["eng/packages.sh", "src/StreamNer.Host/StreamNer.Host.csproj"], environment);
        return (code, error);
    }

    /// <summary>Makes another folder the source, under a name of its own.</summary>
    public void UseSource(string folder) => File.WriteAllText(Full("nuget.config"), $"""
        <configuration>
          <packageSources><clear /><add key="{folder}" value="{folder}" /><add key="feed" value="eng/feed" /></packageSources>
          <fallbackPackageFolders><clear /></fallbackPackageFolders>
        </configuration>
        """);

    /// <summary>When the choice was written.</summary>
    public DateTime Chosen => File.GetLastWriteTimeUtc(Full("eng/feed/choice.Cpu.props"));

    /// <summary>Forgets what was restored, but not the package cache.</summary>
    public void ForgetRestore()
    {
        foreach (var folder in Directory.GetDirectories(Full("src"))) Directory.Delete(Path.Combine(folder, "obj"), recursive: true);
    }

    public string Full(string path) => Path.Combine(_root, path);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private async Task<(int Code, string Output, string Error)> Start(string program, string[] arguments, params string[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, WorkingDirectory = _root };
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var name in (string[])["PackageSet", "OnnxRuntimeFlavor", "NUGET_PACKAGES", "NUGET_FALLBACK_PACKAGES", "DOTNET_CLI_HOME"])
            start.Environment.Remove(name);
        start.Environment["HOME"] = Full("home");
        foreach (var assignment in environment)
        {
            if (assignment.Split('=', 2) is [var name, { Length: > 0 } value]) start.Environment[name] = value;
            else start.Environment.Remove(assignment.TrimEnd('='));
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
