using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StreamNer.Configuration;
using StreamNer.Diagnostics;
using StreamNer.Kafka;
using StreamNer.Kafka.Topics;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Deploy;

namespace StreamNer.KafkaTests.Flow;

/// <summary>The recipes of <c>docs/connections.md</c> against brokers that ask for them.</summary>
public sealed class ConnectionTests(RealKafka kafka) : IDisposable
{
    private const int Records = 40;
    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-connections-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_client_certificate_a_token_and_a_rack_are_taken_by_brokers_that_ask_for_them()
    {
        // A broker takes its port, and those 10 and 20 above.
        var port = Ports.FreeRow(21);
        var (mutual, token) = (port + 1, port + 2);
        await using var endpoint = new TokenEndpoint(port + 3);
        using var authority = Authority();
        await using var cluster = await Start(port, mutual, token, endpoint);
        var raw = await cluster.CreateTopic("raw", 2);
        await cluster.CreateTopics(2, (raw + ".enriched", []), (raw + ".dlq", []));
        await cluster.Produce(raw, Account.Messages(Records));

        // A certificate for the client.
        Dictionary<string, string> certificate = new(StringComparer.Ordinal)
        {
            ["security.protocol"] = "ssl",
            ["ssl.ca.location"] = cluster.CaFile!,
            ["ssl.certificate.location"] = Write(authority, "streamner"),
            ["ssl.key.location"] = Path.Combine(_folder, "streamner.key"),
        };
        await Works($"127.0.0.1:{mutual}", raw, certificate);
        certificate.Remove("ssl.certificate.location");
        certificate.Remove("ssl.key.location");
        await Fails($"127.0.0.1:{mutual}", raw, certificate);

        // OpenID Connect.
        Dictionary<string, string> oidc = new(StringComparer.Ordinal)
        {
            ["security.protocol"] = "sasl_ssl",
            ["ssl.ca.location"] = cluster.CaFile!,
            ["sasl.mechanism"] = "OAUTHBEARER",
            ["sasl.oauthbearer.method"] = "oidc",
            ["sasl.oauthbearer.token.endpoint.url"] = endpoint.Address + "/token",
            ["sasl.oauthbearer.client.id"] = TokenEndpoint.Client,
            ["sasl.oauthbearer.client.secret"] = TokenEndpoint.Secret,
            ["sasl.oauthbearer.scope"] = "kafka",
        };
        await Works($"127.0.0.1:{token}", raw, oidc);
        Assert.True(endpoint.Given > 0);
        oidc["sasl.oauthbearer.client.secret"] = "wrong";
        await Fails($"127.0.0.1:{token}", raw, oidc);
        Assert.True(endpoint.Refused > 0);

        // A replica of one's own rack; user and password by SCRAM.
        var scram = cluster.Client();
        scram.Remove("bootstrap.servers");
        await Works(cluster.BootstrapServers, raw, scram, new(StringComparer.Ordinal) { ["client.rack"] = "a" });
    }

