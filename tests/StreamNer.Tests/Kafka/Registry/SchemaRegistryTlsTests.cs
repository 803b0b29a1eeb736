using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StreamNer.Kafka;
using StreamNer.Kafka.Registry;

namespace StreamNer.Tests.Kafka.Registry;

public sealed class SchemaRegistryTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-tls-").FullName;

    [Fact]
    public async Task Only_a_registry_of_a_trusted_authority_is_talked_to_and_a_client_certificate_is_shown()
    {
        using var ca = Certificate("ca", isAuthority: true);
        using var server = Certificate("server");
        using var client = Certificate("client");
        await using var fake = await FakeRegistry.Start(server, wantsClientCertificate: true);
        fake.Answer = _ => (200, "[]");

        await Probe(new() { Url = fake.Url, CaFile = Pem("server"), CertificateFile = Pem("client"), CertificateKeyFile = Pem("client", "key") });

        var noCertificate = new SchemaRegistryOptions { Url = fake.Url, CaFile = Pem("server"), Retries = 0 };
        await Assert.ThrowsAsync<SchemaRegistryUnavailableException>(() => Probe(noCertificate));
        var otherAuthority = new SchemaRegistryOptions
        {
            Url = fake.Url,
            CaFile = Pem("ca"),
            CertificateFile = Pem("client"),
            CertificateKeyFile = Pem("client", "key"),
            Retries = 0
        };
        await Assert.ThrowsAsync<SchemaRegistryUnavailableException>(() => Probe(otherAuthority));
        var systemAuthorities =
            new SchemaRegistryOptions { Url = fake.Url, CertificateFile = Pem("client"), CertificateKeyFile = Pem("client", "key"), Retries = 0 };
        await Assert.ThrowsAsync<SchemaRegistryUnavailableException>(() => Probe(systemAuthorities));
        Assert.Single(fake.Asked);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task Probe(SchemaRegistryOptions options)
    {
        using var registry = new SchemaRegistry(options);
        await registry.Probe(CancellationToken.None);
    }

    // Self-signed, good for 127.0.0.1, and written as PEM files.
    private X509Certificate2 Certificate(string name, bool isAuthority = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddHours(1));
        File.WriteAllText(Pem(name), certificate.ExportCertificatePem());
        File.WriteAllText(Pem(name, "key"), key.ExportPkcs8PrivateKeyPem());
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private string Pem(string name, string kind = "cert") => Path.Combine(_folder, $"{name}.{kind}.pem");
}
