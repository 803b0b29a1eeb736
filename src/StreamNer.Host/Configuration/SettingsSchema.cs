using System.Text.Json.Nodes;
using StreamNer.Configuration;

namespace StreamNer.Host.Configuration;

/// <summary>
/// The JSON Schema (draft 2020-12) of a settings file, for editors and checks in CI. It is as strict as the binder on names and stricter on
/// spelling: keys in camelCase, numbers and booleans not in quotes.
/// </summary>
internal static class SettingsSchema
{
    private const string Time = @"^([0-9]+(\.[0-9]+)?(ms|s)|([0-9]+\.)?[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?)$";

    /// <summary>The whole schema.</summary>
    public static JsonObject Create()
    {
        var root = Record(typeof(Settings));
        var properties = root["properties"]!.AsObject();
        properties.Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        foreach (var section in SettingsLayer.OthersSections) properties[section] = new JsonObject { ["description"] = "ASP.NET's own; not read." };
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "StreamNer settings",
        };
        foreach (var (name, value) in root) schema[name] = value!.DeepClone();
        return schema;
    }

    private static JsonObject Record(Type type)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var property in OptionTypes.Settable(type))
        {
            var key = OptionTypes.KeyOf(property);
            var attribute = SettingCatalogue.AttributeOf(property);
            var schema = Value(property.PropertyType, attribute);
            // Two records may share a section: the first describes it.
            if (properties[key] is JsonObject shared)
            {
                foreach (var (name, part) in schema["properties"]!.AsObject()) shared["properties"]![name] = part!.DeepClone();
                continue;
            }

            schema.Insert(0, "description", Description(attribute));
            properties[key] = schema;
            if (Secrets.IsSecret(key))
                properties[key + "File"] = new JsonObject { ["description"] = $"A file that holds the {key}.", ["type"] = "string" };
            // Settings come from several places, so a section of one file may be incomplete; an item of a list is whole.
            if (attribute.Required && !typeof(IValidatedOptions).IsAssignableFrom(type)) required.Add(key);
        }

        var result = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (required.Count > 0) result["required"] = required;
        return result;
    }

    private static JsonObject Value(Type type, SettingAttribute attribute)
    {
        if (OptionTypes.MapElement(type) is { } mapped)
            return new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(mapped, attribute) };
        if (OptionTypes.ListElement(type) is { } item)
        {
            var array = new JsonObject { ["type"] = "array", ["items"] = Value(item, attribute) };
            return OptionTypes.IsRecord(item) ? array : new JsonObject { ["anyOf"] = new JsonArray(array, new JsonObject { ["type"] = "string" }) };
        }

        if (OptionTypes.IsRecord(type)) return Record(type);
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsEnum) return new JsonObject { ["enum"] = new JsonArray([.. OptionTypes.NamesOf(plain).Select(name => JsonValue.Create(name))]) };
        if (plain == typeof(bool)) return new JsonObject { ["type"] = "boolean" };
        if (plain == typeof(TimeSpan)) return new JsonObject { ["type"] = "string", ["pattern"] = Time };
        if (plain == typeof(Uri)) return new JsonObject { ["type"] = "string", ["format"] = "uri" };
        return plain == typeof(string) ? new JsonObject { ["type"] = "string" } : Number(plain, attribute);
    }

    private static JsonObject Number(Type type, SettingAttribute attribute)
    {
        var number = new JsonObject { ["type"] = type == typeof(int) || type == typeof(long) ? "integer" : "number" };
        if (attribute.Range.Length == 0) return number;
        number["minimum"] = Bound(attribute.OrZero ? 0 : attribute.Least);
        number["maximum"] = Bound(attribute.Most);
        return number;
    }

    private static JsonValue Bound(double bound) => bound == Math.Truncate(bound) ? JsonValue.Create((long)bound) : JsonValue.Create(bound);

    private static string Description(SettingAttribute attribute)
    {
        var range = attribute.Range.Length > 0 ? $" {char.ToUpperInvariant(attribute.Range[0])}{attribute.Range[1..]}." : "";
        return attribute.Meaning + range + (attribute.Unset.Length > 0 ? $" Not set: {attribute.Unset}." : "");
    }
}
