using System.CommandLine;

namespace StreamNer.Host.Cli;

/// <summary>The argument <c>[FILE|-]</c> and <c>--json-field</c> of commands that read lines.</summary>
internal sealed class TextInput
{
    private readonly Argument<string> _file = FileArgument.OrStandardInput("File with lines; standard input by default, or for -.");

    private readonly Option<string?> _jsonField =
        new("--json-field") { HelpName = "NAME", Description = "Lines are JSON; the text is in this field." };

    /// <summary>Adds both to <paramref name="command"/>.</summary>
    public TextInput(Command command)
    {
        command.Add(_file);
        command.Add(_jsonField);
    }

    /// <summary>The settings that <c>--json-field</c> stands for.</summary>
    public IEnumerable<(string Key, string Value)> Settings(ParseResult parsed) =>
        parsed.GetValue(_jsonField) is { } field ? [("input:format", "json"), ("input:jsonField", field)] : [("input:format", "text")];

    /// <summary>The file's path, or <see cref="FileArgument.StandardInput"/>.</summary>
    public string Path(ParseResult parsed) => parsed.GetValue(_file)!;

    /// <summary>Opens the input.</summary>
    public Stream Open(ParseResult parsed) => FileArgument.Open(Path(parsed));
}
