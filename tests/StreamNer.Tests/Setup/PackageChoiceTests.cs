namespace StreamNer.Tests.Setup;

/// <summary>eng/packages.sh against package sources in every state.</summary>
public sealed class PackageChoiceTests : IDisposable
{
    private static readonly IReadOnlyDictionary<string, string> s_official = PackageSource.Pins("official");
    private static readonly string s_client = PackageSource.Pins("feed")["Confluent.Kafka"];
    private readonly SetupFolder _folder = new();

    public PackageChoiceTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "the set-up scripts are for Linux");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_complete_source_gives_the_official_set_to_two_commands_at_once_without_a_home_and_later_without_the_source()
    {
        _folder.Source.With(s_official);
        var runs = await Task.WhenAll(_folder.Restore("HOME="), _folder.Restore("HOME="));
        foreach (var (code, said) in runs)
        {
            Assert.Equal($"streamner: packages: the official set (Confluent.Kafka {s_official["Confluent.Kafka"]}, ONNX Runtime "
                + $"{s_official["Microsoft.ML.OnnxRuntime"]}, Cpu): the package sources have all of it\n", said);
            Assert.Equal(0, code);
        }

        Assert.True(Directory.Exists(_folder.Full("artifacts/home/.nuget/packages")), "the caches are not where they belong without a home");
        var chosen = _folder.Chosen;
        _folder.ForgetRestore();
        foreach (var package in Directory.GetFiles(_folder.Source.Folder)) File.Delete(package);
        var (again, words) = await _folder.Restore("HOME=");
        Assert.Equal((0, runs[0].Said), (again, words));
        // A newer file would have every project compiled again.
        Assert.Equal(chosen, _folder.Chosen);
        Assert.Empty(_folder.Asked);
        Assert.Equal("official", await _folder.SetOfPlainBuild());
    }

    [Fact]
    public async Task Native_packages_that_are_missing_come_from_the_feed_until_the_sources_change()
    {
        // Librdkafka is there in a higher version alone, which NuGet would take; ONNX Runtime is not there at all. The feed's set has no use for the
        // analyzer of the public surface.
        _folder.Source.With(
            s_official.Where(pin => !PackageSource.IsNative(pin.Key) && pin.Key != "Microsoft.CodeAnalysis.PublicApiAnalyzers"));
        _folder.Source.Add("librdkafka.redist", "999.0.0");
        _folder.Source.Add("Confluent.Kafka", s_client);
        var (code, said) = await _folder.Restore();
        Assert.True(code == 0, said);
        Assert.Equal(["Microsoft.ML.OnnxRuntime", "Microsoft.ML.OnnxRuntime.Managed", "librdkafka.redist"], _folder.Asked);
        Assert.Contains($"the feed set (Confluent.Kafka {s_client}, ", said, StringComparison.Ordinal);
        Assert.Contains("the package sources lack", said, StringComparison.Ordinal);
        Assert.Equal("feed", await _folder.SetOfPlainBuild());

        (code, said) = await _folder.Restore();
        Assert.True(code == 0, said);
        Assert.Equal(3, _folder.Asked.Length);
        Assert.Matches("^streamner: packages: the feed set [^\n]*: the package sources lack [^\n]*\n$", said);
        Assert.False(Directory.Exists(_folder.Full("home/.nuget/packages/librdkafka.redist")), "what was built here is in the user's cache");

        new PackageSource(_folder.Full("complete")).With(s_official);
        _folder.UseSource("complete");
        (code, said) = await _folder.Restore();
        Assert.Contains("the official set", said, StringComparison.Ordinal);
        Assert.Equal((0, "official"), (code, await _folder.SetOfPlainBuild()));
    }

    [Fact]
    public async Task Managed_packages_in_other_versions_only_end_in_one_list_and_the_feed_is_not_built()
    {
        _folder.Source.With(s_official.ToDictionary(pin => pin.Key, _ => "999.0.0", StringComparer.Ordinal));
        _folder.Source.Remove("Spectre.Console", "999.0.0");
        var (code, said) = await _folder.Restore();
        Assert.Equal(1, code);
        Assert.StartsWith("streamner: the package sources lack what this build needs:\n", said, StringComparison.Ordinal);
        Assert.Contains($"\n  Google.Protobuf {s_official["Google.Protobuf"]} (nearest: 999.0.0)\n", said, StringComparison.Ordinal);
        Assert.Contains("\n  Spectre.Console\n", said, StringComparison.Ordinal);
        Assert.Contains($"\n  librdkafka.redist {s_official["librdkafka.redist"]} (nearest: 999.0.0)\n", said, StringComparison.Ordinal);
        Assert.Empty(_folder.Asked);
    }

    [Fact]
    public async Task A_dependency_that_NuGet_would_replace_by_a_higher_version_counts_as_missing()
    {
        _folder.Source.With(s_official.Where(pin => pin.Key != "Google.Protobuf"));
        _folder.Source.Add("Google.Protobuf", s_official["Google.Protobuf"], """<dependency id="Leaf" version="1.0.0" />""");
        _folder.Source.Add("Leaf", "1.1.0");
        var (code, said) = await _folder.Restore();
        Assert.Equal(1, code);
        Assert.Contains(":\n  Leaf 1.0.0 (nearest: 1.1.0)\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_cannot_be_read_is_named_and_nothing_is_built_in_its_place()
    {
        _folder.UseSource("absent");
        var (code, said) = await _folder.Restore();
        Assert.Equal(1, code);
        Assert.Matches("^streamner: a package source cannot be read: [^\n]*/absent[^\n]*Check the network and [^\n]*\n$", said);
        Assert.Empty(_folder.Asked);
    }
}
