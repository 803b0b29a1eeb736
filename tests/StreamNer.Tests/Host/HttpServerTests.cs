using System.Diagnostics.Metrics;
using System.Net;
using StreamNer.Host.Configuration;
using StreamNer.Host.Http;

namespace StreamNer.Tests.Host;

public sealed class HttpServerTests : IAsyncLifetime
{
    private readonly Meter _meter = new("Test");
    private readonly Readiness _readiness = new();
    private readonly HttpClient _client = new();
    private MetricsExposition _metrics = null!;
    private HttpServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _metrics = new MetricsExposition(_meter, "1.2.3");
        _server = await HttpServer.Start(new HttpOptions { Port = 0 }, _metrics, _readiness, CancellationToken.None);
        _client.BaseAddress = new Uri(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _client.Dispose();
        _metrics.Dispose();
        _meter.Dispose();
    }

    private async Task<(HttpStatusCode Code, string Body)> Get(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, (await response.Content.ReadAsStringAsync()).Trim());
    }

    [Fact]
    public async Task It_is_ready_only_between_start_and_drain()
    {
        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"starting"}"""), await Get("/health/ready"));
        _readiness.Become(ReadinessState.Ready);
        Assert.Equal((HttpStatusCode.OK, """{"status":"ready"}"""), await Get("/health/ready"));
        _readiness.Become(ReadinessState.Draining);
        _readiness.Become(ReadinessState.Ready);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"draining"}"""), await Get("/health/ready"));
        Assert.Equal((HttpStatusCode.OK, """{"status":"live"}"""), await Get("/health/live"));
    }

    [Fact]
    public async Task A_worker_that_goes_on_with_rules_alone_is_ready_and_says_so()
    {
        var (answers, degraded) = (true, true);
        _readiness.BecomeReadyWhen(() => answers, () => degraded);
        Assert.Equal((HttpStatusCode.OK, """{"status":"degraded"}"""), await Get("/health/ready"));
        degraded = false;
        Assert.Equal((HttpStatusCode.OK, """{"status":"ready"}"""), await Get("/health/ready"));
        (answers, degraded) = (false, true);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"starting"}"""), await Get("/health/ready"));
    }

    [Fact]
    public async Task A_failed_worker_is_not_live()
    {
        _readiness.Become(ReadinessState.Failed);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"failed"}"""), await Get("/health/live"));
    }

    [Fact]
    public async Task Metrics_come_as_Prometheus_text()
    {
        using var response = await _client.GetAsync(new Uri("/metrics", UriKind.Relative));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Contains("streamner_build_info{version=\"1.2.3\"} 1", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_paths_and_methods_are_refused()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await Get("/")).Code);
        using var posted = await _client.PostAsync(new Uri("/metrics", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Fact]
    public async Task A_taken_port_is_an_error() =>
        await Assert.ThrowsAsync<IOException>(() => HttpServer.Start(
            new HttpOptions { Port = new Uri(_server.Address).Port }, _metrics, _readiness, CancellationToken.None));
}