    [Theory]
    [InlineData(MembershipProtocol.Classic)]
    [InlineData(MembershipProtocol.Consumer)]
    public async Task A_static_member_that_is_restarted_keeps_its_partitions_and_the_others_notice_nothing(MembershipProtocol protocol)
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 2) with { GroupProtocol = protocol };
        var slots = Directory.CreateDirectory(Path.Combine(_folder, "slots")).FullName;
        await using var stays = TestWorker.Start(Named(options, "one"), slots: slots);
        var goes = TestWorker.Start(Named(options, "two"), slots: slots);
        await Eventually.True(() => Held(stays) == 1 && Held(goes) == 1, "each has a partition");
        await cluster.Produce(options.Inputs[0], Account.Messages(20), 0);
        await cluster.Produce(options.Inputs[0], Account.Messages(20), 1);
        await Eventually.True(() => stays.Counts.Total + goes.Counts.Total == 40, "both work");
        var before = Changes(stays);
        Assert.True((await goes.Stop()).Drained);
        await goes.DisposeAsync();
        await cluster.Produce(options.Inputs[0], Account.Messages(20), 0);
        await cluster.Produce(options.Inputs[0], Account.Messages(20), 1);
        await using var returned = TestWorker.Start(Named(options, "two"), slots: slots);
        await Eventually.True(() => stays.Counts.Total + returned.Counts.Total == 60, "what came meanwhile is read");
        await Eventually.True(() => Held(stays) == 1 && Held(returned) == 1, "each has its partition");
        Assert.Equal(before, Changes(stays));
        var written = cluster.ReadCommitted(options.Output);
        Assert.Equal((80, 80), (written.Count, Account.Sources(written).Distinct().Count()));
    }

    private static KafkaOptions Named(KafkaOptions options, string name) => options with
    {
        Instance = name,
        Consumer = new(options.Consumer, StringComparer.Ordinal) { ["group.instance.id"] = name },
    };

    private static int Held(TestWorker worker) => worker.Flow.Lag.Lags.Count;

    private static int Changes(TestWorker worker) => worker.Events.Count(entry => entry.Name is "kafka.assigned" or "kafka.revoked" or "kafka.lost");

    private Task<KafkaCluster> Start(int port, int mutual, int token, TokenEndpoint endpoint)
    {
        var own = $"CLIENT://127.0.0.1:{port},INTERNAL://127.0.0.1:{port + 10}";
        var more = $"MUTUAL://127.0.0.1:{mutual},TOKEN://127.0.0.1:{token}";
        return kafka.OwnSecure(port,
        [
            $"listeners={own},CONTROLLER://127.0.0.1:{port + 20},{more}", $"advertised.listeners={own},{more}",
            "listener.security.protocol.map=CLIENT:SASL_SSL,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,MUTUAL:SSL,TOKEN:SASL_SSL",
            .. ((string[])["mutual", "token"]).SelectMany(name => (string[])
                [$"listener.name.{name}.ssl.keystore.type=PEM", $"listener.name.{name}.ssl.keystore.location={{dir}}/tls/keystore.pem"]),
            "listener.name.mutual.ssl.client.auth=required", "listener.name.mutual.ssl.truststore.type=PEM",
            $"listener.name.mutual.ssl.truststore.location={Path.Combine(_folder, "authority.pem")}",
            "listener.name.token.sasl.enabled.mechanisms=OAUTHBEARER",
            "listener.name.token.oauthbearer.sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;",
            "listener.name.token.oauthbearer.sasl.server.callback.handler.class="
                + "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler",
            $"listener.name.token.oauthbearer.sasl.oauthbearer.jwks.endpoint.url={endpoint.Address}/keys",
            $"listener.name.token.oauthbearer.sasl.oauthbearer.expected.audience={TokenEndpoint.Audience}",
            $"listener.name.token.oauthbearer.sasl.oauthbearer.expected.issuer={endpoint.Address}",
            "broker.rack=a", "replica.selector.class=org.apache.kafka.common.replica.RackAwareReplicaSelector",
            $"super.users=User:ANONYMOUS;User:admin;User:CN=streamner;User:{TokenEndpoint.Subject}",
        ], $"-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls={endpoint.Address}/keys");
    }

    private async Task Works(string servers, string raw, Dictionary<string, string> client, Dictionary<string, string>? consumer = null)
    {
        var group = KafkaCluster.UniqueName("group");
        var options = TestWorker.Options(servers, raw, raw + ".enriched", raw + ".dlq", group) with
        {
            UntilEnd = true,
            Client = client,
            Consumer = consumer ?? [],
        };
        var errors = new List<OptionError>();
        options.Validate(errors);
        Assert.Empty(errors);
        Assert.DoesNotContain((await Look(options)).Findings, finding => finding.Severity == Severity.Error);
        await using var worker = TestWorker.Start(options, slots: _folder);
        var result = await worker.Running.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal((Records, true), ((int)result.Counts.Enriched, result.Drained));
    }

    private static async Task Fails(string servers, string raw, Dictionary<string, string> client)
    {
        var report = await Look(TestWorker.Options(servers, raw, raw + ".enriched", raw + ".dlq", "nobody") with { Client = client });
        Assert.Equal("kafka:bootstrapServers", Assert.Single(report.Findings).Key);
    }

    private static Task<PreflightReport> Look(KafkaOptions options) =>
        Preflight.Run(options, new(), new(), null, new(), CancellationToken.None);

    private X509Certificate2 Authority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddHours(2));
        File.WriteAllText(Path.Combine(_folder, "authority.pem"), certificate.ExportCertificatePem());
        return certificate;
    }

    // The file of a certificate for the client; its key is beside it.
    private string Write(X509Certificate2 authority, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.Create(authority, now.AddMinutes(-5), now.AddHours(1), [1, 2, 3, 4]);
        File.WriteAllText(Path.Combine(_folder, name + ".key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(_folder, name + ".pem"), certificate.ExportCertificatePem());
        return Path.Combine(_folder, name + ".pem");
    }
}
