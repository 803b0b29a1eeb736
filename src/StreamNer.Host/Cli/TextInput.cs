using System.CommandLine;

namespace StreamNer.Host.Cli;

/// <summary>The argument <c>[FILE|-]</c> and <c>--json-field</c> of commands that read lines.</summary>
internal sealed class TextInput
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "Lines to read; - or nothing is standard input.",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => "-",
    };

    private readonly Option<string?> _jsonField = new("--json-field") { HelpName = "NAME", Description = "Lines are JSON; the text stands in this field." };

    /// <summary>Adds both to <paramref name="command"/>.</summary>
    public TextInput(Command command)
    {
        command.Add(_file);
        command.Add(_jsonField);
        _file.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } path && path != "-" && !File.Exists(path)) result.AddError($"no such file: {path}");
        });
    }

    /// <summary>The settings that <c>--json-field</c> stands for.</summary>
    public IEnumerable<(string Key, string Value)> Settings(ParseResult parsed) =>
        parsed.GetValue(_jsonField) is { } field ? [("input:format", "json"), ("input:jsonField", field)] : [("input:format", "text")];

    /// <summary>Opens the input.</summary>
    public Stream Open(ParseResult parsed) =>
        parsed.GetValue(_file) is { } path && path != "-"
            ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, FileOptions.Asynchronous | FileOptions.SequentialScan)
            : Console.OpenStandardInput();
}
