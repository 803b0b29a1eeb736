using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamNer.Host;
using StreamNer.Host.Configuration;
using StreamNer.Host.Http;
using StreamNer.Host.Work;
using StreamNer.Kafka.Reading;
using StreamNer.Work;

namespace StreamNer.Tests.Host.Http;

/// <summary>The program's own host with nothing to do but to answer.</summary>
internal sealed class HttpHost : IAsyncDisposable
{
    private readonly StopSignals _signals = new(TimeSpan.FromMinutes(1));
    private readonly IHost _host;

    private HttpHost(HttpOptions options) =>
        _host = Composition.Build(new Settings { Http = options, Log = new() { Level = LogLevel.None } }, _signals, _ => { });

    public string Address => HttpServer.AddressOf(_host.Services);

    public WorkerHealth Health => _host.Services.GetRequiredService<WorkerHealth>();

    public IntakeSwitch Intake => _host.Services.GetRequiredService<IntakeSwitch>();

    public static async Task<HttpHost> Start(HttpOptions options)
    {
        var made = new HttpHost(options);
        try
        {
            await made._host.StartAsync(CancellationToken.None);
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        _signals.Dispose();
    }
}
