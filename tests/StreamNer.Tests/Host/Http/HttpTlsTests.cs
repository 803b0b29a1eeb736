using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StreamNer.Configuration;
using StreamNer.Host.Configuration;

namespace StreamNer.Tests.Host.Http;

/// <summary>Metrics and health over TLS, and which settings of it cannot be.</summary>
public sealed class HttpTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-http-").FullName;
    private readonly string _certificate;
    private readonly string _key;

    public HttpTlsTests() => (_certificate, _key) = Write("worker");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_is_served_with_the_certificate_and_the_health_command_knows_its_own_worker_by_it()
    {
        var options = new HttpOptions { Port = 0, CertificateFile = _certificate, CertificateKeyFile = _key };
        await using var server = await HttpHost.Start(options);
        var address = new Uri(server.Address);
        Assert.Equal("https", address.Scheme);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=worker";
        using var client = new HttpClient(handler);
        using var response = await client.GetAsync(new Uri(address, "/health/live"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        var own = await Health(address, _certificate, _key);
        Assert.Equal((0, "live"), (own.ExitCode, own.Lines[0]));
        var (other, otherKey) = Write("stranger");
        Assert.Equal(1, (await Health(address, other, otherKey)).ExitCode);
    }

    [Fact]
    public void Settings_that_cannot_work_or_would_give_the_password_away_are_refused_by_name()
    {
        var sound = new HttpOptions { Address = "0.0.0.0", CertificateFile = _certificate, CertificateKeyFile = _key };
        Assert.Empty(Errors(sound));
        Assert.Empty(Errors(sound with { Username = "u", Password = "p" }));
        Assert.Empty(Errors(new HttpOptions { Username = "u", Password = "p" }));
        Assert.Equal(["http:certificateFile"], Errors(new HttpOptions { Address = "0.0.0.0", Username = "u", Password = "p" }));
        Assert.Equal(["http:username"], Errors(new HttpOptions { Username = "u" }));
        Assert.Equal(["http:username"], Errors(new HttpOptions { Username = "u:v", Password = "p" }));
        Assert.Equal(["http:certificateFile"], Errors(sound with { CertificateKeyFile = "" }));
        Assert.Equal(["http:certificateFile"], Errors(sound with { CertificateKeyFile = Write("stranger").Key }));
        Assert.Equal(["http:certificateKeyFile"], Errors(sound with { CertificateKeyFile = _key + ".gone" }));
        Assert.DoesNotContain("p4ss", new HttpOptions { Username = "u", Password = "p4ss" }.ToString(), StringComparison.Ordinal);
    }

    private static Task<ChildProgram.Result> Health(Uri at, string certificate, string key) => ChildProgram.RunWith(
        ReadOnlyMemory<byte>.Empty,
        [
            ("STREAMNER__HTTP__PORT", at.Port.ToString(CultureInfo.InvariantCulture)), ("STREAMNER__HTTP__CERTIFICATEFILE", certificate),
            ("STREAMNER__HTTP__CERTIFICATEKEYFILE", key)
        ],
        "health");

    private static IEnumerable<string> Errors(HttpOptions options)
    {
        var errors = new List<OptionError>();
        options.Validate(errors);
        return errors.Select(error => error.Key);
    }

    private (string Certificate, string Key) Write(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(now.AddMinutes(-5), now.AddHours(1));
        var (pem, keyPem) = (Path.Combine(_folder, name + ".pem"), Path.Combine(_folder, name + ".key"));
        File.WriteAllText(pem, certificate.ExportCertificatePem());
        File.WriteAllText(keyPem, key.ExportPkcs8PrivateKeyPem());
        return (pem, keyPem);
    }
}
