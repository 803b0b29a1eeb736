using System.Text.RegularExpressions;
using StreamNer.Tests.Setup;

namespace StreamNer.Tests.House;

/// <summary>The versions in the table of dependencies (ADR 14) are those that are pinned.</summary>
public sealed partial class DependencyTableTests
{
    [Fact]
    public void Every_version_in_the_table_is_pinned()
    {
        HashSet<string> pinned = [.. PackageSource.Pins("official").Values, .. PackageSource.Pins("feed").Values, GpuVersion()];
        var table = Repository.Read("docs/adr/0014-dependencies.md");
        var named = Versions().Matches(table).Select(match => match.Value).ToList();
        Assert.True(named.Count >= 6, "the table has lost its versions");
        Assert.All(named, version => Assert.Contains(version, pinned));
    }

    private static string GpuVersion() =>
        Repository.Read("eng/packages.official.props").Split("<OnnxRuntimeGpuVersion>", 2)[1].Split('<', 2)[0];

    [GeneratedRegex(@"(?<![\d.])\d+\.\d+\.\d+(?![\d.])", RegexOptions.None, 10_000)]
    private static partial Regex Versions();
}
