using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Flow;
using StreamNer.Tests.House;

namespace StreamNer.KafkaTests.Library;

/// <summary>The examples as somebody else's projects: built and run with the packages that eng/pack.sh makes.</summary>
public sealed class PackageTests(RealKafka kafka) : IDisposable
{
    private static readonly string s_configuration =
        AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-packages-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_three_examples_run_with_the_packed_packages()
    {
        var version = $"0.0.0-test.{Environment.ProcessId}";
        var pack = Path.Combine(Repository.Root, "eng", "pack.sh");
        var packages = Path.Combine(_folder, "source");
        await Launcher.Run(pack, [packages, "--version", version, "--no-build", "-c", s_configuration]);
        foreach (var id in (string[])["StreamNer", "StreamNer.Core", "StreamNer.Kafka", "StreamNer.Onnx"])
        {
            Assert.True(File.Exists(Path.Combine(packages, $"{id}.{version}.nupkg")), $"{id} was not packed");
            Assert.True(File.Exists(Path.Combine(packages, $"{id}.{version}.snupkg")), $"{id} has no symbols");
            Assert.All(Dependencies(Path.Combine(packages, $"{id}.{version}.nupkg")), one =>
                Assert.Matches(one.Id.StartsWith("StreamNer", StringComparison.Ordinal) ? $"^{Regex.Escape(version)}$" : @"^\d[\d.]*$", one.Range));
        }

        await Build(packages, version);

        Assert.Equal("[PERSON] ([EMAIL])\n", await Run("annotate", "Ada Lovelace (ada@example.org)"));
        Assert.Equal("PRODUCT router, PRODUCT switch\n", await Run("own-model", "the router and the switch"));
        await RunWorker();
    }

    [Fact]
    public async Task The_packed_program_is_a_tool()
    {
        var version = $"0.0.0-tool.{Environment.ProcessId}";
        var packages = Path.Combine(_folder, "source");
        await Launcher.Run(
            Path.Combine(Repository.Root, "eng", "pack.sh"), [packages, "--version", version, "--tool", "--no-build", "-c", s_configuration]);
        var sources = Path.Combine(_folder, "nuget.config");
        File.WriteAllText(
            sources, $"""<configuration><packageSources><clear /><add key="packed" value="{packages}" /></packageSources></configuration>""");
        var tools = Path.Combine(_folder, "tools");
        var (code, said) = await Dotnet("tool", "install", "StreamNer.Tool", "--version", version, "--tool-path", tools, "--configfile", sources);
        Assert.True(code == 0, said);

        var program = Path.Combine(tools, ".store", "streamner.tool", version, "streamner.tool", version, "tools", "net10.0", "any", "streamner.dll");
        var text = Path.Combine(_folder, "text.txt");
        File.WriteAllText(text, "Ada Lovelace (ada@example.org)\n");
        (code, said) = await Dotnet(program, "annotate", text);
        Assert.True(code == 0, said);
        Assert.Contains("Ada Lovelace ([EMAIL])", said, StringComparison.Ordinal);
    }

    /// <summary>What a package asks for. A version without brackets stands for itself or any later one.</summary>
    private static List<(string Id, string Range)> Dependencies(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        using var nuspec = archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var asked = XDocument.Load(nuspec).Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => (element.Attribute("id")!.Value, element.Attribute("version")!.Value)).ToList();
        Assert.NotEmpty(asked);
        return asked;
    }

    /// <summary>Outside the repository, with a cache of their own for our packages; those of others are read from the usual one.</summary>
    private async Task Build(string packages, string version)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "examples"), "*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(_folder, Path.GetRelativePath(Repository.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var usual = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string[] caches = [usual, Path.Combine(Repository.Root, "artifacts", "packages")];
        var (code, said) = await Dotnet(
            "build", "examples/examples.slnx", "-nologo", "-v", "quiet", "-p:NuGetAudit=false", $"-p:StreamNerVersion={version}",
            $"-p:RestoreAdditionalProjectSources={packages}", $"-p:RestorePackagesPath={Path.Combine(_folder, "cache")}",
            $"-p:RestoreAdditionalProjectFallbackFolders=\"{string.Join(';', caches.Where(Directory.Exists))}\"");
        var missing = said.Split('\n').FirstOrDefault(line => line.Contains(" NU1101", StringComparison.Ordinal)
            || line.Contains(" NU1102", StringComparison.Ordinal) || line.Contains(" NU1301", StringComparison.Ordinal)) ?? "";
        Assert.SkipWhen(code != 0 && missing.Length > 0 && !missing.Contains("StreamNer", StringComparison.Ordinal),
            $"the packages of others cannot be restored: {missing}");
        Assert.True(code == 0, said);
        Assert.DoesNotContain("warning", said, StringComparison.Ordinal);
    }

    private async Task<string> Run(string example, params string[] arguments)
    {
        var (code, said) = await Dotnet([Program(example), .. arguments]);
        Assert.True(code == 0, said);
        return said;
    }

    private async Task RunWorker()
    {
        var cluster = await kafka.Shared();
        var topic = await cluster.CreateTopic("library");
        await cluster.CreateTopicNamed(topic + ".enriched");
        await cluster.CreateTopicNamed(topic + ".dlq");
        await cluster.Produce(topic, Account.Messages(10));
        using var worker = Start(Program("worker"), "--brokers", cluster.BootstrapServers, "--topic", topic);
        var said = worker.StandardOutput.ReadToEndAsync();
        try
        {
            await Eventually.True(
                () => worker.HasExited || cluster.ReadCommitted(topic + ".enriched").Count == 10, "the worker writes", TimeSpan.FromSeconds(60));
            if (!worker.HasExited) using (Process.Start("kill", ["-TERM", worker.Id.ToString(CultureInfo.InvariantCulture)])) { }
            await worker.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));
        }
        finally
        {
            if (!worker.HasExited) worker.Kill();
        }

        Assert.Contains("10 records = 10 enriched", await said, StringComparison.Ordinal);
        Assert.Equal(0, worker.ExitCode);
    }

    private string Program(string example) => Path.Combine(_folder, "examples", example, "bin", "Debug", "net10.0", example + ".dll");

    private async Task<(int Code, string Said)> Dotnet(params string[] arguments)
    {
        using var process = Start(arguments);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await using var kill = limit.Token.Register(() => process.Kill(entireProcessTree: true));
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, output + await error);
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, WorkingDirectory = _folder };
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_NOLOGO"] = "1";
        return Process.Start(start)!;
    }
}
