using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using StreamNer.Host.Work;

namespace StreamNer.Host.Cli;

/// <summary><c>doctor</c>: what <c>run</c> looks at before it starts, as a table.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object: {ok, checks: [{name, status, message}]}." };
        var command =
            new Command("doctor",
            "Check what run needs, without starting it: settings, keys, model, knowledge base, brokers, topics, access, registry.") { json };
        var flags = new SettingFlags(command, RunCommand.Flags);
        command.SetAction((parsed, _) => StopSignals.Run(async stop =>
        {
            if (flags.Load(parsed, kafka: true) is not { Settings: var settings }) return ExitCode.Usage;
            var checks = await Checkup.Run(settings, stop);
            if (parsed.GetValue(json)) Console.Out.WriteLine(Json(checks).ToJsonString(s_json));
            else Show(checks);
            return checks.Any(check => check.Status == CheckStatus.Error) ? ExitCode.Failed : ExitCode.Ok;
        }));
        return command;
    }

    private static void Show(IReadOnlyList<Check> checks)
    {
        if (Console.IsOutputRedirected)
        {
            // A table for eyes would be cut to a width; lines are for scripts and logs.
            foreach (var check in checks) Console.Out.WriteLine($"{Name(check.Status),-8}{check.Name}: {check.Message}");
        }
        else
        {
            var table = new Table().Border(TableBorder.Rounded).AddColumns("check", "", "what was found");
            foreach (var (name, status, message) in checks)
                table.AddRow(Markup.Escape(name), $"[{Colour(status)}]{Name(status)}[/]", Markup.Escape(message));
            AnsiConsole.Write(table);
        }

        var errors = checks.Count(check => check.Status == CheckStatus.Error);
        var warnings = checks.Count(check => check.Status == CheckStatus.Warning);
        Console.Error.WriteLine(errors > 0
            ? $"streamner: run would not start: {errors} of {checks.Count} checks failed"
            : $"streamner: run would start; {warnings} warning{(warnings == 1 ? "" : "s")}");
    }

    private static JsonObject Json(IReadOnlyList<Check> checks) => new()
    {
        ["ok"] = checks.All(check => check.Status != CheckStatus.Error),
        ["checks"] =
            new JsonArray([.. checks.Select(check =>
            new JsonObject { ["name"] = check.Name, ["status"] = Name(check.Status), ["message"] = check.Message })]),
    };

    private static string Name(CheckStatus status) => status.ToString().ToLowerInvariant();

    private static string Colour(CheckStatus status) => status switch
    {
        CheckStatus.Error => "red",
        CheckStatus.Warning => "yellow",
        CheckStatus.Skipped => "grey",
        _ => "green",
    };
}
