using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StreamNer.Configuration;
using StreamNer.Host.Configuration;

namespace StreamNer.Tests.Host.Configuration;

/// <summary>The schema takes what the binder takes (written the usual way), and refuses what the binder refuses.</summary>
public sealed class SettingsSchemaTests : IDisposable
{
    private const string Good = """
        {
          "$schema": "streamner.schema.json",
          "Logging": { "LogLevel": { "Default": "Warning" } },
          "kafka": {
            "bootstrapServers": "localhost:9092", "inputs": ["raw", "raw.eu"], "output": "enriched", "deadLetter": "raw.dlq", "group": "ner",
            "delivery": "at-least-once", "transaction": { "intervalMs": 50 }, "client": { "sasl.mechanism": "PLAIN" }, "consumer": { "fetch.min.bytes": "10" }
          },
          "model": { "threads": 2, "paddedTokensPerRun": 0 },
          "output": { "headers": "trace-*, origin" },
          "pii": {
            "profile": "hipaa-safe-harbor", "topics": { "raw.eu": "eu" },
            "policies": { "eu": { "profile": "strict", "regions": ["DE", "FR"], "actions": { "CARD": "last_four" }, "id": "remove" } },
            "scan": { "deny": [{ "value": "Project Falcon" }], "rules": [{ "name": "ticket", "pattern": "TCK-[0-9]{6}", "mustMatch": ["TCK-123456"], "mustNotMatch": ["TCK-1"] }] }
          },
          "linking": { "threshold": 0.25 },
          "schemaRegistry": { "url": "https://registry.example.org", "timeout": "2s", "username": "ner", "password": "x" },
          "http": { "port": 9464 }
        }
        """;

    private static readonly JsonNode s_schema = JsonNode.Parse(SettingsSchema.Create().ToJsonString())!;

    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-schema").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_good_configuration_conforms_and_binds()
    {
        Assert.Empty(Faults(s_schema, JsonNode.Parse(Good)!, ""));
        Assert.Empty(Load(Good));
    }

    [Theory]
    [InlineData("""{ "kafka": { "outputs": "x" } }""", "kafka:outputs")]
    [InlineData("""{ "kafak": {} }""", "kafak")]
    [InlineData("""{ "flow": { "parallel": 257 } }""", "flow:parallel")]
    [InlineData("""{ "flow": { "parallel": "two" } }""", "flow:parallel")]
    [InlineData("""{ "batch": { "profile": "fast" } }""", "batch:profile")]
    [InlineData("""{ "pii": { "actions": { "EMAIL": "shred" } } }""", "pii:actions:EMAIL")]
    [InlineData("""{ "pii": { "policies": { "eu": { "profil": "strict" } } } }""", "pii:policies:eu:profil")]
    [InlineData("""{ "pii": { "scan": { "rules": [{ "nam": "x" }] } } }""", "pii:scan:rules:0:nam")]
    [InlineData("""{ "schemaRegistry": { "timeout": "soon" } }""", "schemaRegistry:timeout")]
    [InlineData("""{ "model": { "spinning": "perhaps" } }""", "model:spinning")]
    public void What_the_binder_refuses_the_schema_refuses(string json, string key)
    {
        Assert.Contains(key, Faults(s_schema, JsonNode.Parse(json)!, ""));
        if (key != "kafak") Assert.Contains(Load(json), error => error.Key == key);
    }

    [Fact]
    public void Every_setting_is_in_it_with_its_meaning()
    {
        foreach (var info in SettingCatalogue.All)
        {
            JsonNode? at = s_schema;
            foreach (var segment in info.Key.Split(':'))
                at = segment == "*" ? at!["additionalProperties"] ?? at["items"] : at!["properties"]![segment];
            Assert.NotNull(at);
            if (!info.Key.EndsWith('*')) Assert.StartsWith(info.Attribute.Meaning, at["description"]!.GetValue<string>(), StringComparison.Ordinal);
        }
    }

    private IReadOnlyList<OptionError> Load(string json)
    {
        var file = Path.Combine(_folder, "mine.json");
        File.WriteAllText(file, json);
        return [.. SettingsLoader.Load(new SettingsOrigins { ConfigFile = file }).Errors.Where(error => !error.IsMissing)];
    }

    /// <summary>Keys at which a value breaks the schema, for the words that the schema uses.</summary>
    private static IEnumerable<string> Faults(JsonNode schema, JsonNode value, string key)
    {
        if (schema["anyOf"] is JsonArray choices) return choices.Any(choice => !Faults(choice!, value, key).Any()) ? [] : [key];
        if (schema["enum"] is JsonArray names) return names.Any(name => JsonNode.DeepEquals(name, value)) ? [] : [key];
        return schema["type"]?.GetValue<string>() switch
        {
            null => [],
            "object" => value is JsonObject map ? Members(schema, map, key) : [key],
            "array" => value is JsonArray list ? list.SelectMany((item, i) => Faults(schema["items"]!, item!, $"{key}:{i}")) : [key],
            "string" => IsString(value, schema["pattern"]?.GetValue<string>()) ? [] : [key],
            "boolean" => value.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False ? [] : [key],
            _ => IsNumber(schema, value) ? [] : [key],
        };
    }

    private static IEnumerable<string> Members(JsonNode schema, JsonObject map, string key)
    {
        var missing = (schema["required"]?.AsArray() ?? []).Select(name => name!.GetValue<string>()).Where(name => !map.ContainsKey(name));
        foreach (var name in missing) yield return $"{key}:{name}";
        foreach (var (name, value) in map)
        {
            var at = key.Length == 0 ? name : $"{key}:{name}";
            var own = schema["properties"]?[name] ?? schema["additionalProperties"];
            if (own is JsonObject member) foreach (var fault in Faults(member, value!, at)) yield return fault;
            else yield return at;
        }
    }

    private static bool IsString(JsonNode value, string? pattern) =>
        value.GetValueKind() == System.Text.Json.JsonValueKind.String
        && (pattern is null || Regex.IsMatch(value.GetValue<string>(), pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));

    private static bool IsNumber(JsonNode schema, JsonNode value)
    {
        if (value.GetValueKind() != System.Text.Json.JsonValueKind.Number) return false;
        var number = value.GetValue<double>();
        if (schema["type"]!.GetValue<string>() == "integer" && number != Math.Truncate(number)) return false;
        return number >= (schema["minimum"]?.GetValue<double>() ?? double.MinValue)
            && number <= (schema["maximum"]?.GetValue<double>() ?? double.MaxValue);
    }
}
