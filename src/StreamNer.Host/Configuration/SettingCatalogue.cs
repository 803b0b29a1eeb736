using System.Reflection;
using StreamNer.Configuration;

namespace StreamNer.Host.Configuration;

/// <summary>A setting as the option records define it.</summary>
/// <param name="Key">Its key; <c>*</c> stands for a name of the user's own or an item's number.</param>
/// <param name="Type">What a value is, in words.</param>
/// <param name="Default">What holds while it is not set; empty where it must be set.</param>
/// <param name="Attribute">Meaning and bounds.</param>
internal sealed record SettingInfo(string Key, string Type, string Default, SettingAttribute Attribute)
{
    /// <summary>Whether <paramref name="key"/> is this setting, or one of those that a <c>*</c> stands for.</summary>
    public bool Covers(string key)
    {
        if (!Key.Contains('*', StringComparison.Ordinal)) return Key.Equals(key, StringComparison.OrdinalIgnoreCase);
        var (own, other) = (Key.Split(':'), key.Split(':'));
        if (own.Length != other.Length) return false;
        for (var i = 0; i < own.Length; i++)
        {
            if (own[i] != "*" && !own[i].Equals(other[i], StringComparison.OrdinalIgnoreCase)) return false;
        }

        return true;
    }
}

/// <summary>Every setting there is, in the records' order, from the records themselves.</summary>
internal static class SettingCatalogue
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<SettingInfo> All { get; } = [.. Of(typeof(Settings), "")];

    /// <summary>The setting that <paramref name="key"/> is one of; null when there is none.</summary>
    public static SettingInfo? Find(string key) => All.FirstOrDefault(info => info.Covers(key));

    /// <summary>The meaning of a property.</summary>
    /// <exception cref="InvalidOperationException">It has no <see cref="SettingAttribute"/>; a test walks all of them.</exception>
    public static SettingAttribute AttributeOf(PropertyInfo property) => property.GetCustomAttribute<SettingAttribute>()
        ?? throw new InvalidOperationException($"{property.DeclaringType!.Name}.{property.Name} says nothing of its meaning: give it a [Setting]");

    private static IEnumerable<SettingInfo> Of(Type type, string prefix)
    {
        var instance = OptionTypes.Create(type);
        foreach (var property in OptionTypes.Settable(type))
        {
            var key = prefix + OptionTypes.KeyOf(property);
            foreach (var info in Of(property.PropertyType, key, property.GetValue(instance), AttributeOf(property))) yield return info;
        }
    }

    private static IEnumerable<SettingInfo> Of(Type type, string key, object? fallback, SettingAttribute attribute)
    {
        if (OptionTypes.MapElement(type) is { } mapped) return Of(mapped, key + ":*", null, attribute);
        if (OptionTypes.ListElement(type) is { } item && OptionTypes.IsRecord(item)) return Of(item, key + ":*:");
        if (OptionTypes.IsRecord(type)) return Of(type, key + ":");
        var text = key.EndsWith('*') ? "" : OptionTypes.Format(fallback);
        return [new SettingInfo(key, OptionTypes.Describe(type), text.Length > 0 ? text : attribute.Required ? "" : attribute.Unset, attribute)];
    }
}
