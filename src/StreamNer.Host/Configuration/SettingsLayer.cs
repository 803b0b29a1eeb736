using System.Text.Json;
using StreamNer.Configuration;

namespace StreamNer.Host.Configuration;

/// <summary>
/// Settings of one origin: keys such as <c>batch:documents</c> (case does not matter; list items end in <c>:0</c>, <c>:1</c>, …) and their values as
/// text.
/// </summary>
/// <param name="Name">What errors call it, such as <c>appsettings.json</c> or <c>environment</c>.</param>
/// <param name="Values">Text by key.</param>
internal sealed record SettingsLayer(string Name, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Sections of ASP.NET that a file may have beside ours. They are not read.</summary>
    public static readonly IReadOnlyList<string> OthersSections = ["Logging", "AllowedHosts", "Kestrel", "Urls"];

    /// <summary>The original name of a key that was derived from it, for messages; null where the key itself was written.</summary>
    public Func<string, string>? Written { get; init; }

    /// <summary>
    /// A JSON file. Comments and trailing commas are allowed; nulls leave a setting at its default.
    /// </summary>
    /// <returns>Null, with an entry in <paramref name="errors"/>, when it cannot be read.</returns>
    public static SettingsLayer? FromJson(string path, List<OptionError> errors)
    {
        var name = Path.GetFileName(path);
        try
        {
            using var json = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var values = NewValues();
            if (json.RootElement.ValueKind != JsonValueKind.Object) errors.Add(new(name, "must hold a JSON object"));
            else Flatten("", json.RootElement, values, name, errors);
            foreach (var key in values.Keys.Where(IsOthers).ToList()) values.Remove(key);
            return new SettingsLayer(name, values);
        }
        catch (JsonException e)
        {
            errors.Add(new(name, $"is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine})"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new(path, FileFault.OfFile(path, e)));
        }

        return null;
    }

    /// <summary>
    /// The variables that <see cref="EnvironmentNames"/> knows as settings.
    /// </summary>
    public static SettingsLayer FromEnvironment(IEnumerable<KeyValuePair<string, string>> variables)
    {
        var values = NewValues();
        foreach (var (name, value) in variables)
        {
            if (!name.StartsWith(EnvironmentNames.Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            values[EnvironmentNames.KeyOf(name)] = value;
        }

        return new SettingsLayer("environment", values) { Written = EnvironmentNames.Of };
    }

    /// <summary>Settings as <c>KEY=VALUE</c>; a later one wins.</summary>
    public static SettingsLayer FromAssignments(string name, IEnumerable<string> assignments, List<OptionError> errors)
    {
        var values = NewValues();
        foreach (var assignment in assignments)
        {
            var at = assignment.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) errors.Add(new(name, "must look like KEY=VALUE"));
            else values[assignment[..at].Trim()] = assignment[(at + 1)..];
        }

        return new SettingsLayer(name, values);
    }

    // The name that editors look for is no setting either.
    private static bool IsOthers(string key) =>
        key == "$schema" || OthersSections.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase);

    private static void Flatten(string key, JsonElement element, Dictionary<string, string> into, string layer, List<OptionError> errors)
    {
        var prefix = key.Length == 0 ? "" : key + ":";
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
                foreach (var property in element.EnumerateObject())
                {
                    // Keys do not differ by case: of two, one would be lost without a word, and with it perhaps a topic's policy.
                    if (!names.Add(property.Name))
                        errors.Add(new(prefix + property.Name, $"appears more than once in {layer} (case does not matter)"));
                    Flatten(prefix + property.Name, property.Value, into, layer, errors);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray()) Flatten(prefix + index++, item, into, layer, errors);
                break;
            case JsonValueKind.Null:
                break;
            case JsonValueKind.True:
            case JsonValueKind.False:
                into[key] = element.GetBoolean() ? "true" : "false";
                break;
            default:
                into[key] = element.ToString();
                break;
        }
    }

    private static Dictionary<string, string> NewValues() => new(StringComparer.OrdinalIgnoreCase);
}
