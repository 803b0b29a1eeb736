using System.IO.Compression;
using System.Text.RegularExpressions;
using StreamNer.Tests.House;

namespace StreamNer.Tests.Setup;

/// <summary>A folder of packages without content: enough for a restore.</summary>
internal sealed partial class PackageSource(string folder)
{
    /// <summary>The packages that eng/feed.sh makes.</summary>
    private static readonly string[] s_native =
        ["librdkafka.redist", "Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxRuntime.Gpu", "Microsoft.ML.OnnxRuntime.Managed"];

    public string Folder { get; } = Directory.CreateDirectory(folder).FullName;

    public static bool IsNative(string id) => s_native.Contains(id);

    /// <summary>Every central version of the solution in a set of pins, in the CPU flavour.</summary>
    public static IReadOnlyDictionary<string, string> Pins(string set)
    {
        var values = Properties().Matches(Repository.Read($"eng/packages.{set}.props"))
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.Ordinal);
        values["OnnxRuntimeManagedVersion"] = values["OnnxRuntimeVersion"];
        var pins = Versions().Matches(Repository.Read("Directory.Packages.props")).ToDictionary(
            match => match.Groups["id"].Value,
            match => match.Groups["name"] is { Success: true } name ? values[name.Value] : match.Groups["version"].Value,
            StringComparer.Ordinal);
        Assert.True(pins.Count > 15 && s_native.All(pins.ContainsKey), "the pins are not where this test looks for them");
        return pins;
    }

    public PackageSource With(IEnumerable<KeyValuePair<string, string>> packages)
    {
        foreach (var (id, version) in packages) Add(id, version);
        return this;
    }

    public void Add(string id, string version, string dependencies = "")
    {
        using var package = ZipFile.Open(Path.Combine(Folder, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        using var text = new StreamWriter(package.CreateEntry(id + ".nuspec").Open());
        text.Write($"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
            <id>{id}</id><version>{version}</version><authors>test</authors><description>{id} without content</description>
            <dependencies><group targetFramework="net10.0">{dependencies}</group></dependencies>
            </metadata></package>
            """);
    }

    public void Remove(string id, string version) => File.Delete(Path.Combine(Folder, $"{id}.{version}.nupkg"));

    [GeneratedRegex("<(?<name>[A-Za-z]+Version)>(?<value>[^<]+)<", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Properties();

    private const string Pin = """PackageVersion Include="(?<id>[^"]+)" Version="\[?(\$\((?<name>\w+)\)|(?<version>[^"\]]+))\]?" """;

    [GeneratedRegex(Pin, RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Versions();
}
