using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamNer.Host.Logging;

/// <summary>A log entry as one JSON object on one line: time, level, event, category, message, fields, and of an exception type and stack.</summary>
internal static class JsonLine
{
    /// <summary>The line, without its end.</summary>
    public static string Of(
        DateTimeOffset time, string level, string name, string category, string message,
        IEnumerable<KeyValuePair<string, object?>>? fields = null, string? exception = null)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("time", time);
            json.WriteString("level", level);
            json.WriteString("event", name);
            json.WriteString("category", category);
            json.WriteString("message", message);
            if (fields is not null) WriteFields(json, fields);
            if (exception is not null) json.WriteString("exception", exception);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteFields(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        json.WriteStartObject("fields");
        foreach (var (name, value) in fields)
        {
            if (name == "{OriginalFormat}") continue;
            switch (value)
            {
                case null: json.WriteNull(name); break;
                case bool flag: json.WriteBoolean(name, flag); break;
                case int or long or short or byte: json.WriteNumber(name, Convert.ToInt64(value, null)); break;
                case double number when double.IsFinite(number): json.WriteNumber(name, number); break;
                default: json.WriteString(name, Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)); break;
            }
        }

        json.WriteEndObject();
    }
}
