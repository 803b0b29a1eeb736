using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace StreamNer.Load;

/// <summary>
/// The independent witness: a plain <c>read_committed</c> consumer without a group's help, which reads both output topics and knows a record's
/// source by its key (<c>partition:offset</c>, written by the producer of this program).
/// </summary>
internal sealed class Reader : IDisposable
{
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly Stopwatch _clock;

    public Reader(string bootstrap, int partitions, Stopwatch clock)
    {
        _clock = clock;
        _consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig
        {
            BootstrapServers = bootstrap,
            GroupId = "witness",
            IsolationLevel = IsolationLevel.ReadCommitted,
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            FetchWaitMaxMs = 50,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        _consumer.Assign(
            from topic in new[] { "enriched", "raw.dlq" }
            from partition in Enumerable.Range(0, partitions)
            select new TopicPartitionOffset(topic, partition, Offset.Beginning));
    }

    public long Enriched { get; private set; }

    public long DeadLetters { get; private set; }

    public long Tombstones { get; private set; }

    /// <summary>Hands on what arrives within <paramref name="span"/>.</summary>
    public void Drain(TimeSpan span, OutputLedger ledger)
    {
        var until = _clock.Elapsed + span;
        while (_clock.Elapsed < until)
        {
            ConsumeResult<byte[], byte[]>? record;
            try { record = _consumer.Consume(TimeSpan.FromMilliseconds(50)); }
            catch (ConsumeException error) when (!error.Error.IsFatal) { continue; }
            if (record?.Message is null) continue;
            if (record.Topic == "raw.dlq") DeadLetters++;
            else if (record.Message.Value is null) Tombstones++;
            else Enriched++;
            var parts = Encoding.UTF8.GetString(record.Message.Key).Split(':');
            ledger.Saw(new Arrival(
                int.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture), record.Topic, _clock.Elapsed));
        }
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }
}
