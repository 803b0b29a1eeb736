using System.Buffers;
using System.Text;
using Confluent.Kafka;
using Google.Protobuf;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka.Registry;
using StreamNer.Output;

namespace StreamNer.Kafka.Records;

/// <summary>
/// Enrichments to output records: the key as policy has it, the source's timestamp, allowed headers, and a value whose bytes are a function of the
/// enrichment alone. Thread-safe.
/// </summary>
internal sealed class EnrichmentCodec
{
    /// <summary>The header that names the schema of an unframed Protobuf value.</summary>
    public const string SchemaHeader = "streamner-schema";

    private static readonly byte[] s_schemaName = Encoding.ASCII.GetBytes(V1.EnrichedText.Descriptor.FullName);
    private readonly OutputOptions _options;
    private readonly HeaderAllowList _headers;
    private readonly byte[]? _frame;

    private EnrichmentCodec(OutputOptions options, int? schemaId)
    {
        _options = options;
        _headers = new HeaderAllowList(options.Headers);
        _frame = schemaId is { } id ? ConfluentFrame.Header(id) : null;
    }

    /// <summary>Without a registry: Protobuf values are bare.</summary>
    public static EnrichmentCodec Unframed(OutputOptions options) => new(options, null);

    /// <summary>With a registry: asks it for the schema's id under the topic's subject, once. JSON needs no schema and asks nothing.</summary>
    /// <exception cref="SchemaRegistryException">Refused; the message says what to change.</exception>
    /// <exception cref="SchemaRegistryUnavailableException">No usable answer.</exception>
    public static async Task<EnrichmentCodec> Registered(OutputOptions options, SchemaRegistry? registry, string topic, CancellationToken cancel)
    {
        if (registry is null || options.Format == OutputFormat.Json) return Unframed(options);
        return new(options, await registry.Id(SchemaRegistry.ValueSubject(topic), V1.EnrichedText.Descriptor.File, cancel));
    }

    /// <summary>The record for an enrichment of <paramref name="input"/> under <paramref name="key"/>, which a policy may have changed.</summary>
    public Message<byte[]?, byte[]?> Encode(InputRecord input, Enrichment enrichment, byte[]? key)
    {
        Failpoint.Reach("encode", enrichment.Document.Text);
        var headers = _headers.Copy(input.Headers);
        byte[] value;
        if (_options.Format == OutputFormat.Json)
        {
            var json = new ArrayBufferWriter<byte>(512 + (2 * enrichment.Text.Length));
            EnrichmentJson.Write(enrichment, json);
            value = json.WrittenSpan.ToArray();
        }
        else
        {
            value = Framed(EnrichedTexts.From(enrichment));
            if (_frame is null) (headers ??= []).Add(SchemaHeader, s_schemaName);
        }

        return Record(input, key, value, headers);
    }

    /// <summary>The record for a tombstone: null value, key, allowed headers.</summary>
    public Message<byte[]?, byte[]?> EncodeTombstone(InputRecord input, byte[]? key) => Record(input, key, null, _headers.Copy(input.Headers));

    private byte[] Framed(V1.EnrichedText message)
    {
        var frame = _frame?.Length ?? 0;
        var value = new byte[frame + message.CalculateSize()];
        _frame?.CopyTo(value, 0);
        message.WriteTo(value.AsSpan(frame));
        return value;
    }

    private static Message<byte[]?, byte[]?> Record(InputRecord input, byte[]? key, byte[]? value, Headers? headers) => new()
    {
        Key = key,
        Value = value,
        Headers = headers,
        Timestamp = input.Position is { TimestampMs: >= 0 and var at } ? new Timestamp(at, TimestampType.CreateTime) : Timestamp.Default,
    };
}
