using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamNer.Configuration;
using StreamNer.Host.Configuration;
using StreamNer.Pii.Keys;

namespace StreamNer.Host.Cli;

/// <summary><c>config</c>: the settings as they hold, whether they are complete and right, and the schema of a settings file.</summary>
internal static class ConfigCommand
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The commands.</summary>
    public static Command Create() => new("config", "Inspect the configuration.") { Show(), Validate(), Schema() };

    private static Command Show()
    {
        var describe = new Option<bool>("--describe") { Description = "Add the meaning, type, default and range of each setting." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object: {key: {value, source}}." };
        var show = new Command("show", "Show the effective value and origin of every setting; secrets are masked. Required settings may be missing.")
        {
            describe,
            json,
        };
        var flags = new SettingFlags(show);
        show.SetAction(parsed =>
        {
            var loaded = flags.Read(parsed, kafka: null);
            var wrong = loaded.Errors.Where(error => !error.IsMissing).ToList();
            if (wrong.Count > 0)
            {
                SettingFlags.Refuse(wrong);
                return ExitCode.Usage;
            }

            var listing = SettingListing.Of(loaded.Effective, withUnset: parsed.GetValue(describe));
            if (parsed.GetValue(json)) Write(SettingListing.Json(listing, parsed.GetValue(describe)));
            else foreach (var line in SettingListing.Text(listing, parsed.GetValue(describe))) Console.Out.WriteLine(line);
            return ExitCode.Ok;
        });
        return show;
    }

    private static Command Validate()
    {
        var withoutKafka = new Option<bool>("--no-kafka") { Description = "For annotate or eval: required Kafka settings may be missing." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object: {valid, errors: [{key, message}]}." };
        var validate =
            new Command("validate",
            "Check the settings, including the keys in pii:keys, as run would; nothing is started. Exit code 2 if anything is wrong.")
        {
            withoutKafka,
            json,
        };
        var flags = new SettingFlags(validate);
        validate.SetAction(parsed =>
        {
            var loaded = flags.Read(parsed, kafka: parsed.GetValue(withoutKafka) ? null : true);
            var errors = loaded.Errors.Where(error => !error.IsMissing || !parsed.GetValue(withoutKafka)).ToList();
            if (errors.Count == 0) KeyRing.Load(loaded.Settings.Pii.Keys, Environment.GetEnvironmentVariable, errors).Dispose();
            if (parsed.GetValue(json)) Write(Verdict(errors));
            else if (errors.Count > 0) SettingFlags.Refuse(errors);
            else Console.Out.WriteLine($"the configuration is valid; settings given: {loaded.Effective.Count(setting => setting.IsGiven)}");
            return errors.Count == 0 ? ExitCode.Ok : ExitCode.Usage;
        });
        return validate;
    }

    private static Command Schema()
    {
        var schema = new Command("schema", "Print the JSON Schema of a settings file, for editors and CI.");
        schema.SetAction(_ =>
        {
            Write(SettingsSchema.Create());
            return ExitCode.Ok;
        });
        return schema;
    }

    private static JsonObject Verdict(List<OptionError> errors) => new()
    {
        ["valid"] = errors.Count == 0,
        ["errors"] = new JsonArray([.. errors.Select(error => new JsonObject { ["key"] = error.Key, ["message"] = error.Message })]),
    };

    private static void Write(JsonObject json) => Console.Out.WriteLine(json.ToJsonString(s_json));
}
