using System.Globalization;
using System.Text;
using Confluent.Kafka;
using StreamNer.Chaos.Load;

namespace StreamNer.Chaos.Checking;

/// <summary>
/// Reads the input and both output topics with a plain <c>read_committed</c> consumer without a group's help, and turns records into evidence. One
/// thread polls; <see cref="Position"/> may be asked by another.
/// </summary>
internal sealed class Witness : IDisposable
{
    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly Dictionary<TopicPartition, long> _positions = [];
    private readonly Lock _lock = new();
    private readonly bool _framed;

    /// <summary>Reads all three topics from their beginnings. <paramref name="framed"/>: output values carry a schema registry's frame.</summary>
    public Witness(string bootstrap, int partitions, bool framed)
    {
        _framed = framed;
        _consumer = PlainConsumer.Create(bootstrap);
        Add(0, partitions);
    }

    /// <summary>Reads the partitions from <paramref name="first"/> up to <paramref name="count"/> too.</summary>
    public void Add(int first, int count) => _consumer.IncrementalAssign(
        from topic in (string[])[Names.Input, Names.Output, Names.DeadLetter]
        from partition in Enumerable.Range(first, count - first)
        select new TopicPartitionOffset(topic, partition, Offset.Beginning));

    /// <summary>The next offset that will be read: everything visible below it has been handed on.</summary>
    public long Position(TopicPartition at)
    {
        lock (_lock) return _positions.GetValueOrDefault(at);
    }

    /// <summary>Hands on the next record, if one comes within <paramref name="wait"/>.</summary>
    public void Poll(TimeSpan wait, Action<Sent> sent, Action<Arrival> arrived)
    {
        ConsumeResult<byte[]?, byte[]?>? record;
        try
        {
            record = _consumer.Consume(wait);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            return;
        }

        if (record is null) return;
        if (!record.IsPartitionEOF)
        {
            if (record.Topic == Names.Input) sent(Input(record));
            else arrived(Output(record));
        }

        // After the hand-over, so that what is below the position is known.
        lock (_lock) _positions[record.TopicPartition] = record.IsPartitionEOF ? record.Offset.Value : record.Offset.Value + 1;
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private Sent Input(ConsumeResult<byte[]?, byte[]?> record)
    {
        var kind = Enum.Parse<RecordKind>(Header(record, RecordKinds.Header));
        return new Sent(new SourceAt(record.Partition.Value, record.Offset.Value), kind, ContentHash.Of(record.Message.Value),
            kind == RecordKind.Tombstone ? Key(record) : null);
    }

    private Arrival Output(ConsumeResult<byte[]?, byte[]?> record)
    {
        var arrival = new Arrival(record.Topic, record.Partition.Value, record.Offset.Value, Ending.Tombstone, null, null, null, "",
            TimeProvider.System.GetUtcNow());
        if (record.Topic == Names.DeadLetter)
        {
            return arrival with
            {
                Ending = Ending.DeadLetter,
                Source = new SourceAt((int)Number(record, "streamner.dlq.partition"), Number(record, "streamner.dlq.offset")),
                Reason = Header(record, "streamner.dlq.reason"),
                Content = record.Message.Value is { } value ? ContentHash.Of(value) : null,
            };
        }

        if (record.Message.Value is not { } bytes) return arrival with { Key = Key(record) };
        var text = V1.EnrichedText.Parser.ParseFrom(_framed ? Unframed(bytes) : bytes);
        return arrival with
        {
            Ending = Ending.Enriched,
            Source = new SourceAt(text.Source.Partition, text.Source.Offset),
            Content = ContentHash.Of(Encoding.UTF8.GetBytes(text.Text)),
        };
    }

    // Magic byte, four bytes of id, and the index of the file's first message, which is one zero byte.
    private static byte[] Unframed(byte[] value) => value[6..];

    private static string Key(ConsumeResult<byte[]?, byte[]?> record) => Encoding.ASCII.GetString(record.Message.Key ?? []);

    private static string Header(ConsumeResult<byte[]?, byte[]?> record, string name) =>
        record.Message.Headers is { } headers && headers.TryGetLastBytes(name, out var value) ? Encoding.ASCII.GetString(value) : "";

    private static long Number(ConsumeResult<byte[]?, byte[]?> record, string name) =>
        long.TryParse(Header(record, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
