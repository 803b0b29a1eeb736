using System.Text;
using System.Text.Unicode;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka.Registry;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Records;

/// <summary>
/// Bytes to documents, strictly: invalid UTF-8 is a failure, never U+FFFD; empty text, blanks and U+0000 are text like any other. Whatever the
/// bytes are, the result is a record: a document, a failure, or a tombstone. What fails twice for no reason that is foreseen is a failure
/// <see cref="FailureKind.Internal"/>.
/// </summary>
internal sealed class DocumentCodec
{
    private readonly InputOptions _options;
    private readonly JsonFields _json;
    private readonly SchemaRegistry? _registry;

    /// <summary>With a <paramref name="registry"/>, Protobuf values are in the Confluent wire format; without, bare.</summary>
    public DocumentCodec(InputOptions options, SchemaRegistry? registry = null)
    {
        _options = options;
        _json = new JsonFields(options);
        _registry = registry;
    }

    /// <summary>Decodes one record. <paramref name="arrived"/> is a <see cref="TimeProvider.GetTimestamp"/>.</summary>
    /// <exception cref="SchemaRegistryUnavailableException">
    /// The value names a schema that is not yet known, and the registry did not answer. Nothing is wrong with the record: seek back to it, pause, try
    /// again later.
    /// </exception>
    public InputRecord Decode(
        SourcePosition? position, byte[]? key, byte[]? value, IReadOnlyList<RecordHeader> headers, int epoch = 0, long arrived = 0) =>
        DocumentFault.Contain(
            (Codec: this, Source: new Raw(position, key, value, headers, epoch, arrived)),
            static _ => FailureStage.Decode,
            static at => at.Codec.Decode(at.Source),
            static (at, failure) => at.Source.As(null, failure, null));

    private InputRecord Decode(Raw source)
    {
        if (source.Value is not { } value) return source.As(null, null, TombstoneTenant(source.Headers));
        Failpoint.Reach("decode", value);
        var wrong = Read(value, out var text, out var id, out var tenant, out var language);
        if (_options.TenantHeader.Length > 0) tenant = Tenant(source.Headers);
        if (wrong is { } detail) return source.As(null, Failure.Decoding(detail), tenant);
        return source.As(new Document(text) { Id = id, Tenant = tenant, Language = language, Source = source.Position }, null, tenant);
    }

    /// <summary>The content, or what is wrong with it.</summary>
    private FailureDetail? Read(byte[] value, out string text, out string id, out string tenant, out string language)
    {
        (text, id, tenant, language) = ("", "", "", "");
        switch (_options.Format)
        {
            case InputFormat.Protobuf:
                ReadOnlySpan<byte> message = value;
                if (_registry is not null && Unframe(_registry, value, out message) is { } unframed) return unframed;
                return RawTextReader.Read(message, out text, out id, out tenant, out language);
            case InputFormat.Json:
                if (!Utf8.IsValid(value)) return FailureDetail.Utf8;
                if (_json.Read(value, out var fields) is { } unread) return unread;
                (text, id, tenant, language) = fields;
                return null;
            default:
                if (!Utf8.IsValid(value)) return FailureDetail.Utf8;
                text = Encoding.UTF8.GetString(value);
                return null;
        }
    }

    private static FailureDetail? Unframe(SchemaRegistry registry, byte[] value, out ReadOnlySpan<byte> message)
    {
        Span<int> indexes = stackalloc int[ConfluentFrame.MaxIndexes];
        if (!ConfluentFrame.TryRead(value, out var schemaId, indexes, out var count, out message)) return FailureDetail.ProtobufFrame;
        return registry.Schema(schemaId) is { } schema && schema.MessageAt(indexes[..count]) == V1.RawText.Descriptor.FullName
            ? null
            : FailureDetail.ProtobufSchema;
    }

    // What a null value cannot tell: Protobuf has a field for the tenant, JSON when one is configured.
    private string? TombstoneTenant(IReadOnlyList<RecordHeader> headers)
    {
        if (_options.TenantHeader.Length > 0) return Tenant(headers);
        return _options.Format == InputFormat.Protobuf || (_options.Format == InputFormat.Json && _options.JsonTenantField.Length > 0) ? null : "";
    }

    private string Tenant(IReadOnlyList<RecordHeader> headers)
    {
        byte[]? found = null;
        var count = 0;
        foreach (var header in headers)
        {
            if (header.Key != _options.TenantHeader) continue;
            count++;
            found = header.Value;
        }

        return count == 1 && found is not null && Utf8.IsValid(found) ? Encoding.UTF8.GetString(found) : "";
    }

    /// <summary>A record before it is decoded.</summary>
    private readonly record struct Raw(
        SourcePosition? Position, byte[]? Key, byte[]? Value, IReadOnlyList<RecordHeader> Headers, int Epoch, long Arrived)
    {
        public InputRecord As(Document? document, Failure? failure, string? tenant) => new()
        {
            Document = document,
            Tenant = tenant,
            Failure = failure,
            Position = Position,
            Epoch = Epoch,
            Key = Key,
            Value = Value,
            Headers = Headers,
            Arrived = Arrived,
            Bytes = Size(),
        };

        private int Size()
        {
            var bytes = (Key?.Length ?? 0) + (Value?.Length ?? 0);
            foreach (var header in Headers) bytes += header.Key.Length + (header.Value?.Length ?? 0);
            return bytes;
        }
    }
}
