using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StreamNer.Diagnostics;
using StreamNer.Host.Cli;
using StreamNer.Host.Configuration;
using StreamNer.Host.Http;
using StreamNer.Host.Logging;
using StreamNer.Host.Otlp;
using StreamNer.Host.Work;
using StreamNer.Logging;
using StreamNer.Work;

namespace StreamNer.Host;

/// <summary>
/// The composition of the program, in order of flow: what <c>run</c> consists of, and what surrounds <c>replay</c>. Hosted services start in the order
/// in which they are added, and stop in the reverse one.
/// </summary>
internal static class Composition
{
    // Beyond the drain: to close the clients, or to find out that they do not close.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(4);

    // For a scrape that does not end.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>The worker of <c>run</c>, which uses the library as any application does.</summary>
    public static Task<int> RunWorker(Settings settings) => Run(settings, Worker, async services =>
        (await services.GetRequiredService<WorkerService>().Ended).Drained ? ExitCode.Ok : null);

    /// <summary>All parts. Nothing is read that the settings do not name: no <c>appsettings.json</c>, no variable of .NET's own hosts.</summary>
    /// <param name="settings">Checked settings.</param>
    /// <param name="signals">What stops it.</param>
    /// <param name="work">Adds what is surrounded.</param>
    internal static IHost Build(Settings settings, StopSignals signals, Action<IServiceCollection> work)
    {
        var host = new HostBuilder();
        host.ConfigureServices(services =>
        {
            // Settings: the library's and the program's.
            services.AddSingleton(settings);
            services.AddSingleton(Options.Create<StreamNerOptions>(settings));

            // Signals, log, and the instruments behind every metric.
            services.AddSingleton(signals);
            services.AddSingleton<IHostLifetime, SignalLifetime>();
            services.AddLogging(log => Logs.Configure(log, settings.Log));
            StreamNerServices.AddDiagnostics(services);

            // What is said of a worker, and what pauses it.
            StreamNerServices.AddWorkerState(services);
        });

        // Health and metrics: listening before the model is loaded, until all else has stopped.
        if (settings.Http.Port is not null) host.AddHttp(settings.Http);
        return host.ConfigureServices(work).Build();
    }

    /// <summary>Adds the worker of <c>run</c>.</summary>
    internal static void Worker(IServiceCollection services)
    {
        // The snapshot is loaded as a hosted service; Snapshot.Create puts the nine steps of the pipeline together.
        var library = services.AddStreamNer();

        // From Kafka to Kafka: StreamWorker puts preflight, codecs, source, loop and sink together, around the pipeline.
        services.AddSingleton(provider => ProcessSurroundings.Of(provider.GetRequiredService<Settings>(), provider.GetRequiredService<Telemetry>()));
        library.AddWorker();
    }

    /// <summary>Starts all parts, waits for <paramref name="work"/> to end, and stops them. Its exit code, or null where it left work undone: then the
    /// signal's, or that of a failure.</summary>
    public static async Task<int> Run(Settings settings, Action<IServiceCollection> compose, Func<IServiceProvider, Task<int?>> work)
    {
        using var signals = new StopSignals(TimeSpan.FromSeconds(settings.Flow.DrainSeconds) + s_grace);
        FatalLine.Follow(Logs.FormatOf(settings.Log));
        using var host = Build(settings, signals, compose);
        var (events, loggers) = (host.Services.GetRequiredService<EventBridge>(), host.Services.GetRequiredService<ILoggerFactory>());
        signals.Explain = () => Explain(events, loggers);
        using var otlp = OtlpExport.Start(settings, host.Services.GetRequiredService<Telemetry>(), events.Log);
        using var onStop = signals.Stop.Register(() => events.Log.Info(
            "run.draining", $"stopping; a second signal leaves at once, else at most {settings.Flow.DrainSeconds} s (flow:drainSeconds)",
            ("seconds", settings.Flow.DrainSeconds)));
        try
        {
            if (!await Start(host, settings, signals)) return ExitCode.Ok;
            return await work(host.Services) ?? (signals.Code != 0 ? signals.Code : ExitCode.Failed);
        }
        finally
        {
            await Stop(host);
        }
    }

    /// <summary>False where a signal came while the model was being loaded: nothing has been read.</summary>
    private static async Task<bool> Start(IHost host, Settings settings, StopSignals signals)
    {
        try
        {
            await host.StartAsync(CancellationToken.None);
            return true;
        }
        catch (OperationCanceledException) when (signals.Code != 0)
        {
            return false;
        }
        catch (Exception failure) when (HttpServer.Refusal(failure, settings.Http) is { } refusal)
        {
            throw new IOException(refusal, failure);
        }
    }

    private static async Task Stop(IHost host)
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            await host.StopAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // What does not end in time is cut off.
        }
    }

    private static void Explain(EventBridge events, ILoggerFactory loggers)
    {
        events.Log.Error(
            "run.forced",
            $"a call has not returned {s_grace.TotalSeconds:0} s after the drain's end: leaving at once; what is uncommitted will be read again",
            ("seconds", s_grace.TotalSeconds));
        events.Dispose();
        loggers.Dispose();
    }
}
