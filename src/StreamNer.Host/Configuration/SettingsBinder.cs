using System.Collections;
using StreamNer.Configuration;

namespace StreamNer.Host.Configuration;

/// <summary>
/// One setting as it holds, for <c>config show</c>. <paramref name="Source"/> is the layer, the profile that sets it (<c>batch:profile stream</c>),
/// or
/// <c>default</c>.
/// </summary>
internal readonly record struct EffectiveSetting(string Key, string Value, string Source)
{
    /// <summary>Whether the user gave it.</summary>
    public bool IsGiven => Source != "default" && !Source.Contains(":profile ", StringComparison.Ordinal);
}

/// <summary>
/// Fills option records from settings, strictly: unknown keys and values that do not parse are errors. A record's properties become keys in
/// camelCase; lists, maps and nested records are followed. Where <c>NAME</c> is a secret, <c>NAMEFile</c> may name a file that holds it.
/// </summary>
internal sealed class SettingsBinder(SettingsStack stack, List<OptionError> errors)
{
    private readonly HashSet<string> _used = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _known = [];
    private readonly List<EffectiveSetting> _effective = [];

    /// <summary>Every setting bound so far, defaults included, in the records' order.</summary>
    public IReadOnlyList<EffectiveSetting> Effective => _effective;

    /// <summary>Binds the whole tree and reports unknown keys.</summary>
    public T BindAll<T>()
    {
        var bound = (T)BindRecord(typeof(T), "");
        foreach (var (key, text) in stack.All())
        {
            if (_used.Contains(key)) continue;
            var written = stack.Written(key);
            errors.Add(new(written?.Invoke(key) ?? key, "unknown setting" + NearMatch.Suggest(key, _known, written) + Where(text)));
        }

        return bound;
    }

    private object BindRecord(Type type, string prefix)
    {
        var instance = OptionTypes.Create(type);
        foreach (var property in OptionTypes.Settable(type))
        {
            var key = prefix + OptionTypes.KeyOf(property);
            var fallback = property.GetValue(instance);
            if (BindValue(property.PropertyType, key, fallback) is { } value && !ReferenceEquals(value, fallback)) property.SetValue(instance, value);
        }

        return instance;
    }

    private object? BindValue(Type type, string key, object? fallback)
    {
        if (OptionTypes.MapElement(type) is { } mapped) return BindMap(mapped, key, fallback);
        if (OptionTypes.ListElement(type) is { } item) return BindList(type, item, key, fallback);
        if (OptionTypes.IsRecord(type)) return BindRecord(type, key + ":");
        _known.Add(key);
        return BindScalar(type, key, fallback);
    }

    private object? BindScalar(Type type, string key, object? fallback)
    {
        if (Lookup(key, type == typeof(string)) is not { } text)
        {
            Show(key, OptionTypes.Format(fallback), "default");
            return fallback;
        }

        Show(key, text.Value, text.Layer);
        if (OptionTypes.TryParse(type, text.Value, out var value, out var expected)) return value;
        errors.Add(new(key, $"must be {expected}, is '{Secrets.Mask(key, text.Value)}'" + Where(text)));
        return fallback;
    }

    private object? BindMap(Type element, string key, object? fallback)
    {
        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), element))!;
        if (fallback is IDictionary defaults)
        {
            foreach (DictionaryEntry entry in defaults) map[entry.Key] = entry.Value;
        }

        foreach (var child in stack.Children(key, highestLayerOnly: false))
        {
            var name = element == typeof(string) ? Secrets.NameWithoutFile(child) : child;
            map[name] = BindValue(element, $"{key}:{name}", OptionTypes.DefaultOf(element));
        }

        return map;
    }

    private object? BindList(Type type, Type element, string key, object? fallback)
    {
        _known.Add(key);
        var children = stack.Children(key, highestLayerOnly: true);
        var whole = stack.Find(key);
        foreach (var stale in stack.Children(key, highestLayerOnly: false).Except(children)) MarkBelow($"{key}:{stale}");
        if (children.Count == 0 && whole is null)
        {
            Show(key, OptionTypes.Format(fallback), "default");
            return fallback;
        }

        var items = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
        foreach (var child in children)
        {
            // A map where a list is due would lose its names: {"acme": true} is no list of acme.
            if (child.Length == 0 || !child.All(char.IsAsciiDigit)) errors.Add(new($"{key}:{child}", $"{key} is a list: items are numbered from 0"));
            items.Add(BindValue(element, $"{key}:{child}", OptionTypes.DefaultOf(element)));
        }

        if (whole is { } text)
        {
            _used.Add(key);
            if (children.Count == 0) AddCommaSeparated(element, key, text, items);
        }

        return type.IsArray ? ToArray(items, element) : items;
    }

    private void AddCommaSeparated(Type element, string key, SettingText text, IList items)
    {
        Show(key, text.Value, text.Layer);
        foreach (var part in text.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (OptionTypes.TryParse(element, part, out var value, out var expected)) items.Add(value);
            else errors.Add(new(key, $"each item must be {expected}, one is '{Secrets.Mask(key, part)}'" + Where(text)));
        }
    }

    private SettingText? Lookup(string key, bool mayBeSecret)
    {
        _used.Add(key);
        if (stack.Find(key) is { } text) return text;
        if (!mayBeSecret || !Secrets.IsSecret(key)) return null;
        foreach (var fileKey in Secrets.FileKeys(key))
        {
            if (stack.Find(fileKey) is not { } path) continue;
            _used.Add(fileKey);
            if (Secrets.Read(path.Value) is { } secret) return new SettingText(secret, "file");
            errors.Add(new(fileKey, $"cannot read the file '{path.Value}'" + Where(path)));
        }

        return null;
    }

    private void Show(string key, string value, string source) => _effective.Add(new(key, Secrets.Mask(key, value), source));

    private void MarkBelow(string key)
    {
        _used.Add(key);
        foreach (var child in stack.Children(key, highestLayerOnly: false)) MarkBelow($"{key}:{child}");
    }

    private static string Where(SettingText text) => $" (from {text.Layer})";

    private static Array ToArray(IList items, Type element)
    {
        var array = Array.CreateInstance(element, items.Count);
        items.CopyTo(array, 0);
        return array;
    }
}
