using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Prometheus;
using StreamNer.Host.Configuration;
using StreamNer.Host.Exposition;
using StreamNer.Kafka.Reading;
using StreamNer.Logging;
using StreamNer.Work;

namespace StreamNer.Host.Http;

/// <summary><c>/metrics</c>, <c>/health/live</c>, <c>/health/ready</c> and <c>/control</c> on one address and port, as a part of the program's
/// host.</summary>
internal static class HttpServer
{
    /// <summary>Adds the server, and the line of the log that says where it listens.</summary>
    public static void AddHttp(this IHostBuilder host, HttpOptions options)
    {
        host.ConfigureServices(services =>
        {
            services.AddRouting();
            services.AddSingleton<PrometheusExposition>();
            if (options.CertificateFile.Length > 0) services.AddSingleton(_ => options.Certificate()!);
        });
        host.ConfigureWebHost(
            web => web.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, options))
                .Configure(app => Serve(app, options)),
            web => web.SuppressEnvironmentConfiguration = true);
        host.ConfigureServices(services => services.AddHostedService<Announcement>());
    }

    /// <summary>Where a host listens, such as <c>http://127.0.0.1:9464</c>.</summary>
    public static string AddressOf(IServiceProvider services) =>
        services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>What to say where a host could not start because the port is taken, or the address is not this host's; null for any other
    /// failure.</summary>
    public static string? Refusal(Exception failure, HttpOptions options) =>
        Causes(failure).OfType<SocketException>().FirstOrDefault() is { } why
            ? $"cannot listen on {options.Address}:{options.Port} (http:address, http:port): {why.Message}"
            : null;

    private static void Listen(KestrelServerOptions kestrel, HttpOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Listen(IPAddress.Parse(options.Address), options.Port ?? 0, listen =>
        {
            if (kestrel.ApplicationServices.GetService<X509Certificate2>() is { } certificate) listen.UseHttps(certificate);
        });
    }

    private static void Serve(IApplicationBuilder app, HttpOptions options)
    {
        var services = app.ApplicationServices;
        app.Use(OnlyReads);
        if (options.Password.Length > 0) app.Use(new BasicAuthentication(options.Username, options.Password).Guard);
        app.UseRouting();
        app.UseEndpoints(endpoints =>
        {
            endpoints.MapHealth(services.GetRequiredService<WorkerHealth>());
            endpoints.MapControl(services.GetRequiredService<IntakeSwitch>());
            endpoints.MapMetrics("/metrics", services.GetRequiredService<PrometheusExposition>().Registry);
        });
    }

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException) yield return cause;
    }

    private static Task OnlyReads(HttpContext context, RequestDelegate next)
    {
        if (ControlEndpoints.Serves(context)) return next(context);
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) return next(context);
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = "GET, HEAD";
        return Task.CompletedTask;
    }

    private sealed class Announcement(IServiceProvider services, EventBridge events) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            var address = AddressOf(services);
            events.Log.Info("http.listening", $"{address}/metrics, /health/live, /health/ready", ("address", address));
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
