using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StreamNer.Host.Configuration;
using StreamNer.Tests.House;

namespace StreamNer.Tests.Deploy;

/// <summary>The chart, by the programs that read it: helm, and kubeconform with the schemas of two releases of Kubernetes.</summary>
public sealed partial class ChartTests : IDisposable
{
    private const string Chart = "helm/streamner";
    private const string Golden = "tests/StreamNer.Tests/Deploy/chart.golden.yaml";
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> s_rendered = new(StringComparer.Ordinal);
    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-chart").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Values(string name) => $"{Chart}/ci/{name}.yaml";

    // helm takes a second for each call: what several tests look at is rendered once.
    private static Task<string> Render(string values, params string[] more) =>
        s_rendered.GetOrAdd(string.Join(' ', [values, .. more]), _ => new(async () =>
        {
            var result = await Tool.Run("helm", null, ["template", "rel", Chart, "--namespace", "text", "-f", Values(values), .. more]);
            Assert.True(result.Code == 0, result.Error);
            return result.Output;
        })).Value;

    private static readonly string[] s_tls =
    [
        "--set", "files[0].setting=http:certificateFile,files[0].secret=tls,files[0].key=tls.crt,files[1].setting=http:certificateKeyFile,"
            + "files[1].secret=tls,files[1].key=tls.key,monitoring.endpoint.tlsConfig.insecureSkipVerify=true"
    ];

    public static TheoryData<string, string[]> Matrix() => new()
    {
        { "minimal", [] },
        { "minimal", ["--set", "kind=StatefulSet,serviceAccount.create=false,networkPolicy.enabled=false,disruptionBudget.enabled=false"] },
        { "minimal", ["--set", "image.digest=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef,nameOverride=ner"] },
        { "minimal", ["--set", "settings.schemaRegistry.url=http://registry,topologySpread.enabled=false,settings.flow.drainSeconds=0"] },
        { "production", [] },
        { "gpu", [] },
        { "gpu", s_tls },
    };

