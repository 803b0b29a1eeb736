using System.Text.Json;
using Google.Protobuf;
using StreamNer.Comparing;

namespace StreamNer.Kafka.Records;

/// <summary>
/// Reads enriched values back in each form in which they are written: JSON, bare Protobuf, Protobuf in the Confluent wire format. The first byte
/// tells which, since a bare message begins with a field of its own.
/// </summary>
internal static class EnrichedValue
{
    /// <summary>Where the source of a value stands; null where it names none.</summary>
    /// <exception cref="FormatException">It is not an enriched record.</exception>
    public static RecordPlace? PlaceOf(byte[] value)
    {
        try
        {
            if (IsJson(value)) return EnrichmentJsonReader.PlaceOf(value);
            var message = new CodedInputStream(value, Start(value), value.Length - Start(value));
            for (var tag = message.ReadTag(); tag != 0; tag = message.ReadTag())
            {
                if (tag != WireFormat.MakeTag(V1.EnrichedText.SourceFieldNumber, WireFormat.WireType.LengthDelimited))
                {
                    message.SkipLastField();
                    continue;
                }

                var source = new V1.Source();
                message.ReadMessage(source);
                return new RecordPlace(source.Topic, source.Partition, source.Offset);
            }

            return null;
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or JsonException)
        {
            throw new FormatException("no enriched record", e);
        }
    }

    /// <summary>What a value says.</summary>
    /// <exception cref="FormatException">It is not an enriched record.</exception>
    public static ComparedValue Read(ReadOnlyMemory<byte> value)
    {
        try
        {
            if (IsJson(value.Span)) return EnrichmentJsonReader.Read(value);
            return new ComparedValue(EnrichedTexts.To(V1.EnrichedText.Parser.ParseFrom(value.Span[Start(value.Span)..])));
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or JsonException or ArgumentOutOfRangeException)
        {
            throw new FormatException("no enriched record", e);
        }
    }

    private static bool IsJson(ReadOnlySpan<byte> value) => value.Length > 0 && value[0] == '{';

    private static int Start(ReadOnlySpan<byte> value)
    {
        if (value.Length == 0 || value[0] != 0) return 0;
        Span<int> indexes = stackalloc int[ConfluentFrame.MaxIndexes];
        if (!ConfluentFrame.TryRead(value, out _, indexes, out var count, out var message) || count != 1 || indexes[0] != 0)
            throw new FormatException("not in the Confluent wire format, or not the first message of its schema");
        return value.Length - message.Length;
    }
}
