using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StreamNer.Host.Configuration;
using StreamNer.Host.Exposition;
using StreamNer.Host.Http;

namespace StreamNer.Tests.Host;

public sealed class HttpServerTests : IAsyncLifetime
{
    private readonly Telemetry _telemetry = new();
    private readonly WorkerHealth _health = new();
    private readonly HttpClient _client = new();
    private PrometheusExposition _metrics = null!;
    private HttpServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _metrics = new PrometheusExposition(_telemetry);
        _server = await HttpServer.Start(new HttpOptions { Port = 0 }, _metrics, _health, CancellationToken.None);
        _client.BaseAddress = new Uri(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _client.Dispose();
        _metrics.Dispose();
        _telemetry.Dispose();
    }

    private async Task<(HttpStatusCode Code, string Status, JsonElement Checks)> Get(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        return (response.StatusCode, body.GetProperty("status").GetString()!, body.GetProperty("checks"));
    }

    private async Task Shows(string path, HttpStatusCode code, string status)
    {
        var answer = await Get(path);
        Assert.Equal((code, status), (answer.Code, answer.Status));
    }

    private void Run(params (string Name, Func<HealthCheckResult> Check)[] checks) => _health.Run(checks.ToDictionary(c => c.Name, c => c.Check));

    [Fact]
    public async Task It_is_ready_only_between_start_and_drain()
    {
        await Shows("/health/ready", HttpStatusCode.ServiceUnavailable, "starting");
        Run();
        await Shows("/health/ready", HttpStatusCode.OK, "ready");
        _health.Become(WorkerPhase.Draining);
        Run();
        await Shows("/health/ready", HttpStatusCode.ServiceUnavailable, "draining");
        await Shows("/health/live", HttpStatusCode.OK, "live");
    }

    [Fact]
    public async Task The_body_names_each_check_with_its_state_and_reason()
    {
        Run(("brokers", () => HealthCheckResult.Unhealthy("no broker has answered for 8 s")),
            ("model", () => HealthCheckResult.Degraded("rules alone")));
        var (code, status, checks) = await Get("/health/ready");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not_ready"), (code, status));
        Assert.Equal([WorkerHealth.Worker, .. WorkerHealth.ReadyChecks], checks.EnumerateObject().Select(check => check.Name));
        Assert.Equal("""{"status":"unhealthy","reason":"no broker has answered for 8 s"}""", checks.GetProperty("brokers").GetRawText());
        Assert.Equal("degraded", checks.GetProperty("model").GetProperty("status").GetString());
        Assert.Equal("healthy", checks.GetProperty("worker").GetProperty("status").GetString());
        await Shows("/health/live", HttpStatusCode.OK, "live");
    }

    [Fact]
    public async Task A_worker_that_goes_on_with_rules_alone_is_ready_and_says_so()
    {
        var result = HealthCheckResult.Degraded("rules alone");
        Run(("model", () => result));
        await Shows("/health/ready", HttpStatusCode.OK, "degraded");
        result = HealthCheckResult.Healthy("answers");
        await Shows("/health/ready", HttpStatusCode.OK, "ready");
        result = HealthCheckResult.Unhealthy("does not answer");
        await Shows("/health/ready", HttpStatusCode.ServiceUnavailable, "not_ready");
    }

    [Fact]
    public async Task A_thread_that_has_stopped_makes_it_not_live()
    {
        Run(("poll", () => HealthCheckResult.Unhealthy("no turn for 61 s")));
        await Shows("/health/live", HttpStatusCode.ServiceUnavailable, "not_live");
        await Shows("/health/ready", HttpStatusCode.OK, "ready");
    }

    [Fact]
    public async Task A_failed_worker_is_not_live()
    {
        _health.Become(WorkerPhase.Failed);
        await Shows("/health/live", HttpStatusCode.ServiceUnavailable, "failed");
    }

    [Theory]
    [InlineData("", "text/plain; version=0.0.4; charset=utf-8", "# TYPE streamner_documents_total counter")]
    [InlineData("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5",
        "application/openmetrics-text; version=1.0.0; charset=utf-8", "# TYPE streamner_documents counter")]
    public async Task Metrics_come_in_the_format_that_the_client_accepts(string accept, string type, string line)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/metrics", UriKind.Relative));
        if (accept.Length > 0) request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await _client.SendAsync(request);
        Assert.Equal(type, response.Content.Headers.ContentType!.ToString());
        Assert.Contains(line, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_paths_and_methods_are_refused()
    {
        using var other = await _client.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        using var posted = await _client.PostAsync(new Uri("/metrics", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Fact]
    public async Task A_taken_port_is_an_error() =>
        await Assert.ThrowsAsync<IOException>(() => HttpServer.Start(
            new HttpOptions { Port = new Uri(_server.Address).Port }, _metrics, _health, CancellationToken.None));
}
