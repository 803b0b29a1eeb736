using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamNer.Host.Configuration;
using StreamNer.Tests.House;

namespace StreamNer.Tests.Deploy;

/// <summary>What of the chart is made from other files, and is the same as they: STREAMNER_WRITE_DOCS=1 writes it anew.</summary>
public sealed class ChartFilesTests
{
    private const string Chart = "helm/streamner/";
    private static readonly JsonSerializerOptions s_json =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonObject s_schema = JsonNode.Parse(Repository.Read(Chart + "values.schema.json"))!.AsObject();

    private static bool Writes => Environment.GetEnvironmentVariable("STREAMNER_WRITE_DOCS") == "1";

    [Fact]
    public void Settings_in_values_are_checked_as_the_worker_checks_them()
    {
        var made = s_schema.DeepClone().AsObject();
        var own = made["properties"]!["settings"]!.AsObject();
        var settings = SettingsSchema.Create();
        settings.Remove("$schema");
        settings.Remove("title");
        settings["properties"]!.AsObject().Remove("$schema");
        WithoutSecrets(settings);
        foreach (var clients in (string[])["client", "consumer", "producer"])
        {
            settings["properties"]!["kafka"]!["properties"]![clients]!["propertyNames"] =
                new JsonObject { ["not"] = new JsonObject { ["pattern"] = @"(password|secret|passphrase|key\.pem|oauthbearer\.config)$" } };
        }

        settings["description"] = own["description"]!.DeepClone();
        settings["default"] = own["default"]!.DeepClone();
        made["properties"]!["settings"] = settings;
        Same("values.schema.json", JsonSerializer.Serialize(made, s_json) + "\n");
    }

    [Fact]
    public void The_defaults_that_it_describes_are_those_of_the_values()
    {
        var values = Yaml.Document(Repository.Read(Chart + "values.yaml"));
        var properties = s_schema["properties"]!.AsObject();
        Assert.Equal(values.AsObject().Select(pair => pair.Key), properties.Select(pair => pair.Key).Where(name => name != "global"));
        foreach (var (name, value) in values.AsObject()) AssertDefault(name, properties[name]!.AsObject(), value);
    }

    [Fact]
    public void Its_page_lists_every_value()
    {
        var text = new StringBuilder("""
            # The chart streamner

            <!-- Made from values.schema.json by STREAMNER_WRITE_DOCS=1 and the test class ChartFilesTests. -->

            Workers that find names and personal data in Kafka topics, redact, link, and write an enriched topic exactly once.
            [docs/deployment.md](../../docs/deployment.md#kubernetes) says how to use it; `ci/` holds three sets of values, which the tests render.

            ```sh
            helm install ner helm/streamner -f my-values.yaml
            helm test ner
            ```

            | value | default | meaning |
            |---|---|---|

            """);
        foreach (var (name, schema) in s_schema["properties"]!.AsObject())
            if (name != "global") Rows(text, name, schema!.AsObject());
        Same("README.md", text.ToString());
    }

    [Fact]
    public void Its_alerts_and_dashboards_are_those_of_the_other_stacks()
    {
        Same("files/rules.yaml", Repository.Read("ops/prometheus/rules.yaml"));
        var dashboards =
            Directory.GetFiles(Path.Combine(Repository.Root, "ops/grafana"), "*.json").Select(file => Path.GetFileName(file)).Order().ToList();
        foreach (var name in dashboards) Same("files/dashboards/" + name, Repository.Read("ops/grafana/" + name));
        Assert.Equal(dashboards,
            Directory.GetFiles(Path.Combine(Repository.Root, Chart, "files/dashboards")).Select(file => Path.GetFileName(file)).Order());
    }

    private static void Same(string file, string made)
    {
        var path = Path.Combine(Repository.Root, Chart, file);
        if (Writes) File.WriteAllText(path, made);
        else Assert.Equal(made, File.ReadAllText(path));
    }

    // A config map is no place for a secret: what may name one in a settings file may not in values.
    private static void WithoutSecrets(JsonNode? schema)
    {
        switch (schema)
        {
            case JsonArray list:
                foreach (var item in list) WithoutSecrets(item);
                break;
            case JsonObject one:
                if (one["properties"] is JsonObject properties)
                {
                    foreach (var name in properties.Select(pair => pair.Key).Where(Secrets.IsSecret).ToList()) properties.Remove(name);
                    foreach (var (_, property) in properties) WithoutSecrets(property);
                }

                foreach (var part in (string[])["additionalProperties", "items", "anyOf"]) WithoutSecrets(one[part]);
                break;
        }
    }

    private static void AssertDefault(string path, JsonObject schema, JsonNode? value)
    {
        Assert.False(string.IsNullOrEmpty(schema["description"]?.GetValue<string>()), $"{path} says nothing of its meaning");
        if (schema["properties"] is JsonObject properties && value is JsonObject parts && !schema.ContainsKey("default"))
        {
            Assert.Equal(properties.Select(pair => pair.Key), parts.Select(pair => pair.Key));
            foreach (var (name, part) in parts) AssertDefault($"{path}.{name}", properties[name]!.AsObject(), part);
        }
        else
        {
            Assert.True(JsonNode.DeepEquals(schema["default"], value),
                $"{path}: {schema["default"]?.ToJsonString()} in the schema, {value?.ToJsonString()} in the values");
        }
    }

    private static void Rows(StringBuilder text, string path, JsonObject schema)
    {
        var sections = schema["properties"] is JsonObject && !schema.ContainsKey("default");
        var fallback = sections ? "" : $"`{schema["default"]?.ToJsonString(s_compact)}`";
        var meaning = schema["description"]!.GetValue<string>();
        if (schema["enum"] is JsonArray choices) meaning += $" One of {string.Join(", ", choices.Select(choice => choice!.GetValue<string>()))}.";
        text.Append($"| `{path}` | {fallback} | {meaning} |\n");
        if (sections) foreach (var (name, part) in schema["properties"]!.AsObject()) Rows(text, $"{path}.{name}", part!.AsObject());
        if (schema["items"]?["properties"] is JsonObject items)
            foreach (var (name, part) in items) text.Append($"| `{path}[].{name}` |  | {part!["description"]!.GetValue<string>()} |\n");
    }

    private static readonly JsonSerializerOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
