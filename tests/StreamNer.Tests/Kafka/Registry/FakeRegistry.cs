using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace StreamNer.Tests.Kafka.Registry;

/// <summary>A web server on the loopback interface that answers as a test says.</summary>
internal sealed class FakeRegistry : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeRegistry(WebApplication app) => _app = app;

    /// <summary>What was asked: method, path and query, and the body.</summary>
    public ConcurrentQueue<(string Request, string Body, string? Authorization)> Asked { get; } = new();

    /// <summary>How a request (method, path and query) is answered: status and body. A status of 0 breaks the connection off.</summary>
    public Func<string, (int Status, string Body)> Answer { get; set; } = _ => (404, "");

    /// <summary>Requests wait for this before they are answered.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public Uri Url { get; private set; } = null!;

    public static async Task<FakeRegistry> Start(X509Certificate2? certificate = null, bool wantsClientCertificate = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => Configure(listen, certificate, wantsClientCertificate)));
        var app = builder.Build();
        var fake = new FakeRegistry(app);
        app.Run(fake.Handle);
        await app.StartAsync();
        fake.Url = new Uri(app.Urls.First().Replace("[::]", "localhost", StringComparison.Ordinal));
        return fake;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static void Configure(ListenOptions listen, X509Certificate2? certificate, bool wantsClientCertificate)
    {
        if (certificate is null) return;
        listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            if (!wantsClientCertificate) return;
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (_, _, _) => true;
        });
    }

    private async Task Handle(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body, Encoding.UTF8);
        var request = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        Asked.Enqueue((request, await body.ReadToEndAsync(), context.Request.Headers.Authorization));
        await Gate;
        var (status, answer) = Answer(request);
        if (status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = status;
        await context.Response.WriteAsync(answer);
    }
}
