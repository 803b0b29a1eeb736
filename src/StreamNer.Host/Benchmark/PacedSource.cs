using System.Diagnostics;
using Confluent.Kafka;

namespace StreamNer.Host.Benchmark;

/// <summary>Sends lines at a mean rate, at times of a Poisson process that is the same in every run; it never waits for the worker.</summary>
internal sealed class PacedSource : IDisposable
{
    private readonly IProducer<Null, string> _producer;
    private readonly string _topic;
    private readonly int _partitions;
    private long _sent;

    /// <summary>A source of <paramref name="topics"/>' input.</summary>
    public PacedSource(BenchTopics topics, int partitions)
    {
        (_topic, _partitions) = (topics.Input, partitions);
        _producer = new ProducerBuilder<Null, string>(new ProducerConfig { BootstrapServers = topics.Servers, LingerMs = 0 }).Build();
    }

    /// <summary>Sends one line to each partition, and waits until they are written.</summary>
    public void SendOneEach(string line, CancellationToken cancel)
    {
        for (var partition = 0; partition < _partitions; partition++) Send(line);
        _producer.Flush(cancel);
    }

    /// <summary>
    /// Sends all <paramref name="lines"/> at <paramref name="rate"/> documents a second, above 0. The result is the rate at which that happened.
    /// </summary>
    public async Task<double> Send(IReadOnlyList<string> lines, double rate, CancellationToken cancel)
    {
        var gaps = new ExponentialGaps(rate);
        var started = Stopwatch.GetTimestamp();
        var due = TimeSpan.Zero;
        foreach (var line in lines)
        {
            due += gaps.Next();
            var wait = due - Stopwatch.GetElapsedTime(started);
            if (wait >= TimeSpan.FromMilliseconds(1)) await Task.Delay(wait, cancel);
            Send(line);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        _producer.Flush(cancel);
        return lines.Count / seconds;
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    private void Send(string line) =>
        _producer.Produce(new TopicPartition(_topic, (int)(_sent++ % _partitions)), new Message<Null, string> { Value = line });

    // A linear congruential generator (Knuth's MMIX): the gaps are the same in every run, on every platform.
    private sealed class ExponentialGaps(double rate)
    {
        private ulong _state = 1;

        public TimeSpan Next()
        {
            _state = _state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407;
            var uniform = ((_state >> 11) + 0.5) / (1UL << 53);
            return TimeSpan.FromSeconds(-Math.Log(uniform) / rate);
        }
    }
}
