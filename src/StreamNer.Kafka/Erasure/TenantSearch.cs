using Confluent.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Redriving;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Erasure;

/// <summary>
/// Finds the records of tenants in the topics of a worker. An input's record names its tenant; a dead letter holds such a record; an enriched record
/// names its source, and where that is gone, a tag encrypted under a tenant's keys tells. It joins no group and commits nothing. It holds a bit or
/// two for each record, and none of their content.
/// </summary>
/// <param name="options">Brokers and security.</param>
/// <param name="tenants">Who is looked for.</param>
/// <param name="decode">Bytes to a document with its tenant.</param>
/// <param name="seal">Opens sealed letters.</param>
/// <param name="ownerOf">Whose encrypted tags a text holds; null where none of <paramref name="tenants"/> owns one.</param>
internal sealed class TenantSearch(
    KafkaOptions options, IReadOnlyList<string> tenants, RecordDecoder decode, DeadLetterSeal seal, Func<string, string?> ownerOf)
{
    private readonly SourceBitmap _seen = new();
    private readonly Dictionary<string, SourceBitmap> _sources =
        tenants.ToDictionary(tenant => tenant, _ => new SourceBitmap(), StringComparer.Ordinal);

    /// <summary>Reads all topics to the ends that they have.</summary>
    /// <param name="inputs">Topics read by the workers.</param>
    /// <param name="outputs">Topics of enriched records.</param>
    /// <param name="progress">Told of each topic before it is read.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="Comparing.ComparisonException">A value of an output is no enriched record.</exception>
    /// <exception cref="KafkaFatalException">A topic is not there, or may not be read.</exception>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public TenantHoldings Run(IEnumerable<string> inputs, IEnumerable<string> outputs, Action<string> progress, CancellationToken cancel)
    {
        var found = new TenantHoldings();
        foreach (var topic in inputs)
        {
            progress(topic);
            Inputs(topic, found, cancel);
        }

        progress(options.DeadLetter);
        Letters(found, cancel);
        foreach (var topic in outputs)
        {
            progress(topic);
            Outputs(topic, found, cancel);
        }

        return found;
    }

    private void Inputs(string topic, TenantHoldings found, CancellationToken cancel)
    {
        foreach (var read in TopicReader.Read(options, topic, cancel))
        {
            var (partition, offset) = (read.Partition.Value, read.Offset.Value);
            var owner = Wanted(decode.Decode(read).Tenant);
            _seen.Add(topic, partition, offset);
            if (owner is not null) _sources[owner].Add(topic, partition, offset);
            found.Add(HoldingKind.Input, topic, partition, offset, owner);
        }
    }

    private void Letters(TenantHoldings found, CancellationToken cancel)
    {
        foreach (var (at, letter) in DeadLetterReader.Read(options, seal, cancel))
        {
            var named = letter.Unopened is null && !letter.Lacks("value")
                ? decode(letter.Source, letter.Key, letter.Value, letter.Headers, 0, 0).Tenant
                : null;
            var owner = named is null ? OwnerOfSource(letter.Source) : Wanted(named);
            var unknown = named is null && owner is null && !IsSeen(letter.Source);

            // Its record may have an output by now, and be gone from the input.
            if (owner is not null && letter.Source is { } source) _sources[owner].Add(source.Topic, source.Partition, source.Offset);
            found.Add(HoldingKind.DeadLetter, at.Topic, at.Partition.Value, at.Offset.Value, owner, unknown);
        }
    }

    private void Outputs(string topic, TenantHoldings found, CancellationToken cancel)
    {
        foreach (var read in TopicReader.Read(options, topic, cancel))
        {
            string? owner = null;
            var unknown = false;
            if (read.Message.Value is { } value)
            {
                var place = EnrichedTopic.Place(read, value);
                var source = new SourcePosition(place.Topic, place.Partition, place.Offset, -1);
                owner = OwnerOfSource(source);
                if (owner is null && !IsSeen(source))
                {
                    owner = ownerOf(EnrichedValue.Read(value).Made?.Text ?? "");
                    unknown = owner is null;
                }
            }

            found.Add(HoldingKind.Output, topic, read.Partition.Value, read.Offset.Value, owner, unknown);
        }
    }

    private string? Wanted(string? tenant) => tenant is not null && _sources.ContainsKey(tenant) ? tenant : null;

    private bool IsSeen(SourcePosition? source) => source is { } at && _seen.Contains(at.Topic, at.Partition, at.Offset);

    private string? OwnerOfSource(SourcePosition? source)
    {
        if (source is not { } at) return null;
        foreach (var (tenant, sources) in _sources) if (sources.Contains(at.Topic, at.Partition, at.Offset)) return tenant;
        return null;
    }
}
