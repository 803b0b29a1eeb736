using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StreamNer.Host;
using StreamNer.Host.Configuration;
using StreamNer.Host.Work;
using StreamNer.Tests.Flow;
using StreamNer.Work;

namespace StreamNer.Tests.Host;

/// <summary>The host of <c>run</c>, built and not started.</summary>
public sealed class CompositionTests : IDisposable
{
    private readonly StopSignals _signals = new(TimeSpan.FromMinutes(1));
    private readonly Settings _settings = new() { Http = new() { Port = 0 } };
    private readonly IHost _host;

    public CompositionTests() => _host = Composition.Build(_settings, _signals, Composition.Worker);

    public void Dispose()
    {
        _host.Dispose();
        _signals.Dispose();
    }

    [Fact]
    public void The_server_listens_before_the_model_is_loaded_and_the_worker_comes_last() =>
        Assert.Equal(
            ["GenericWebHostService", "Announcement", "SnapshotService", "WorkerService"],
            _host.Services.GetServices<IHostedService>().Select(service => service.GetType().Name)
                .Where(name => name != "HealthCheckPublisherHostedService"));

    [Fact]
    public void The_library_takes_the_settings_as_the_program_has_checked_them() =>
        Assert.Same(_settings, _host.Services.GetRequiredService<IOptions<StreamNerOptions>>().Value);

    [Theory]
    [InlineData("DOTNET_")]
    [InlineData("ASPNETCORE_")]
    [InlineData("")]
    public void Variables_of_the_platform_are_no_settings(string prefix)
    {
        var name = $"STREAMNER_TEST_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(prefix + name, "set");
        using var host = Composition.Build(_settings, _signals, Composition.Worker);
        Assert.Null(host.Services.GetRequiredService<IConfiguration>()[name]);
        Environment.SetEnvironmentVariable(prefix + name, null);
    }

    [Fact]
    public async Task A_worker_that_a_signal_overtakes_has_ended_with_nothing_left_undone()
    {
        var worker = _host.Services.GetRequiredService<WorkerService>();
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        try
        {
            await worker.StartAsync(stopped.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Assert.True((await worker.Ended.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Drained);
    }

    [Fact]
    public async Task The_first_signal_asks_the_host_to_stop()
    {
        var lifetime = _host.Services.GetRequiredService<IHostApplicationLifetime>();
        await _host.Services.GetRequiredService<IHostLifetime>().WaitForStartAsync(TestContext.Current.CancellationToken);
        Assert.False(lifetime.ApplicationStopping.IsCancellationRequested);
        _signals.On(new PosixSignalContext(PosixSignal.SIGTERM), 143);
        await Some.Until(() => lifetime.ApplicationStopping.IsCancellationRequested, "the host stops");
    }
}
