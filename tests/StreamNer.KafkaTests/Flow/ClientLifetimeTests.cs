using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Lifetime;

namespace StreamNer.KafkaTests.Flow;

/// <summary>Ends of a flow while the client is in a call: no client is disposed under one, and no end waits for one for ever.</summary>
public sealed class ClientLifetimeTests : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(2);
    private const string CheckingAllocator = "/lib/x86_64-linux-gnu/libc_malloc_debug.so.0";
    private static int s_instances;

    // One for each test: a client that a test has abandoned may outlive it, since its brokers are gone.
    private readonly string _instance = $"lifetime-{Interlocked.Increment(ref s_instances)}";
    private readonly string _slots = Directory.CreateTempSubdirectory("streamner-slots-").FullName;
    private readonly EmbeddedCluster _embedded = new(2);
    private readonly KafkaCluster _cluster;
    private readonly KafkaOptions _options;

    public ClientLifetimeTests()
    {
        foreach (var topic in (string[])["raw", "enriched", "raw.dlq"])
        {
            _embedded.CreateTopic(topic, 1);
            _embedded.Lead(topic, 0, 1);
        }

        _cluster = new KafkaCluster(_embedded.BootstrapServers, () => Task.CompletedTask);
        _options = TestWorker.Options(_embedded.BootstrapServers, "raw", "enriched", "raw.dlq", "g") with { Instance = _instance };

        // Broker 2 coordinates the group and nothing else: without it a transaction can be filled, but takes no offsets.
        _embedded.CoordinateTransactions($"g-{_instance}", 1);
        _embedded.CoordinateGroup("g", 2);
    }

    public void Dispose()
    {
        _embedded.Dispose();
        Directory.Delete(_slots, recursive: true);
    }

    [Fact]
    public async Task A_flow_ends_while_the_client_waits_for_a_coordinator_that_is_gone()
    {
        using var handed = new SemaphoreSlim(0);
        var worker = TestWorker.Start(
            _options,
            (batch, _) =>
            {
                // The consumer has its membership; the coordinator goes away before the offsets are sent.
                _embedded.StopBroker(2);
                handed.Release();
                return ValueTask.FromResult(TestWorker.Outcomes(batch));
            },
            slots: _slots);
        await _cluster.Produce("raw", Account.Messages(1), 0);
        Assert.True(await handed.WaitAsync(s_deadline));
        await Eventually.True(
            () => worker.Flow.Sink.CommitDue == TimeSpan.Zero && worker.Events.Any(e => e.Name == "kafka.producer"),
            "the producer, which has sent all else, looks for the coordinator", s_deadline);
        await worker.DisposeAsync().AsTask().WaitAsync(s_deadline);
        Assert.Equal(0, worker.Counts.Total);
        Assert.Contains(worker.Events, e => e.Name == "kafka.abandoned");
        Assert.True(Kept());
        _embedded.StartBroker(2);
        await Eventually.True(() => !Kept(), "the call has returned and its client is gone", s_deadline);
    }

    [Fact]
    public async Task That_end_touches_no_memory_that_the_client_has_given_back()
    {
        Assert.SkipUnless(File.Exists(CheckingAllocator), $"needs {CheckingAllocator}");

        // The test above once more, in a process whose allocator aborts it on a double free and overwrites what is freed.
        var again = $"{typeof(ClientLifetimeTests).FullName}.{nameof(A_flow_ends_while_the_client_waits_for_a_coordinator_that_is_gone)}";
        var start = new System.Diagnostics.ProcessStartInfo(Environment.ProcessPath!, ["-noColor", "-noLogo", "-method", again])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LD_PRELOAD"] = CheckingAllocator;
        start.Environment["MALLOC_CHECK_"] = "3";
        start.Environment["MALLOC_PERTURB_"] = "165";
        using var process = System.Diagnostics.Process.Start(start)!;
        using var deadline = new CancellationTokenSource(s_deadline);
        using var kill = deadline.Token.Register(() => process.Kill(entireProcessTree: true));
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.False(deadline.IsCancellationRequested, $"it had to be killed\n{await output}{await error}");
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}\n{await output}{await error}");
        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", await output, StringComparison.Ordinal);
        Assert.DoesNotContain("cannot be preloaded", await error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flow_is_not_opened_while_the_transaction_coordinator_is_gone_and_gives_up_when_told()
    {
        _embedded.CoordinateTransactions($"g-{_instance}", 2);
        _embedded.StopBroker(2);
        using var cancel = new CancellationTokenSource();
        var retried = new TaskCompletionSource();
        var log = new EventLog(entry =>
        {
            if (entry.Name == "kafka.retry") retried.TrySetResult();
        });
        using var telemetry = new Telemetry();
        var parts = new FlowParts
        {
            Decode = new DocumentCodec(new InputOptions()).Decode,
            Encode = TestWorker.Encode("g"),
            Telemetry = telemetry,
            Log = log,
            Slots = _slots,
        };
        var opening = Task.Run(() => KafkaFlow.Open(new FlowSettings(_options, new(), new()), parts, cancel.Token));
        await retried.Task.WaitAsync(s_deadline);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => opening.WaitAsync(s_deadline));
    }

    [Fact]
    public async Task A_call_that_outlives_its_transaction_costs_a_producer_and_no_record()
    {
        var calls = 0;
        await using var worker = TestWorker.Start(
            _options with { Transaction = new TransactionOptions { IntervalMs = 50, TimeoutMs = 2_000 } },
            (batch, _) =>
            {
                if (Interlocked.Increment(ref calls) == 1) _embedded.StopBroker(2);
                return ValueTask.FromResult(TestWorker.Outcomes(batch));
            },
            slots: _slots);
        await _cluster.Produce("raw", Account.Messages(10), 0);
        await Eventually.True(() => worker.Events.Any(e => e.Name == "kafka.rebuild"), "the producer is replaced", s_deadline);
        _embedded.StartBroker(2);
        await Eventually.True(() => worker.Counts.Total >= 10, "all is committed", s_deadline);
        Assert.Equal(10, Account.Sources(_cluster.ReadCommitted("enriched")).Distinct().Count());
    }

    /// <summary>Whether the producer of this flow is kept for a call; other tests of the process may leave clients of theirs.</summary>
    private bool Kept() =>
        Abandoned.Kept.OfType<Leased<IProducer<byte[]?, byte[]?>>>().Any(client => client.Name.EndsWith($"g-{_instance}", StringComparison.Ordinal));
}
