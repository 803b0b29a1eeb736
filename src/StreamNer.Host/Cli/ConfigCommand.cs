using System.CommandLine;
using System.Text.Json;

namespace StreamNer.Host.Cli;

/// <summary><c>config show</c>: every setting as it holds and where it came from, secrets masked.</summary>
internal static class ConfigCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "One JSON object: {key: {value, source}}." };
        var show = new Command("show", "Show every setting as it holds and where it came from; secrets are masked.") { json };
        var flags = new SettingFlags(show);
        show.SetAction(parsed =>
        {
            if (flags.Load(parsed, kafka: null) is not { } loaded) return ExitCode.Usage;
            if (parsed.GetValue(json)) WriteJson(loaded.Effective);
            else foreach (var setting in loaded.Effective) Console.Out.WriteLine($"{setting.Key} = {setting.Value}    # {setting.Source}");
            return ExitCode.Ok;
        });
        return new Command("config", "Look at the configuration.") { show };
    }

    private static void WriteJson(IReadOnlyList<Configuration.EffectiveSetting> settings)
    {
        using var output = Console.OpenStandardOutput();
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        foreach (var setting in settings)
        {
            json.WriteStartObject(setting.Key);
            json.WriteString("value", setting.Value);
            json.WriteString("source", setting.Source);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }
}
