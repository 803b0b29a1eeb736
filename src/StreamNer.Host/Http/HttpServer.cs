using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StreamNer.Host.Configuration;

namespace StreamNer.Host.Http;

/// <summary><c>/metrics</c>, <c>/health/live</c> and <c>/health/ready</c> on one address and port.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HttpServer(WebApplication app) => _app = app;

    /// <summary>Where it listens, such as <c>http://127.0.0.1:9464</c>.</summary>
    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts listening.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<HttpServer> Start(HttpOptions options, MetricsExposition metrics, Readiness readiness, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Listen(IPAddress.Parse(options.Address), options.Port ?? 0);
        });
        var app = builder.Build();
        app.Run(context => Answer(context, metrics, readiness));
        await app.StartAsync(cancel);
        return new HttpServer(app);
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
    }

    private static Task Answer(HttpContext context, MetricsExposition metrics, Readiness readiness)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)) return Json(context, 405, "method_not_allowed");
        switch (context.Request.Path.Value)
        {
            case "/metrics":
                context.Response.ContentType = ExpositionWriter.ContentType;
                return context.Response.WriteAsync(metrics.Scrape(), context.RequestAborted);
            case "/health/live":
                return Json(context, readiness.State == ReadinessState.Failed ? 503 : 200, readiness.State == ReadinessState.Failed ? "failed" : "live");
            case "/health/ready":
                var state = readiness.State;
                return Json(context, state == ReadinessState.Ready ? 200 : 503, readiness.Degraded ? "degraded" : state.ToString().ToLowerInvariant());
            default:
                return Json(context, 404, "not_found");
        }
    }

    private static Task Json(HttpContext context, int code, string status)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($"{{\"status\":\"{status}\"}}\n", context.RequestAborted);
    }
}
