using System.Text.Json;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Records;

/// <summary>
/// Reads the configured fields of a JSON object in one pass, without a tree. The whole value must be one object of valid JSON, at most 64 deep.
/// A field that occurs twice is ambiguous: the text makes the record invalid, the others count as absent. So does an optional field of another type
/// than string (the id: or number); null is absent.
/// </summary>
internal sealed class JsonFields
{
    private const int Text = 0;
    private const int Id = 1;
    private readonly byte[][]?[] _paths;

    public JsonFields(InputOptions options) =>
        _paths =
            [.. new[] { options.JsonField, options.JsonIdField, options.JsonTenantField, options.JsonLanguageField }.Select(p =>
            p.Length == 0 ? null : JsonPath.Parse(p))];

    /// <summary>Reads valid UTF-8. Null when the fields hold the text, else what is wrong.</summary>
    public FailureDetail? Read(ReadOnlySpan<byte> value, out Fields fields)
    {
        fields = default;
        var bom = "\ufeff"u8;
        if (value.StartsWith(bom)) value = value[bom.Length..]; // RFC 8259 section 8.1: may be ignored
        try
        {
            var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = 64 });
            reader.Read();
            var found = new Found();
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            if (isObject) ReadObject(ref reader, 0, 0b1111, found);
            else reader.Skip();
            reader.Read(); // throws where something follows
            if (!isObject) return FailureDetail.JsonNotObject;
            if (found.Count[Text] != 1) return found.Count[Text] == 0 ? FailureDetail.JsonNoField : FailureDetail.JsonRepeatedField;
            if (found.Value[Text] is not { } text) return FailureDetail.JsonWrongType;
            fields = new Fields(text, found.Single(Id), found.Single(2), found.Single(3));
            return null;
        }
        catch (JsonException)
        {
            return FailureDetail.JsonNotJson;
        }
        catch (InvalidOperationException)
        {
            // What Utf8JsonReader throws for an escaped lone surrogate in valid UTF-8.
            return FailureDetail.JsonLoneSurrogate;
        }
    }

    private void ReadObject(ref Utf8JsonReader reader, int level, int active, Found found)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int here = 0, deeper = 0;
            for (var f = 0; f < _paths.Length; f++)
            {
                if ((active >> f & 1) == 0 || _paths[f] is not { } path || !IsNamed(ref reader, path[level])) continue;
                if (path.Length == level + 1) here |= 1 << f;
                else deeper |= 1 << f;
            }

            reader.Read();
            for (var f = 0; f < _paths.Length; f++)
            {
                if ((here >> f & 1) != 0) Take(ref reader, f, found);
            }

            if (deeper != 0 && reader.TokenType == JsonTokenType.StartObject) ReadObject(ref reader, level + 1, deeper, found);
            else reader.Skip();
        }
    }

    private static bool IsNamed(ref Utf8JsonReader reader, byte[] name)
    {
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false; // an escaped lone surrogate: no name of ours has one
        }
    }

    private static void Take(ref Utf8JsonReader reader, int field, Found found)
    {
        found.Count[field]++;
        found.Value[field] = reader.TokenType switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number when field == Id => System.Text.Encoding.ASCII.GetString(reader.ValueSpan),
            _ => null,
        };
    }

    /// <summary>What was found; empty strings for absent fields.</summary>
    public readonly record struct Fields(string Text, string Id, string Tenant, string Language);

    private sealed class Found
    {
        public int[] Count { get; } = new int[4];

        public string?[] Value { get; } = new string?[4];

        public string Single(int field) => Count[field] == 1 ? Value[field] ?? "" : "";
    }
}
