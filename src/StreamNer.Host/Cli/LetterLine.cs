using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Confluent.Kafka;
using StreamNer.Kafka.Records;

namespace StreamNer.Host.Cli;

/// <summary>A dead letter as JSON.</summary>
internal static class LetterLine
{
    /// <summary>One object with its line break. Bytes that are no UTF-8 stand as base64 in a field whose name says so.</summary>
    public static byte[] Of(TopicPartitionOffset at, DeadLetter letter, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = indented }))
        {
            json.WriteStartObject();
            json.WriteNumber("partition", at.Partition.Value);
            json.WriteNumber("offset", at.Offset.Value);
            json.WriteStartObject("dlq");
            foreach (var (name, value) in letter.Why) json.WriteString(name, value);
            json.WriteEndObject();
            if (letter.Unopened is { } version) json.WriteString("unopened", $"sealed under key version {version}");
            else WriteContent(json, letter);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteContent(Utf8JsonWriter json, DeadLetter letter)
    {
        WriteBytes(json, "key", letter.Key);
        WriteBytes(json, "value", letter.Value);
        json.WriteStartArray("headers");
        foreach (var header in letter.Headers)
        {
            json.WriteStartObject();
            json.WriteString("name", header.Key);
            WriteBytes(json, "value", header.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteBytes(Utf8JsonWriter json, string name, byte[]? bytes)
    {
        if (bytes is null) json.WriteNull(name);
        else if (Utf8.IsValid(bytes)) json.WriteString(name, Encoding.UTF8.GetString(bytes));
        else json.WriteBase64String(name + "Base64", bytes);
    }
}
