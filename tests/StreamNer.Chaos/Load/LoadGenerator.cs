using Confluent.Kafka;

namespace StreamNer.Chaos.Load;

/// <summary>Writes records at a steady rate until stopped. What counts as sent is what the input topic holds: the checker reads that
/// itself.</summary>
internal sealed class LoadGenerator : IAsyncDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(50);
    private readonly IProducer<byte[]?, byte[]?> _producer;
    private readonly CancellationTokenSource _stop = new();
    private readonly RecordMaker _maker;
    private readonly Random _places;
    private readonly Lock _lock = new();
    private readonly string _topic;
    private readonly Task _running;
    private int _partitions;
    private long _delivered;
    private long _undelivered;

    /// <summary>Starts at once.</summary>
    public LoadGenerator(string bootstrap, string topic, int partitions, double rate, int seed)
    {
        (_topic, _partitions) = (topic, partitions);
        _maker = new RecordMaker(seed);
        _places = new Random(seed ^ 0x5eed);
        _producer = new ProducerBuilder<byte[]?, byte[]?>(new ProducerConfig
        {
            BootstrapServers = bootstrap,
            Acks = Acks.All,
            EnableIdempotence = true,
            LingerMs = 10,
            MessageTimeoutMs = 600_000,
            CompressionType = CompressionType.Lz4,
        }).SetKeySerializer(Serializers.ByteArray!).SetValueSerializer(Serializers.ByteArray!).SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { }).Build();
        _running = Task.Run(() => Run(rate, _stop.Token));
    }

    /// <summary>Records that the brokers have acknowledged.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>Records that the brokers did not take: they are not part of the input.</summary>
    public long Undelivered => Volatile.Read(ref _undelivered);

    /// <summary>Writes to this many partitions from now on.</summary>
    public void Spread(int partitions) => Volatile.Write(ref _partitions, partitions);

    /// <summary>Writes a burst beside the steady rate: <paramref name="count"/> records of one kind among <paramref name="among"/> of the ordinary
    /// mix.</summary>
    public void Burst(RecordKind kind, int count, int among)
    {
        lock (_lock)
        {
            for (var i = 0; i < count + among; i++)
                Send((long)i * count / (count + among) != (long)(i + 1) * count / (count + among) ? _maker.Make(kind) : _maker.Next());
        }
    }

    /// <summary>Writes <paramref name="count"/> records of the ordinary mix as fast as the brokers take them.</summary>
    public void Fill(long count)
    {
        for (var i = 0L; i < count; i++)
        {
            // Well below the bound of the client's queue.
            if (i % 20_000 == 0) _producer.Flush(TimeSpan.FromMinutes(2));
            lock (_lock) Send(_maker.Next());
        }

        _producer.Flush(TimeSpan.FromMinutes(2));
    }

    /// <summary>Ends the load and waits until the brokers have all of it.</summary>
    public async Task Stop()
    {
        await _stop.CancelAsync();
        await _running;
        _producer.Flush(TimeSpan.FromMinutes(2));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _producer.Dispose();
        _stop.Dispose();
    }

    private async Task Run(double rate, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(s_tick);
        var started = TimeProvider.System.GetTimestamp();
        var sent = 0L;
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var due = (long)(TimeProvider.System.GetElapsedTime(started).TotalSeconds * rate);
                lock (_lock)
                {
                    for (; sent < due; sent++) Send(_maker.Next());
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private void Send(Message<byte[]?, byte[]?> message)
    {
        try
        {
            _producer.Produce(new TopicPartition(_topic, _places.Next(Volatile.Read(ref _partitions))), message, report =>
            {
                if (report.Error.IsError) Interlocked.Increment(ref _undelivered);
                else Interlocked.Increment(ref _delivered);
            });
        }
        catch (ProduceException<byte[]?, byte[]?>)
        {
            // The client's queue is full after a long outage: the record was never sent.
            Interlocked.Increment(ref _undelivered);
        }
    }
}
