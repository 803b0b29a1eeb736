using System.Text.Json.Nodes;
using StreamNer.Host.Configuration;
using StreamNer.Tests.House;

namespace StreamNer.Tests.Deploy;

/// <summary>The compose stack, by the rules that the engine's own reader has, and by the worker's.</summary>
public sealed class ComposeTests
{
    private const string Stack = "compose/compose.yaml";

    private static async Task<JsonNode> Resolved(string profile)
    {
        var resolved = await Tool.Run("compose-check", null, "-f", Stack, "-profile", profile, "-strict", "-check-files", "-format", "json");
        Assert.True(resolved.Code == 0, resolved.Error);
        return JsonNode.Parse(resolved.Output)!;
    }

    [Theory]
    [InlineData("demo", "kafka", "streamner", "source")]
    [InlineData("gpu", "kafka", "streamner-gpu", "source")]
    [InlineData("secure", "kafka-secure", "streamner-secure", "source-secure")]
    public async Task Each_profile_is_a_whole_stack_in_which_what_runs_is_healthy_before_it_is_used(string profile, params string[] its)
    {
        var services = (await Resolved(profile))["services"]!.AsObject();
        foreach (var name in (string[])[.. its, "registry", "prometheus", "grafana"]) Assert.Contains(name, services);
        foreach (var (name, service) in services)
        {
            Assert.DoesNotContain(":latest", service!["image"]!.GetValue<string>(), StringComparison.Ordinal);
            foreach (var (needed, how) in service["depends_on"]?.AsObject() ?? [])
            {
                // What ends is waited for to its end, what stays until it is healthy.
                var health = services[needed]!["healthcheck"];
                var stays = health is not null && health["disable"]?.GetValue<bool>() != true;
                Assert.Equal(stays ? "service_healthy" : "service_completed_successfully", how!["condition"]!.GetValue<string>());
            }
        }

        var worker = services[its[1]]!;
        Assert.True(worker["read_only"]!.GetValue<bool>());
        Assert.Equal("ALL", worker["cap_drop"]![0]!.GetValue<string>());
        Assert.Equal(new ContainerFile(Repository.Read("Dockerfile")).Last("USER")!.Rest, worker["user"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("demo", "streamner")]
    [InlineData("gpu", "streamner-gpu")]
    [InlineData("secure", "streamner-secure")]
    public async Task The_worker_accepts_its_variables_and_is_scraped_where_it_listens(string profile, string name)
    {
        var variables = (await Resolved(profile))["services"]![name]!["environment"]!.AsObject()
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value!.GetValue<string>())).ToList();
        var loaded = SettingsLoader.Load(new SettingsOrigins { Environment = variables });
        // These files come with the containers' volumes.
        Assert.All(loaded.Errors, error => Assert.Matches("^kafka:client(:|$)", error.Key));
        Assert.Equal(profile == "secure", loaded.Errors.Count > 0);
        var scraped = Yaml.Document(Repository.Read("compose/prometheus/prometheus.yml"))["scrape_configs"]![0]!["static_configs"]![0]!["targets"]!;
        Assert.Equal($"streamner:{loaded.Settings.Http.Port}", scraped[0]!.GetValue<string>());
        Assert.Equal("0.0.0.0", loaded.Settings.Http.Address);
        Assert.Equal(profile != "secure", loaded.Settings.Kafka.AllowInsecure);
    }

    [Fact]
    public void Grafana_finds_dashboards_and_the_source_that_they_ask()
    {
        var stack = Yaml.Document(Repository.Read(Stack));
        var mounts = stack["services"]!["grafana"]!["volumes"]!.AsArray().Select(volume => volume!.GetValue<string>().Split(':')).ToList();
        var provider = Yaml.Document(Repository.Read("compose/grafana/provisioning/dashboards/streamner.yaml"))["providers"]![0]!;
        var folder = Assert.Single(mounts, mount => mount[1] == provider["options"]!["path"]!.GetValue<string>())[0];
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Repository.Root, "compose", folder), "*.json"));
        var source = Yaml.Document(Repository.Read("compose/grafana/provisioning/datasources/prometheus.yaml"))["datasources"]![0]!;
        Assert.Equal("prometheus", source["type"]!.GetValue<string>());
        Assert.Equal("http://prometheus:9090", source["url"]!.GetValue<string>());
    }
}
