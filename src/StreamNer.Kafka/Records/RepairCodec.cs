using System.Buffers;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Records;

/// <summary>
/// Records that name a record made without the model, so that it can be read again: key <c>topic-partition</c> (never the source's own key, which may
/// be personal data), value one line of JSON: <c>{"topic","partition","offset","timestampMs","reason","snapshot"}</c>. Their time is that of
/// writing, since with the source's retention could delete them at once. Thread-safe.
/// </summary>
internal static class RepairCodec
{
    /// <summary>No repair record is larger, in bytes: a topic's name has at most 249, and it stands in it twice.</summary>
    public const long LargestRecord = 2_048;

    /// <summary>The record for what stood at <paramref name="at"/> and was made for <paramref name="reason"/> under
    /// <paramref name="snapshot"/>.</summary>
    public static Message<byte[]?, byte[]?> Encode(SourcePosition at, string reason, string snapshot)
    {
        var value = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(value))
        {
            json.WriteStartObject();
            json.WriteString("topic"u8, at.Topic);
            json.WriteNumber("partition"u8, at.Partition);
            json.WriteNumber("offset"u8, at.Offset);
            json.WriteNumber("timestampMs"u8, at.TimestampMs);
            json.WriteString("reason"u8, reason);
            json.WriteString("snapshot"u8, snapshot);
            json.WriteEndObject();
        }

        return new()
        {
            Key = Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{at.Topic}-{at.Partition}")),
            Value = value.WrittenSpan.ToArray()
        };
    }

    /// <summary>What a repair record names; null where it is none.</summary>
    public static (SourcePosition At, string Snapshot)? Decode(byte[]? value)
    {
        if (value is null) return null;
        try
        {
            using var json = JsonDocument.Parse(value);
            var root = json.RootElement;
            return root.GetProperty("topic"u8).GetString() is { } topic && root.GetProperty("snapshot"u8).GetString() is { } snapshot
                ? (new SourcePosition(topic, root.GetProperty("partition"u8).GetInt32(), root.GetProperty("offset"u8).GetInt64(),
                    root.GetProperty("timestampMs"u8).GetInt64()), snapshot)
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
