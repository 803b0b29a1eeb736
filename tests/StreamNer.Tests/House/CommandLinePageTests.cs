using System.CommandLine;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using StreamNer.Host.Cli;

namespace StreamNer.Tests.House;

/// <summary>The commands in docs/cli.md are generated from the command tree; STREAMNER_WRITE_DOCS=1 rewrites them.</summary>
public sealed partial class CommandLinePageTests
{
    private const string Page = "docs/cli.md";
    private static readonly RootCommand s_root = CommandLine.Create();

    [Fact]
    public void The_page_has_every_command_and_option_as_the_program_has_them()
    {
        var page = Repository.Read(Page);
        var made = MarkdownPage.With(page, "overview", Overview());
        made = MarkdownPage.With(made, "commands", string.Concat(Below(s_root, "streamner").Select(Section)));
        if (Environment.GetEnvironmentVariable("STREAMNER_WRITE_DOCS") == "1") File.WriteAllText(Path.Combine(Repository.Root, Page), made);
        else Assert.Equal(made, page);
    }

    [Fact]
    public void The_page_explains_every_exit_code()
    {
        var explained = Codes().Matches(Repository.Read(Page)).Select(match => int.Parse(match.Groups["it"].Value, null));
        var codes = typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (int)field.GetRawConstantValue()!);
        Assert.Equal(codes.Order(), explained.Order());
    }

    [Fact]
    public void Every_command_and_option_says_what_it_does()
    {
        foreach (var (command, path) in Below(s_root, "streamner"))
        {
            Assert.True(command.Description is { } text && text.EndsWith('.'), $"{path}: {command.Description}");
            Assert.All(command.Options, option => Assert.True(option.Description is { } text && text.EndsWith('.'), $"{path} {option.Name}"));
            Assert.All(command.Arguments, argument => Assert.True(argument.Description is { } text && text.EndsWith('.'), $"{path} {argument.Name}"));
        }
    }

    private static IEnumerable<(Command Command, string Path)> Below(Command command, string path) =>
        command.Subcommands.SelectMany(sub => Below(sub, $"{path} {sub.Name}").Prepend((sub, $"{path} {sub.Name}")));

    private static string Overview()
    {
        var text = new StringBuilder("| command | what it does |\n|---|---|\n");
        foreach (var (command, path) in Below(s_root, "streamner").Where(one => one.Command.Action is not null))
            text.Append($"| [`{path}`](#{path.Replace(' ', '-')}) | {Cell(command.Description!)} |\n");
        return text.ToString();
    }

    private static string Section((Command Command, string Path) one)
    {
        var (command, path) = one;
        if (command.Action is null) return "";
        var text = new StringBuilder($"\n### {path}\n\n{command.Description}\n\n```sh\n{path}");
        foreach (var argument in command.Arguments) text.Append(' ').Append(Shown(argument));
        foreach (var option in command.Options.Where(option => option.Required)) text.Append(' ').Append(Shown(option));
        text.Append(" [options]\n```\n\n| argument or option | meaning |\n|---|---|\n");
        foreach (var argument in command.Arguments) text.Append($"| `{Cell(Shown(argument))}` | {Cell(argument.Description!)} |\n");
        foreach (var option in command.Options.Where(option => option is not System.CommandLine.Help.HelpOption && !option.Hidden))
            text.Append($"| `{Cell(Shown(option))}` | {Cell(option.Description!)}{Default(option)} |\n");
        return text.ToString();
    }

    private static string Shown(Argument argument)
    {
        var name = argument.HelpName ?? argument.Name;
        if (argument.Arity.MaximumNumberOfValues > 1) name += "...";
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static string Shown(Option option) =>
        option.ValueType == typeof(bool) ? option.Name : $"{option.Name} {option.HelpName ?? Values(option.ValueType)}";

    private static string Values(Type type) => type.IsEnum ? string.Join('|', Enum.GetNames(type)).ToLowerInvariant() : "VALUE";

    /// <summary>A default that is a number or a word; what a missing option means otherwise is in its description.</summary>
    private static string Default(Option option) => option.HasDefaultValue && option.ValueType != typeof(bool)
        && Convert.ToString(option.GetDefaultValue(), System.Globalization.CultureInfo.InvariantCulture) is { Length: > 0 } value
        && !value.StartsWith("System.", StringComparison.Ordinal) ? $" Default: {value.ToLowerInvariant()}." : "";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"^\| (?<it>\d+) \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 10_000)]
    private static partial Regex Codes();
}
