using Microsoft.Extensions.Diagnostics.HealthChecks;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Registry;
using StreamNer.KafkaTests.Clusters;
using StreamNer.KafkaTests.Flow;
using StreamNer.Pipeline;
using StreamNer.Work;

namespace StreamNer.KafkaTests.Host;

/// <summary>What health says of a running worker whose model and registry come and go, on the embedded cluster.</summary>
public sealed class WorkerChecksTests : IDisposable
{
    private readonly EmbeddedCluster _embedded = new();
    private readonly KafkaCluster _cluster;
    private readonly KafkaOptions _options;
    private readonly WorkerHealth _health = new();
    private volatile bool _modelDown;
    private volatile bool _registryDown;
    private volatile bool _rulesOnly;

    public WorkerChecksTests()
    {
        foreach (var topic in (string[])["raw", "enriched", "raw.dlq"]) _embedded.CreateTopic(topic, 1);
        _cluster = new KafkaCluster(_embedded.BootstrapServers, () => Task.CompletedTask);
        _options = TestWorker.Options(_embedded.BootstrapServers, "raw", "enriched", "raw.dlq", "g") with { Delivery = Delivery.AtLeastOnce };
    }

    public void Dispose() => _embedded.Dispose();

    private Task Says(string name, HealthStatus status, string reason = "") => Eventually.True(
        () => _health.Check(name) is var result && result.Status == status
            && result.Description!.Contains(reason, StringComparison.Ordinal), $"{name} is {status}: {reason}");

    private Task SaysAllIsWell(IEnumerable<string> names) => Task.WhenAll(names.Select(name => Says(name, HealthStatus.Healthy)));

    [Fact]
    public async Task What_is_away_makes_it_not_ready_with_the_reason_and_live_all_the_same()
    {
        var decode = new DocumentCodec(new InputOptions());
        await using var worker = TestWorker.Start(
            _options,
            (batch, _) => _modelDown ? throw new TransientFailureException("the model is away") : ValueTask.FromResult(TestWorker.Outcomes(batch)),
            decode: (position, key, value, headers, epoch, arrived) =>
                _registryDown
                    ? throw new SchemaRegistryUnavailableException("no answer")
                    : decode.Decode(position, key, value, headers, epoch, arrived));
        _health.Run(WorkerChecks.Of(() => _rulesOnly, worker.Flow, worker.Loop, worker.Intake, TimeSpan.FromSeconds(60)));
        await SaysAllIsWell(WorkerHealth.ReadyChecks);

        _modelDown = true;
        await _cluster.Produce("raw", Account.Messages(3));
        await Says("model", HealthStatus.Unhealthy, "the model is away");
        await SaysAllIsWell(WorkerHealth.LiveChecks);
        _modelDown = false;
        await Says("model", HealthStatus.Healthy);
        _rulesOnly = true;
        await Says("model", HealthStatus.Degraded, "rules alone");
        _rulesOnly = false;

        _registryDown = true;
        await Says("registry", HealthStatus.Healthy);
        await _cluster.Produce("raw", Account.Messages(3));
        await Says("registry", HealthStatus.Unhealthy, "no answer");
        await SaysAllIsWell(WorkerHealth.LiveChecks);
        _registryDown = false;
        await SaysAllIsWell(WorkerHealth.ReadyChecks);
        await Eventually.True(() => worker.Counts.Total == 6, "all is written");
    }

    [Fact]
    public async Task A_batch_that_does_not_come_back_stops_the_loop_and_only_the_loop()
    {
        var gate = new TaskCompletionSource();
        await using var worker = TestWorker.Start(_options, async (batch, _) =>
        {
            await gate.Task;
            return TestWorker.Outcomes(batch);
        });
        _health.Run(WorkerChecks.Of(() => false, worker.Flow, worker.Loop, worker.Intake, TimeSpan.FromSeconds(2)));
        await _cluster.Produce("raw", Account.Messages(3));
        await Says("loop", HealthStatus.Unhealthy, "no progress");
        await Says("poll", HealthStatus.Healthy);
        await Says("writer", HealthStatus.Healthy);
        gate.SetResult();
        await Says("loop", HealthStatus.Healthy);
    }
}
