using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Reflection;
using StreamNer.Comparing;
using StreamNer.Configuration;
using StreamNer.Host.Capacity;
using StreamNer.Host.Evaluation;
using StreamNer.Host.Knowledge;
using StreamNer.Host.Lines;
using StreamNer.Host.Logging;
using StreamNer.Logging;
using StreamNer.Onnx;

namespace StreamNer.Host.Cli;

/// <summary>The whole command line: one file a command in this folder.</summary>
internal static class CommandLine
{
    /// <summary>The program's version, such as <c>0.2.0</c>.</summary>
    public static string Version { get; } = typeof(CommandLine).Assembly.GetName().Version!.ToString(3);

    /// <summary>All commands.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Streams text through named-entity recognition, PII redaction and entity linking, from Kafka to Kafka.")
        {
            RunCommand.Create(),
            AnnotateCommand.Create(),
            TokenizeCommand.Create(),
            EvalCommand.Create(),
            KbCommand.Create(),
            BenchCommand.Create(),
            PlanCommand.Create(),
            DemoCommand.Create(),
            TopicsCommand.Create(),
            RevealCommand.Create(),
            DeadLettersCommand.Create(),
            ReplayCommand.Create(),
            AliasCommand.Create(),
            DiffCommand.Create(),
            EraseCommand.Create(),
            ConfigCommand.Create(),
            HealthCommand.Create(),
            DoctorCommand.Create(),
        };
        foreach (var option in root.Options)
        {
            if (option is VersionOption version) version.Action = new VersionAction();
        }

        return root;
    }

    /// <summary>Parses and runs; the result is the exit code.</summary>
    public static async Task<int> Run(string[] args)
    {
        var parsed = Create().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var message in Mistakes(parsed)) await Console.Error.WriteLineAsync($"streamner: {message}");
            await Console.Error.WriteLineAsync($"streamner: '{CommandPath(parsed)} --help' shows the usage");
            return ExitCode.Usage;
        }

        try
        {
            // No termination time-out: a command that can be stopped handles signals itself.
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (OptionsException mistakes)
        {
            SettingFlags.Refuse(mistakes.Errors);
            return ExitCode.Usage;
        }
        catch (OutputClosedException)
        {
            return ExitCode.OutputClosed;
        }
        catch (ModelException model)
        {
            FatalLine.Write("model.unusable", model.Message);
            return ExitCode.Usage;
        }
        catch (Exception failure)
        {
            FatalLine.Write("run.failed", $"failed: {Describe(failure)}");
            return ExitCode.Failed;
        }
    }

    /// <summary>What is wrong with the arguments. A mistyped command is not also a missing one.</summary>
    private static IEnumerable<string> Mistakes(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        List<string> known = [.. command.Subcommands.Select(c => c.Name), .. command.Options.Select(o => o.Name)];
        foreach (var error in parsed.Errors)
        {
            var stray = parsed.UnmatchedTokens.FirstOrDefault(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal));
            if (stray is not null) yield return error.Message.TrimEnd('.') + NearMatch.Suggest(stray, known);
            else if (parsed.UnmatchedTokens.Count == 0 || error.SymbolResult is not CommandResult) yield return error.Message;
        }
    }

    /// <summary>The message where it is known to hold no text of a document; else type and stack only.</summary>
    internal static string Describe(Exception failure) => failure switch
    {
        ComparisonException or ServiceProfileException or LabelledFileException or KnowledgeFileException => failure.Message,
        _ => FailureText.Of(failure),
    };

    private static string CommandPath(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
        {
            names.Push(result.Command is RootCommand ? "streamner" : result.Command.Name);
        }

        return string.Join(' ', names);
    }

    private sealed class VersionAction : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var revision = typeof(CommandLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? Version;
            parseResult.InvocationConfiguration.Output.WriteLine($"streamner {revision}");
            return ExitCode.Ok;
        }
    }
}
