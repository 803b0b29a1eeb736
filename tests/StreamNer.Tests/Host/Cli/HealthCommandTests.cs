using Microsoft.Extensions.Diagnostics.HealthChecks;
using StreamNer.Host.Cli;
using StreamNer.Host.Configuration;
using StreamNer.Tests.Host.Http;

namespace StreamNer.Tests.Host.Cli;

/// <summary><c>streamner health</c> as a probe runs it: a child process that asks over HTTP.</summary>
public sealed class HealthCommandTests : IAsyncLifetime
{
    private HttpHost _server = null!;

    public async ValueTask InitializeAsync() => _server = await HttpHost.Start(new HttpOptions { Port = 0 });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private void Run(HealthCheckResult brokers) =>
        _server.Health.Run(new Dictionary<string, Func<HealthCheckResult>>(StringComparer.Ordinal) { ["brokers"] = () => brokers });

    [Fact]
    public async Task A_worker_that_is_alive_and_not_ready_is_told_apart()
    {
        Run(HealthCheckResult.Unhealthy("no broker has answered for 8 s"));
        var live = await ChildProgram.Run("health", "--url", _server.Address);
        Assert.Equal((0, "live"), (live.ExitCode, live.Lines[0]));
        var ready = await ChildProgram.Run("health", "--ready", "--url", _server.Address);
        Assert.Equal((1, "not_ready"), (ready.ExitCode, ready.Lines[0]));
        Assert.Contains("  brokers   unhealthy  no broker has answered for 8 s", ready.Lines);
    }

    [Fact]
    public async Task The_address_comes_from_the_workers_own_settings()
    {
        Run(HealthCheckResult.Healthy("answer"));
        var port = new Uri(_server.Address).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var ready = await ChildProgram.RunWith(ReadOnlyMemory<byte>.Empty, [("STREAMNER__HTTP__PORT", port), ("STREAMNER__HTTP__ADDRESS", "0.0.0.0")],
            "health", "--ready");
        Assert.Equal((0, "ready"), (ready.ExitCode, ready.Lines[0]));
    }

    [Theory]
    [InlineData("0.0.0.0", "http://127.0.0.1:9464/")]
    [InlineData("::", "http://[::1]:9464/")]
    [InlineData("10.1.2.3", "http://10.1.2.3:9464/")]
    public void A_worker_that_listens_everywhere_is_asked_over_loopback(string address, string url) =>
        Assert.Equal(url, HealthCommand.AddressOf(new HttpOptions { Address = address, Port = 9464 }).ToString());

    [Fact]
    public async Task No_worker_and_no_address_are_told_apart()
    {
        var address = _server.Address;
        await _server.DisposeAsync();
        var nobody = await ChildProgram.Run("health", "--url", address);
        Assert.Equal(1, nobody.ExitCode);
        Assert.Contains("no worker answers at", nobody.Error, StringComparison.Ordinal);
        var nowhere = await ChildProgram.Run("health");
        Assert.Equal(2, nowhere.ExitCode);
        Assert.Contains("http:port", nowhere.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await ChildProgram.Run("health", "--url", "localhost:9464")).ExitCode);
    }
}
