using System.CommandLine;
using System.Text.RegularExpressions;
using StreamNer.Host.Configuration;

namespace StreamNer.Tests.House;

/// <summary>What the README says of commands, flags, settings and files is so.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string s_readme = Repository.Read("README.md");
    private static readonly RootCommand s_root = StreamNer.Host.Cli.CommandLine.Create();

    [Fact]
    public void Every_command_line_in_it_parses_to_a_command_with_those_flags()
    {
        var lines = CommandLines().Matches(s_readme).Select(match => match.Groups["it"].Value).ToList();
        Assert.True(lines.Count >= 10, "the README has lost its commands");
        foreach (var line in lines)
        {
            Command command = s_root;
            foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (word.StartsWith("--", StringComparison.Ordinal))
                    Assert.True(command.Options.Any(option => option.Name == word)
                        || word is "--help" or "--version", $"'{command.Name}' has no {word}: {line}");
                else if (command.Subcommands.FirstOrDefault(sub => sub.Name == word) is { } sub) command = sub;
                else Assert.False(command.Subcommands.Count > 0, $"no command '{word}' in: {line}");
            }
        }
    }

    [Fact]
    public void Every_command_is_in_it()
    {
        foreach (var path in Leaves(s_root, "")) Assert.Contains($"`./streamner{path}", s_readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_setting_of_its_table_exists()
    {
        var rows = s_readme.Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal)).ToList();
        var named = rows.SelectMany(row => Keys().Matches(row.Split('|')[1]).Select(match => match.Groups["it"].Value)).ToList();
        Assert.True(named.Count > 20, "the README has lost its settings");
        foreach (var key in named) Assert.True(SettingCatalogue.All.Any(info => info.Covers(key)), $"no setting {key}");
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("docs/architecture.md")]
    [InlineData("docs/delivery.md")]
    [InlineData("docs/deployment.md")]
    [InlineData("docs/linking.md")]
    [InlineData("docs/operations.md")]
    [InlineData("docs/pii.md")]
    [InlineData("docs/replay.md")]
    [InlineData("docs/settings.md")]
    public void Every_link_to_a_file_leads_to_one(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        foreach (Match link in Links().Matches(Repository.Read(page)))
        {
            var target = link.Groups["it"].Value.Split('#')[0];
            if (target.Length == 0 || target.Contains("://", StringComparison.Ordinal)) continue;
            Assert.True(Path.Exists(Path.Combine(folder, target)), $"{page} links to {target}");
        }
    }

    private static IEnumerable<string> Leaves(Command command, string path) =>
        command.Subcommands.Count == 0 ? [path] : command.Subcommands.SelectMany(sub => Leaves(sub, $"{path} {sub.Name}"));

    [GeneratedRegex(@"\./streamner(?<it>( [a-z]+(-[a-z]+)*)+( --[a-z-]+( [^-\s`|][^\s`|]*)?)*)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex CommandLines();

    [GeneratedRegex(@"`(?<it>[a-zA-Z]+:[a-zA-Z:.*]+)`", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Keys();

    [GeneratedRegex(@"\]\((?<it>[^)\s]+)\)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Links();
}
