using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;
using StreamNer.Host.Configuration;
using StreamNer.Host.Exposition;
using StreamNer.Kafka;
using StreamNer.Work;

namespace StreamNer.Host.Http;

/// <summary><c>/metrics</c>, <c>/health/live</c>, <c>/health/ready</c> and <c>/control</c> on one address and port.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly X509Certificate2? _certificate;

    private HttpServer(WebApplication app, X509Certificate2? certificate) => (_app, _certificate) = (app, certificate);

    /// <summary>Where it listens, such as <c>http://127.0.0.1:9464</c>.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts listening.</summary>
    /// <exception cref="IOException">The port is taken, or the address is not this host's.</exception>
    public static async Task<HttpServer> Start(
        HttpOptions options, PrometheusExposition metrics, WorkerHealth health, IntakeSwitch intake, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var certificate = options.Certificate();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(IPAddress.Parse(options.Address), options.Port ?? 0, listen =>
            {
                if (certificate is not null) listen.UseHttps(certificate);
            });
        });
        builder.Services.AddRouting();
        builder.Services.AddHealth(health);
        var app = builder.Build();
        app.Use(OnlyReads);
        if (options.Password.Length > 0) app.Use(new BasicAuthentication(options.Username, options.Password).Guard);
        app.MapHealth(health);
        app.MapControl(intake);
        app.MapMetrics("/metrics", metrics.Registry);
        try
        {
            await app.StartAsync(cancel);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await app.DisposeAsync();
            certificate?.Dispose();
            var why = failure as SocketException ?? Causes(failure).OfType<SocketException>().FirstOrDefault() ?? failure;
            throw new IOException($"cannot listen on {options.Address}:{options.Port} (http:address, http:port): {why.Message}", failure);
        }

        return new HttpServer(app, certificate);
    }

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (var cause = failure.InnerException; cause is not null; cause = cause.InnerException) yield return cause;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await _app.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // A scrape that does not end is cut off.
        }

        await _app.DisposeAsync();
        _certificate?.Dispose();
    }

    private static Task OnlyReads(HttpContext context, RequestDelegate next)
    {
        if (ControlEndpoints.Serves(context)) return next(context);
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) return next(context);
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "GET, HEAD";
        return Task.CompletedTask;
    }
}