    [Fact]
    public async Task Kubernetes_accepts_what_each_set_of_values_renders()
    {
        var schemas = Tool.Folder("STREAMNER_TEST_K8S_SCHEMAS");
        var sets = Matrix().Select(row => row.Data).ToList();
        for (var i = 0; i < sets.Count; i++)
            await File.WriteAllTextAsync(Path.Combine(_folder, $"{i}-{sets[i].Item1}.yaml"), await Render(sets[i].Item1, sets[i].Item2));
        foreach (var release in (string[])["1.32.0", "1.37.0"])
        {
            var judged = await Tool.Run(
                "kubeconform", null, "-strict", "-summary", "-kubernetes-version", release, "-schema-location", schemas, _folder);
            Assert.True(judged.Code == 0, judged.Output + judged.Error);
            Assert.Matches($@"in {sets.Count} files - Valid: [1-9]\d*, Invalid: 0, Errors: 0, Skipped: 0", judged.Output);
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task What_is_rendered_is_connected_and_restricted(string values, string[] more) =>
        Connected(Yaml.Documents(await Render(values, more)));

    [Theory]
    [InlineData("minimal")]
    [InlineData("production")]
    [InlineData("gpu")]
    public async Task The_values_pass_helms_own_linter(string values)
    {
        var lint = await Tool.Run("helm", null, "lint", "--strict", Chart, "-f", Values(values));
        Assert.True(lint.Code == 0, lint.Output + lint.Error);
    }

    [Fact]
    public async Task One_rendering_can_be_read()
    {
        var rendered = await Render("production", "--set", "monitoring.rules=false,monitoring.dashboards=false");
        var path = Path.Combine(Repository.Root, Golden);
        if (Environment.GetEnvironmentVariable("STREAMNER_WRITE_DOCS") == "1") await File.WriteAllTextAsync(path, rendered);
        else Assert.Equal(await File.ReadAllTextAsync(path), rendered);
    }

    // All that is wrong is said at once, so each case is a group of values with what has to be said of each.
    [Fact]
    public Task Values_that_contradict_each_other_are_refused_by_name() => Refused(
        ("settings.kafka.group=", "- settings.kafka.group is required\n"),
        ("settings.kafka.instance=one", "- settings.kafka.instance would give all pods one name"),
        ("staticMembership=true", "- staticMembership needs names that outlive a pod: set kind to StatefulSet"),
        ("state.persistent=true", "- state.persistent needs a volume for each worker: set kind to StatefulSet"),
        ("autoscaling.kind=HPA", "- autoscaling.partitions is required"),
        ("files[0].setting=a:b,files[0].key=k", "- files[0] names either a secret or a configMap"),
        ("settings.http.livenessSeconds=60", "- settings.http.livenessSeconds must exceed settings.model.watchdogSeconds"));

    [Fact]
    public Task A_scale_that_cannot_be_is_refused() => Refused(
        ("autoscaling.kind=KEDA,autoscaling.partitions=2", "- autoscaling.keda.prometheusAddress is required"),
        ("autoscaling.minReplicas=3", "- autoscaling.minReplicas exceeds"));

    [Fact]
    public Task Values_that_the_schema_forbids_are_refused_by_name() => Refused(
        ("settings.pii.profil=strict", "profil"),
        ("settings.batch.documents=0", "/settings/batch/documents"),
        ("settings.schemaRegistry.password=x", "'password'"),
        (@"settings.kafka.client.sasl\.password=x", "sasl.password"),
        ("kind=DaemonSet", "/kind"),
        ("replica=2", "'replica'"));

    [Fact]
    public async Task Probes_and_scrapes_go_over_TLS_where_the_worker_does()
    {
        var documents = Yaml.Documents(await Render("gpu", s_tls));
        foreach (var probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
            Assert.Equal("HTTPS", Worker(documents)[probe]!["httpGet"]!["scheme"]!.GetValue<string>());
        var endpoint = Of(documents, "PodMonitor")["spec"]!["podMetricsEndpoints"]![0]!;
        Assert.Equal("https", endpoint["scheme"]!.GetValue<string>());
        Assert.True(endpoint["tlsConfig"]!["insecureSkipVerify"]!.GetValue<bool>());
        Assert.DoesNotContain("scheme", await Render("gpu"), StringComparison.Ordinal);
    }

    private static async Task Refused(params (string Set, string Said)[] values)
    {
        var sets = values.SelectMany(value => (string[])["--set", value.Set]);
        var result = await Tool.Run("helm", null, ["template", "rel", Chart, "-f", Values("minimal"), .. sets]);
        Assert.NotEqual(0, result.Code);
        Assert.All(values, value => Assert.Contains(value.Said, result.Error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("minimal")]
    [InlineData("production")]
    [InlineData("gpu")]
    public async Task The_worker_accepts_the_settings_that_it_is_given(string values)
    {
        var documents = Yaml.Documents(await Render(values));
        var file = Path.Combine(_folder, "settings.json");
        await File.WriteAllTextAsync(file, Settings(documents));
        var worker = Worker(documents);
        var arguments = worker["args"]!.AsArray().Select(argument => argument!.GetValue<string>()).ToList();
        Assert.Equal(["run", "--config", "/etc/streamner/settings.json"], arguments[..3]);
        // The files that secrets bring are not here: each is one that can be read.
        await File.WriteAllTextAsync(Path.Combine(_folder, "secret"), Convert.ToHexString(new byte[32]));
        await File.WriteAllTextAsync(Path.Combine(_folder, "ca.pem"), SomeAuthority());
        var loaded = SettingsLoader.Load(new SettingsOrigins
        {
            ConfigFile = file,
            Assignments = [.. arguments[3..].Where(argument => argument != "--set").Select(InFolder)],
            Environment = [.. worker["env"]!.AsArray().Select(one => KeyValuePair.Create(one!["name"]!.GetValue<string>(), "rel-streamner-0"))],
        });
        Assert.Empty(loaded.Errors);
        Assert.Equal("rel-streamner-0", loaded.Settings.Kafka.Instance);

        // Nothing is killed that still drains, and a watchdog speaks before a probe does.
        var grace = Pod(documents)["spec"]!["terminationGracePeriodSeconds"]!.GetValue<long>();
        Assert.True(grace >= loaded.Settings.Flow.DrainSeconds + 5, $"{grace} s of grace");
        Assert.True(loaded.Settings.Http.LivenessSeconds > loaded.Settings.Inference.WatchdogSeconds);
    }

    [Fact]
    public async Task Workers_are_never_more_than_partitions_and_change_seldom()
    {
        var scaled = Of(Yaml.Documents(await Render("production")), "ScaledObject")["spec"]!;
        Assert.Equal(24, scaled["maxReplicaCount"]!.GetValue<long>());
        var behaviour = scaled["advanced"]!["horizontalPodAutoscalerConfig"]!["behavior"]!;
        Assert.True(behaviour["scaleDown"]!["stabilizationWindowSeconds"]!.GetValue<long>() >= 300);
        Assert.Equal("sum(streamner_lag_records{namespace=\"text\",pod=~\"rel-streamner-.+\"})",
            scaled["triggers"]![0]!["metadata"]!["query"]!.GetValue<string>());
        Assert.Equal(4, Of(Yaml.Documents(await Render("gpu")), "HorizontalPodAutoscaler")["spec"]!["maxReplicas"]!.GetValue<long>());
    }

    /// <summary>What no schema sees: selectors that select, names that exist, and the restricted profile for every pod.</summary>
    private static void Connected(IReadOnlyList<JsonNode> documents)
    {
        var labels = Pod(documents)["metadata"]!["labels"]!.AsObject();
        foreach (var document in documents)
        {
            var spec = document["spec"];
            var selector = document["kind"]!.GetValue<string>() switch
            {
                "Service" => spec!["selector"],
                "NetworkPolicy" => spec!["podSelector"]!["matchLabels"],
                "Deployment" or "StatefulSet" or "PodDisruptionBudget" or "PodMonitor" => spec!["selector"]!["matchLabels"],
                "ServiceMonitor" => null,
                _ => null,
            };
            foreach (var (name, value) in selector?.AsObject() ?? [])
                Assert.Equal(value!.GetValue<string>(), labels[name]?.GetValue<string>());
        }

        var service = Of(documents, "Service");
        if (documents.FirstOrDefault(document => document["kind"]!.GetValue<string>() == "ServiceMonitor") is { } monitor)
        {
            foreach (var (name, value) in monitor["spec"]!["selector"]!["matchLabels"]!.AsObject())
                Assert.Equal(value!.GetValue<string>(), service["metadata"]!["labels"]![name]?.GetValue<string>());
        }

        var pod = Pod(documents)["spec"]!;
        var volumes = pod["volumes"]!.AsArray().Select(volume => volume!["name"]!.GetValue<string>()).ToHashSet();
        if (Workload(documents)["spec"]!["volumeClaimTemplates"] is JsonArray claims)
            volumes.UnionWith(claims.Select(claim => claim!["metadata"]!["name"]!.GetValue<string>()));
        Assert.All(Worker(documents)["volumeMounts"]!.AsArray(), mount => Assert.Contains(mount!["name"]!.GetValue<string>(), volumes));
        Assert.NotEmpty(Settings(documents));
        foreach (var restricted in (JsonNode[])[pod, .. documents.Where(document => document["kind"]!.GetValue<string>() == "Pod")
            .Select(document => document["spec"]!)])
        {
            Assert.False(restricted["enableServiceLinks"]!.GetValue<bool>());
            Assert.False(restricted["automountServiceAccountToken"]!.GetValue<bool>());
            Assert.True(restricted["securityContext"]!["runAsNonRoot"]!.GetValue<bool>());
            Assert.Equal("RuntimeDefault", restricted["securityContext"]!["seccompProfile"]!["type"]!.GetValue<string>());
            var container = restricted["containers"]![0]!["securityContext"]!;
            Assert.False(container["allowPrivilegeEscalation"]!.GetValue<bool>());
            Assert.True(container["readOnlyRootFilesystem"]!.GetValue<bool>());
            Assert.Equal("ALL", container["capabilities"]!["drop"]![0]!.GetValue<string>());
        }
    }

    private string InFolder(string assignment) =>
        Files().Replace(assignment, Path.Combine(_folder, assignment.EndsWith("ca.pem", StringComparison.Ordinal) ? "ca.pem" : "secret"));

    private static string SomeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=kafka", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        return certificate.ExportCertificatePem();
    }

    private static JsonNode Of(IReadOnlyList<JsonNode> documents, string kind) =>
        documents.Last(document => document["kind"]!.GetValue<string>() == kind);

    // The config map that the pod mounts, by its name.
    private static string Settings(IReadOnlyList<JsonNode> documents)
    {
        var mounted = Pod(documents)["spec"]!["volumes"]![0]!["configMap"]!["name"]!.GetValue<string>();
        return documents.Single(document =>
            document["kind"]!.GetValue<string>() == "ConfigMap" && document["metadata"]!["name"]!.GetValue<string>() == mounted)
            ["data"]!["settings.json"]!.GetValue<string>();
    }

    private static JsonNode Workload(IReadOnlyList<JsonNode> documents) =>
        documents.Single(document => document["kind"]!.GetValue<string>() is "Deployment" or "StatefulSet");

    private static JsonNode Pod(IReadOnlyList<JsonNode> documents) => Workload(documents)["spec"]!["template"]!;

    private static JsonNode Worker(IReadOnlyList<JsonNode> documents) => Pod(documents)["spec"]!["containers"]![0]!;

    [GeneratedRegex("/etc/streamner/files/.*$", RegexOptions.None, 10_000)]
    private static partial Regex Files();
}
