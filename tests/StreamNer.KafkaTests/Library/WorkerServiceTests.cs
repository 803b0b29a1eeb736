using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StreamNer.Kafka;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Flow;
using StreamNer.Output;

namespace StreamNer.KafkaTests.Library;

/// <summary>A worker inside an application's own host, on real Kafka.</summary>
public sealed class WorkerServiceTests(RealKafka kafka)
{
    private static readonly CancellationToken s_cancel = TestContext.Current.CancellationToken;

    private static IHost Build(KafkaOptions options, ILoggerProvider? log = null)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        if (log is not null) builder.Logging.AddProvider(log);
        builder.Services.AddStreamNer().AddWorker(settings => settings.Kafka = options);
        return builder.Build();
    }

    [Fact]
    public async Task It_works_and_drains_with_the_host_and_shares_the_model_with_callers()
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 1);
        await cluster.Produce(options.Inputs[0], Account.Messages(20));
        using (var host = Build(options))
        {
            await host.StartAsync(s_cancel);
            await Eventually.True(() => cluster.ReadCommitted(options.Output).Count == 20, "all is written");
            var health = host.Services.GetRequiredService<HealthCheckService>();
            var report = await health.CheckHealthAsync(check => check.Tags.Contains("streamner"), s_cancel);
            Assert.Equal(HealthStatus.Healthy, report.Status);
            Assert.Contains("streamner-ready-brokers", report.Entries.Keys);
            Assert.Contains("streamner-live-loop", report.Entries.Keys);
            var called = await host.Services.GetRequiredService<ITextEnricher>().EnrichAsync("Ada Lovelace", s_cancel);
            Assert.IsType<Outcome.Enriched>(called);
            await host.StopAsync(s_cancel);
            report = await health.CheckHealthAsync(check => check.Name == "streamner-ready-worker", s_cancel);
            Assert.Equal(HealthStatus.Unhealthy, report.Status);
        }

        // What it wrote was committed: the next one finds nothing to do.
        using var next = Build(options with { UntilEnd = true });
        await next.RunAsync(s_cancel);
        Assert.Equal(20, cluster.ReadCommitted(options.Output).Count);
    }

    [Fact]
    public async Task At_the_end_of_the_input_the_host_stops_by_itself()
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 2) with { UntilEnd = true };
        await cluster.Produce(options.Inputs[0], Account.Messages(7));
        using var host = Build(options);
        await host.RunAsync(s_cancel).WaitAsync(TimeSpan.FromSeconds(60), s_cancel);
        Assert.Equal(7, cluster.ReadCommitted(options.Output).Count);
    }

    [Fact]
    public async Task A_worker_that_cannot_start_stops_the_host_with_its_findings()
    {
        var cluster = await kafka.Shared();
        var options = await SomeTopics.Create(cluster, 1);
        var log = new Lines();
        using var host = Build(options with { Output = KafkaCluster.UniqueName("missing") }, log);
        await host.RunAsync(s_cancel).WaitAsync(TimeSpan.FromSeconds(60), s_cancel);
        var code = Environment.ExitCode;
        Environment.ExitCode = 0;
        Assert.Equal(1, code);
        var failure = Assert.Single(log, line => line.StartsWith("worker.failed ", StringComparison.Ordinal));
        Assert.Contains("kafka:output: ", failure, StringComparison.Ordinal);
    }

    /// <summary>What was logged: the event and its message.</summary>
    private sealed class Lines : ConcurrentQueue<string>, ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Enqueue($"{eventId.Name} {formatter(state, exception)}");

        public void Dispose() { }
    }
}
