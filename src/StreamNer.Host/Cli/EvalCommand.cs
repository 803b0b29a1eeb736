using System.CommandLine;

namespace StreamNer.Host.Cli;

/// <summary><c>eval</c>: scores on labelled files.</summary>
internal static class EvalCommand
{
    /// <summary>The command.</summary>
    public static Command Create() => new("eval", "Score the pipeline on labelled files.") { EvalNerCommand.Create(), EvalPiiCommand.Create() };

    /// <summary>The argument <c>FILE...</c>: labelled files that exist.</summary>
    public static Argument<string[]> Files(string description)
    {
        var files = new Argument<string[]>("FILE") { Description = description, Arity = ArgumentArity.OneOrMore };
        files.Validators.Add(result =>
        {
            foreach (var path in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (!File.Exists(path)) result.AddError($"no such file: {path}");
            }
        });
        return files;
    }
}
