using System.Diagnostics;
using System.Text.Json;
using StreamNer.Tests.House;

namespace StreamNer.Tests.Setup;

/// <summary>
/// eng/release.sh in a copy of the folder, where stand-ins make the program and the packages at once; the bill of materials is the real one.
/// </summary>
public sealed class ReleaseTests : IDisposable
{
    private const string Publish = """
        #!/usr/bin/env bash
        mkdir -p "$1" && echo program >"$1/streamner"
        """;

    private const string Pack = """
        #!/usr/bin/env bash
        echo package >"$1/StreamNer.nupkg"
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("streamner-release-").FullName;

    public ReleaseTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the set-up scripts are for Linux");
        foreach (var path in (string[])["Directory.Build.props", "CHANGELOG.md", "LICENSE", "NOTICE", "eng/common.sh", "eng/release.sh"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Full(path))!);
            File.Copy(Path.Combine(Repository.Root, path), Full(path));
        }

        Script("eng/publish.sh", Publish);
        Script("eng/pack.sh", Pack);
        Script("eng/sbom.sh", $"#!/usr/bin/env bash\nexec bash '{Path.Combine(Repository.Root, "eng", "sbom.sh")}' \"$@\"");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_release_holds_archive_packages_bill_of_materials_licences_and_sums_that_fit()
    {
        await Commit();
        var (code, said) = await Run("bash", "eng/release.sh", "out");
        Assert.True(code == 0, said);
        var version = Version;
        Assert.Equal(
            [
                "SHA256SUMS", "StreamNer.nupkg", $"streamner-{version}-licences.md", $"streamner-{version}-linux-x64.tar.gz",
                $"streamner-{version}.cdx.json",
            ],
            Directory.GetFiles(Full("out")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        using var bill = JsonDocument.Parse(await File.ReadAllTextAsync(Full($"out/streamner-{version}.cdx.json")));
        Assert.Equal("CycloneDX", bill.RootElement.GetProperty("bomFormat").GetString());
        Assert.Equal(version, bill.RootElement.GetProperty("metadata").GetProperty("component").GetProperty("version").GetString());
        Assert.Contains(
            bill.RootElement.GetProperty("components").EnumerateArray(), component => component.GetProperty("name").GetString() == "Confluent.Kafka");
        Assert.Equal(4, (await File.ReadAllLinesAsync(Full("out/SHA256SUMS"))).Length);
        Assert.Equal(0, (await Sums()).Code);
        await File.AppendAllTextAsync(Full("out/StreamNer.nupkg"), "x");
        Assert.Contains("StreamNer.nupkg: FAILED", (await Sums()).Said, StringComparison.Ordinal);

        // The same sources make the same archive.
        Assert.Equal(0, (await Run("bash", "eng/release.sh", "again")).Code);
        var archive = $"streamner-{version}-linux-x64.tar.gz";
        Assert.Equal(await File.ReadAllBytesAsync(Full($"out/{archive}")), await File.ReadAllBytesAsync(Full($"again/{archive}")));

        Task<(int Code, string Said)> Sums() => Run("bash", "-c", "cd out && sha256sum -c SHA256SUMS");
    }

    [Theory]
    [InlineData("## Unreleased")]
    [InlineData("## {0}1 - 2026-01-01")]
    [InlineData("### {0}")]
    public async Task A_version_that_the_changelog_does_not_name_is_refused(string heading)
    {
        await File.WriteAllTextAsync(Full("CHANGELOG.md"), $"# Changelog\n\n{heading.Replace("{0}", Version, StringComparison.Ordinal)}\n");
        var (code, said) = await Run("bash", "eng/release.sh", "out");
        Assert.Equal((1, $"streamner: CHANGELOG.md has no section for {Version}\n"), (code, said));
        Assert.Empty(Directory.GetFiles(Full("out")));
    }

    [Fact]
    public async Task A_folder_that_is_not_empty_an_unknown_option_and_no_folder_are_refused()
    {
        Directory.CreateDirectory(Full("out"));
        await File.WriteAllTextAsync(Full("out/mine"), "");
        Assert.Contains("out is not empty", (await Run("bash", "eng/release.sh", "out")).Said, StringComparison.Ordinal);
        Assert.Equal((1, "streamner: eng/release.sh has no --fast\n"), await Run("bash", "eng/release.sh", "new", "--fast"));
        Assert.Equal((1, "streamner: name the folder: eng/release.sh FOLDER\n"), await Run("bash", "eng/release.sh"));
    }

    private string Version =>
        File.ReadAllText(Full("Directory.Build.props")).Split("<Version>", 2)[1].Split("</Version>", 2)[0];

    private string Full(string path) => Path.Combine(_root, path);

    private void Script(string path, string text)
    {
        File.WriteAllText(Full(path), text);
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(Full(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // The archive bears the time of the commit.
    private async Task Commit()
    {
        const string Script = "git init -q . && git add LICENSE && git -c user.name=a -c user.email=a@example.org commit -qm first";
        var (code, said) = await Run("bash", "-c", Script);
        Assert.True(code == 0, said);
    }

    private async Task<(int Code, string Said)> Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, WorkingDirectory = _root };
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
