using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StreamNer.Tests.Host.Otlp.Wire;

namespace StreamNer.Tests.Host.Otlp;

/// <summary>A collector on loopback: takes OTLP over HTTP and keeps what it was sent.</summary>
internal sealed class CollectorStub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, string Authorization, byte[] Body)> _requests = new();
    private int _entered;

    private CollectorStub()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(Take);
    }

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>What it answers.</summary>
    public int Status { get; set; } = StatusCodes.Status200OK;

    /// <summary>While set and not completed, nobody gets an answer.</summary>
    public TaskCompletionSource? Holding { get; set; }

    /// <summary>Requests whose body has been read, answered or not.</summary>
    public int Entered => Volatile.Read(ref _entered);

    public IReadOnlyCollection<(string Path, string Authorization, byte[] Body)> Requests => _requests;

    public IReadOnlyList<ResourceSpans> Traces =>
        [.. Bodies("/v1/traces").SelectMany(body => TraceRequest.Parser.ParseFrom(body).ResourceSpans)];

    public IReadOnlyList<Span> Spans => [.. Traces.SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans)];

    /// <summary>The metrics of the last report.</summary>
    public ResourceMetrics LastMetrics => MetricsRequest.Parser.ParseFrom(Bodies("/v1/metrics").Last()).ResourceMetrics.Single();

    public static async Task<CollectorStub> Start()
    {
        var stub = new CollectorStub();
        await stub._app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync()
    {
        Holding?.TrySetResult();
        await _app.DisposeAsync();
    }

    private IEnumerable<byte[]> Bodies(string path) => _requests.Where(request => request.Path == path).Select(request => request.Body);

    private async Task Take(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Interlocked.Increment(ref _entered);
        if (Holding is { } gate) await gate.Task;
        if (Status == StatusCodes.Status200OK)
            _requests.Enqueue((context.Request.Path.Value!, context.Request.Headers.Authorization.ToString(), body.ToArray()));
        context.Response.StatusCode = Status;
    }
}
