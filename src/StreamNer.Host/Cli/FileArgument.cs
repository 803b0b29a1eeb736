using System.CommandLine;
using StreamNer.Configuration;

namespace StreamNer.Host.Cli;

/// <summary>Arguments that name files to read: one that is not there, or is a directory, is wrong usage.</summary>
internal static class FileArgument
{
    /// <summary>The name that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>The argument <c>[FILE|-]</c>, by default standard input.</summary>
    public static Argument<string> OrStandardInput(string description)
    {
        var file = new Argument<string>("FILE")
        {
            Description = description,
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ =>
            StandardInput
        };
        file.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } path && path != StandardInput && FileFault.OfFile(path) is { } fault)
                result.AddError($"'{path}': {fault}");
        });
        return file;
    }

    /// <summary>The argument <c>[FILE]</c>; null when it is not given.</summary>
    public static Argument<string?> Optional(string description)
    {
        var file = new Argument<string?>("FILE") { Description = description, Arity = ArgumentArity.ZeroOrOne };
        file.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } path && FileFault.OfFile(path) is { } fault) result.AddError($"'{path}': {fault}");
        });
        return file;
    }

    /// <summary>The argument <c>FILE...</c>, at least one.</summary>
    public static Argument<string[]> Several(string description)
    {
        var files = new Argument<string[]>("FILE") { Description = description, Arity = ArgumentArity.OneOrMore };
        files.Validators.Add(result =>
        {
            foreach (var path in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (FileFault.OfFile(path) is { } fault) result.AddError($"'{path}': {fault}");
            }
        });
        return files;
    }

    /// <summary>Opens what <see cref="OrStandardInput"/> names, for reading while others may write.</summary>
    public static Stream Open(string path) => path == StandardInput
        ? Console.OpenStandardInput()
        : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
}
