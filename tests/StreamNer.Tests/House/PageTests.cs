using System.CommandLine;
using System.Text.RegularExpressions;
using StreamNer.Host.Configuration;

namespace StreamNer.Tests.House;

/// <summary>What the pages say of files, headings, commands, flags and settings is so.</summary>
public sealed partial class PageTests
{
    private static readonly RootCommand s_root = StreamNer.Host.Cli.CommandLine.Create();
    private static readonly HashSet<string> s_sections = [.. SettingCatalogue.All.Select(info => info.Key.Split(':')[0])];

    /// <summary>Pages that speak of what was, too.</summary>
    private static readonly string[] s_history = ["CHANGELOG.md", "docs/upgrading.md"];

    /// <summary>Every page.</summary>
    public static TheoryData<string> Pages => [.. MarkdownPage.All.Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_leads_to_a_file_and_a_heading(string path)
    {
        var page = Page(path);
        foreach (var link in page.Links.Where(link => !link.Contains("://", StringComparison.Ordinal)))
        {
            var (file, anchor) = link.Split('#', 2) is [var f, var a] ? (f, a) : (link, "");
            var target = file.Length == 0
                ? path
                : Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, Path.GetDirectoryName(path)!, file)).Replace('\\', '/');
            Assert.True(Path.Exists(Path.Combine(Repository.Root, target)), $"{path} links to {link}: there is no {target}");
            if (anchor.Length > 0 && target.EndsWith(".md", StringComparison.Ordinal))
                Assert.True(Page(target).Anchors.Contains(anchor), $"{path} links to {link}: {target} has no such heading");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_command_line_names_a_command_and_flags_that_exist(string path)
    {
        if (s_history.Contains(path, StringComparer.Ordinal)) return;
        foreach (var line in CommandLines(Page(path)))
        {
            Command command = s_root;
            foreach (var word in line)
            {
                if (word.StartsWith("--", StringComparison.Ordinal))
                    Assert.True(Has(command, word), $"{path}: '{command.Name}' has no {word}");
                else if (command.Subcommands.FirstOrDefault(sub => sub.Name == word) is { } sub)
                    command = sub;
                else if (command.Subcommands.Count > 0 && command.Action is null && Name().IsMatch(word))
                    Assert.Fail($"{path}: '{command.Name}' has no command {word}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_setting_that_is_named_exists(string path)
    {
        if (s_history.Contains(path, StringComparer.Ordinal)) return;
        var page = Page(path);
        var keys = page.Spans.Select(span => span.Split('=')[0]).Where(span => Key().IsMatch(span))
            .Concat(CommandLines(page).SelectMany(line =>
                line.Zip(line.Skip(1)).Where(two => two.First == "--set").Select(two => two.Second.Split('=')[0])));
        foreach (var key in keys.Where(key => s_sections.Contains(key.Split(':')[0])))
        {
            // A name for a group of settings is as good as one for a setting, and so is that of a file with a secret.
            var known = SettingCatalogue.All.Any(info => info.Covers(key) || info.Key.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase)
                || (key.EndsWith("File", StringComparison.Ordinal) && info.Covers(key[..^4])));
            Assert.True(known, $"{path}: no setting {key}");
        }
    }

    [Fact]
    public void The_checks_see_pages_commands_and_settings()
    {
        Assert.True(MarkdownPage.All.Count > 40);
        Assert.Contains("replaying-a-range", Page("docs/replay.md").Anchors);
        Assert.True(MarkdownPage.All.Sum(page => page.Links.Count) > 150);
        Assert.True(MarkdownPage.All.Sum(page => CommandLines(page).Count()) > 60);
        Assert.True(MarkdownPage.All.Sum(page => page.Spans.Count(span => Key().IsMatch(span))) > 200);
    }

    [Fact]
    public void Every_page_of_the_documentation_is_in_its_index()
    {
        var index = Page("docs/README.md").Links;
        foreach (var path in MarkdownPage.All.Select(page => page.Path).Where(path => Path.GetDirectoryName(path) == "docs"))
        {
            if (path != "docs/README.md") Assert.Contains(path["docs/".Length..], index);
        }
    }

    private static MarkdownPage Page(string path) => MarkdownPage.All.Single(page => page.Path == path);

    private static bool Has(Command command, string option) => option is "--help" or "--version"
        || command.Options.Any(one => one.Name == option) || command.Parents.OfType<Command>().Any(parent => Has(parent, option));

    /// <summary>The words behind each <c>streamner</c> in shell blocks and code spans, up to what ends a command.</summary>
    private static IEnumerable<List<string>> CommandLines(MarkdownPage page) =>
        page.Shell.Concat(page.Spans).SelectMany(line => Line().Matches(line))
            .Select(match => match.Groups["it"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('[', ']'))
                .TakeWhile(word => word is not ("#" or "|" or ">" or "&" or "&&" or ";" or "<")).ToList());

    [GeneratedRegex(@"(^|[\s(])(\./)?streamner (?<it>[a-z-].*)$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Line();

    [GeneratedRegex(@"^[a-z]+(-[a-z]+)*$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[a-z][a-zA-Z]*(:[a-zA-Z0-9_.*-]+)+$", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Key();
}
