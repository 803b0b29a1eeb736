namespace StreamNer.Host.Configuration;

/// <summary>A setting's text and the layer it came from.</summary>
internal readonly record struct SettingText(string Value, string Layer);

/// <summary>Layers of settings; a later layer wins. A list or a map of values is taken whole from the highest layer that has any of it.</summary>
internal sealed class SettingsStack(IReadOnlyList<SettingsLayer> layers)
{
    /// <summary>The value of <paramref name="key"/>, or null.</summary>
    public SettingText? Find(string key)
    {
        for (var i = layers.Count - 1; i >= 0; i--)
        {
            if (layers[i].Values.TryGetValue(key, out var value)) return new SettingText(value, layers[i].Name);
        }

        return null;
    }

    /// <summary>How the layer that <see cref="Find"/> answers from writes keys, where it has names of its own for them; else null.</summary>
    public Func<string, string>? Written(string key) => layers.LastOrDefault(layer => layer.Values.ContainsKey(key))?.Written;

    /// <summary>All keys of all layers, each once.</summary>
    public IEnumerable<(string Key, SettingText Text)> All() =>
        layers.SelectMany(layer => layer.Values.Keys).Distinct(StringComparer.OrdinalIgnoreCase).Select(key => (key, Find(key)!.Value));

    /// <summary>
    /// The distinct next segments below <paramref name="key"/>, in order of number or name.
    /// </summary>
    /// <param name="key">A list's or section's key.</param>
    /// <param name="highestLayerOnly">True for lists: a shorter list in a higher layer replaces a longer one whole.</param>
    public IReadOnlyList<string> Children(string key, bool highestLayerOnly)
    {
        var prefix = key + ":";
        var found = new SortedSet<string>(SegmentOrder.Instance);
        for (var i = layers.Count - 1; i >= 0; i--)
        {
            foreach (var name in layers[i].Values.Keys)
            {
                if (!name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) continue;
                var rest = name[prefix.Length..];
                var colon = rest.IndexOf(':', StringComparison.Ordinal);
                found.Add(colon < 0 ? rest : rest[..colon]);
            }

            if (highestLayerOnly && (found.Count > 0 || layers[i].Values.ContainsKey(key))) break;
        }

        return [.. found];
    }

    private sealed class SegmentOrder : IComparer<string>
    {
        public static SegmentOrder Instance { get; } = new();

        public int Compare(string? x, string? y) =>
            int.TryParse(x, out var a) && int.TryParse(y, out var b) ? a.CompareTo(b) : StringComparer.OrdinalIgnoreCase.Compare(x, y);
    }
}
