using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamNer.Configuration;
using StreamNer.Host.Lines;
using StreamNer.Pii.Keys;

namespace StreamNer.Host.Cli;

/// <summary><c>reveal</c>: gives back what encrypted tags hold, to who has the key.</summary>
internal static class RevealCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command =
            new Command("reveal", "Decrypt encrypted tags with the keys in pii:keys. Tags of other tenants and forged tags are left as they are.");
        var file = FileArgument.OrStandardInput("File with lines; standard input by default, or for -.");
        var tenant = new Option<string>("--tenant")
        {
            HelpName = "NAME",
            Description = "Tenant whose tags to decrypt; by default those of records without a tenant.",
            DefaultValueFactory = _ => ""
        };
        var json = new Option<bool>("--json") { Description = "Lines are JSON: escape values for JSON strings." };
        command.Add(file);
        command.Add(tenant);
        command.Add(json);
        var flags = new SettingFlags(command);
        command.SetAction(async (parsed, cancel) =>
        {
            if (flags.Load(parsed, kafka: false) is not { Settings: var settings }) return ExitCode.Usage;
            var mistakes = new List<OptionError>();
            using var keys = KeyRing.Load(settings.Pii.Keys, Environment.GetEnvironmentVariable, mistakes);
            if (mistakes.Count == 0 && !keys.HasActive) mistakes.Add(new("pii:keys:active", "reveal needs the keys that encrypted"));
            if (mistakes.Count > 0)
            {
                SettingFlags.Refuse(mistakes);
                return ExitCode.Usage;
            }

            await using var input = FileArgument.Open(parsed.GetValue(file)!);
            await Run(input, new KeyedTags(keys), parsed.GetValue(tenant)!, parsed.GetValue(json), cancel);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task Run(Stream input, KeyedTags tags, string tenant, bool json, CancellationToken cancel)
    {
        using var reader = new StreamReader(input, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false);
        await using var output = new StreamWriter(StandardOutput.Open(), new UTF8Encoding(false));
        var total = 0;
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            await output.WriteAsync(tags.RevealAll(line, tenant, out var revealed, json ? Escape : null));
            await output.WriteAsync('\n');
            total += revealed;
        }

        await output.FlushAsync(cancel);
        await Console.Error.WriteLineAsync($"streamner: {total} tag{(total == 1 ? "" : "s")} revealed");
    }

    private static string Escape(string value) => JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
}
