using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StreamNer.Host.Configuration;
using StreamNer.Host.Http;
using StreamNer.Kafka.Reading;
using StreamNer.Work;

namespace StreamNer.Tests.Host.Http;

public sealed class HttpServerTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private HttpHost _server = null!;
    private WorkerHealth _health = null!;
    private IntakeSwitch _intake = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await HttpHost.Start(new HttpOptions { Port = 0 });
        (_health, _intake) = (_server.Health, _server.Intake);
        _client.BaseAddress = new Uri(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _client.Dispose();
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
    public async Task The_intake_is_paused_and_resumed_by_POST()
    {
        Assert.Equal("""{"paused":true}""", await Post("/control/pause", HttpStatusCode.OK));
        Assert.True(_intake.Paused);
        Assert.Equal("""{"paused":false}""", await Post("/control/resume", HttpStatusCode.OK));
        Assert.False(_intake.Paused);
        using var read = await _client.GetAsync(new Uri("/control/pause", UriKind.Relative));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, read.StatusCode);
        Assert.Equal("", await Post("/control/stop", HttpStatusCode.NotFound));
        Assert.False(_intake.Paused);
    }

    [Theory]
    [InlineData("Origin", "http://127.0.0.1:9464")]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    public async Task A_page_in_a_browser_and_a_proxy_control_nothing(string header, string value)
    {
        _client.DefaultRequestHeaders.Add(header, value);
        await Post("/control/pause", HttpStatusCode.Forbidden);
        Assert.False(_intake.Paused);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.7", false)]
    [InlineData("::ffff:10.0.0.7", false)]
    [InlineData(null, false)]
    public void Only_the_host_itself_controls(string? from, bool may)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = from is null ? null : IPAddress.Parse(from);
        Assert.Equal(may, ControlEndpoints.May(context));
    }

    [Fact]
    public async Task Metrics_ask_for_the_password_and_health_does_not()
    {
        var options = new HttpOptions { Port = 0, Username = "prometheus", Password = "s3cret:ü" };
        await using var server = await HttpHost.Start(options);
        using var client = new HttpClient { BaseAddress = new Uri(server.Address) };
        using (var refused = await client.GetAsync(new Uri("/metrics", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.StartsWith("Basic ", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
            Assert.Equal("", await refused.Content.ReadAsStringAsync());
        }

        (string, HttpStatusCode)[] attempts =
        [
            ("Basic " + Base64("prometheus:s3cret:ü"), HttpStatusCode.OK), ("basic " + Base64("prometheus:s3cret:ü"), HttpStatusCode.OK),
            ("Basic " + Base64("prometheus:s3cret"), HttpStatusCode.Unauthorized), ("Basic %%%", HttpStatusCode.Unauthorized),
            ("Bearer " + Base64("prometheus:s3cret:ü"), HttpStatusCode.Unauthorized),
        ];
        foreach (var (given, code) in attempts)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/METRICS", UriKind.Relative));
            request.Headers.TryAddWithoutValidation("Authorization", given);
            using var response = await client.SendAsync(request);
            Assert.Equal(code, response.StatusCode);
        }

        using var health = await client.GetAsync(new Uri("/health/live", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);

        static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
    }

    private async Task<string> Post(string path, HttpStatusCode code)
    {
        using var response = await _client.PostAsync(new Uri(path, UriKind.Relative), null);
        Assert.Equal(code, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    [Fact]
    public async Task A_taken_port_and_an_address_of_another_host_are_errors_that_name_the_settings()
    {
        HttpOptions taken = new() { Port = new Uri(_server.Address).Port };
        foreach (var options in (HttpOptions[])[taken, new() { Address = "192.0.2.1", Port = 0 }])
        {
            var failure = await Assert.ThrowsAnyAsync<Exception>(() => HttpHost.Start(options));
            var refusal = HttpServer.Refusal(failure, options);
            Assert.StartsWith($"cannot listen on {options.Address}:{options.Port} (http:address, http:port): ", refusal,
                StringComparison.Ordinal);
        }

        Assert.Null(HttpServer.Refusal(new IOException("the model"), new HttpOptions()));
    }
}
