using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confluent.SchemaRegistry;
using StreamNer.Tests.Kafka.Registry;

namespace StreamNer.Tests.Oracle;

/// <summary>
/// Why the registry client is ours (docs/adr/0021): what Confluent's does not keep. A test that fails here is good news, and the decision is to be
/// looked at again.
/// </summary>
public sealed class ConfluentRegistryClientTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-confluent-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_talks_to_a_host_that_the_certificate_does_not_name()
    {
        var ca = Path.Combine(_folder, "ca.pem");
        using var certificate = ForAnotherHost(ca);
        await using var fake = await FakeRegistry.Start(certificate);
        fake.Answer = _ => (200, """["seen"]""");
        using var theirs = new CachedSchemaRegistryClient(new SchemaRegistryConfig { Url = fake.Url.ToString(), SslCaLocation = ca });
        Assert.Equal(["seen"], await theirs.GetAllSubjectsAsync());

        using var ours = new StreamNer.Kafka.Registry.SchemaRegistry(new() { Url = fake.Url, CaFile = ca, Retries = 0 });
        await Assert.ThrowsAsync<StreamNer.Kafka.Registry.SchemaRegistryUnavailableException>(() => ours.Probe(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Its_time_limit_does_not_hold_for_an_answer()
    {
        await using var fake = await FakeRegistry.Start();
        fake.Answer = _ => (200, "[]");
        var gate = new TaskCompletionSource();
        fake.Gate = gate.Task;
        using var theirs = new CachedSchemaRegistryClient(new SchemaRegistryConfig { Url = fake.Url.ToString(), RequestTimeoutMs = 100 });
        var call = theirs.GetAllSubjectsAsync();

        // Ours asks later, has the same limit, and is done first.
        using var ours = new StreamNer.Kafka.Registry.SchemaRegistry(new() { Url = fake.Url, Timeout = TimeSpan.FromMilliseconds(100), Retries = 2 });
        await Assert.ThrowsAsync<StreamNer.Kafka.Registry.SchemaRegistryUnavailableException>(() => ours.Probe(TestContext.Current.CancellationToken));
        Assert.False(call.IsCompleted);
        gate.SetResult();
        Assert.Empty(await call);
    }

    // Self-signed, for another host, and written as the authority to trust.
    private static X509Certificate2 ForAnotherHost(string pem)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=elsewhere", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("elsewhere.example");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddHours(1));
        File.WriteAllText(pem, certificate.ExportCertificatePem());
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
