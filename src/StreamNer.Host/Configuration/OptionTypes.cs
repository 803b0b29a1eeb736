using System.Collections;
using System.Globalization;
using System.Reflection;
using StreamNer.Configuration;
using StreamNer.Pii;

namespace StreamNer.Host.Configuration;

/// <summary>What the binder knows of types: which are records, lists or maps, how a value is read from text and shown.</summary>
internal static class OptionTypes
{
    /// <summary>The property's name in camelCase, or what its <see cref="SectionAttribute"/> says.</summary>
    public static string KeyOf(PropertyInfo property) =>
        property.GetCustomAttribute<SectionAttribute>()?.Name ?? SettingRanges.KeyOf(property);

    /// <summary>Public properties that can be set, in order of declaration.</summary>
    public static IEnumerable<PropertyInfo> Settable(Type type) => StreamNerOptions.Sections(type);

    /// <summary>True for a class of options (not text, list or map).</summary>
    public static bool IsRecord(Type type) =>
        type.IsClass && type != typeof(string) && type != typeof(Uri) && ListElement(type) is null && MapElement(type) is null;

    /// <summary>An instance with all defaults.</summary>
    public static object Create(Type type)
    {
        if (type.GetConstructor(Type.EmptyTypes) is not null) return Activator.CreateInstance(type)!;
        var constructor = type.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => parameter.HasDefaultValue
            ? parameter.DefaultValue : DefaultOf(parameter.ParameterType))]);
    }

    /// <summary>The value of an item that is not set: empty text, zero, or null.</summary>
    public static object? DefaultOf(Type type) =>
        type == typeof(string) ? "" : type.IsValueType ? Activator.CreateInstance(type) : null;

    /// <summary>T of a list or array of T; null for other types.</summary>
    public static Type? ListElement(Type type)
    {
        if (type.IsArray) return type.GetElementType();
        if (!type.IsGenericType || type.GetGenericArguments().Length != 1) return null;
        var element = type.GetGenericArguments()[0];
        return type.IsAssignableFrom(typeof(List<>).MakeGenericType(element)) ? element : null;
    }

    /// <summary>T of a map from text to T; null for other types.</summary>
    public static Type? MapElement(Type type)
    {
        if (!type.IsGenericType || type.GetGenericArguments() is not [var key, var element] || key != typeof(string)) return null;
        return type.IsAssignableFrom(typeof(Dictionary<,>).MakeGenericType(key, element)) ? element : null;
    }

    /// <summary>What a value of this type is, in words.</summary>
    public static string Describe(Type type)
    {
        if (ListElement(type) is { } element) return $"list of {Describe(element)}";
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsEnum) return string.Join(", ", NamesOf(plain));
        if (plain == typeof(bool)) return "true, false";
        if (plain == typeof(TimeSpan)) return "time";
        if (plain == typeof(Uri)) return "URL";
        if (plain == typeof(string)) return "text";
        return plain == typeof(int) || plain == typeof(long) ? "whole number" : "number";
    }

    /// <summary>The names of an enum's values, as settings write them.</summary>
    public static IEnumerable<string> NamesOf(Type type) => Enum.GetValues(type).Cast<Enum>().Select(NameOf);

    /// <summary>Reads a value; <paramref name="expected"/> completes "must be …" when it cannot.</summary>
    public static bool TryParse(Type type, string text, out object? value, out string expected)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var culture = CultureInfo.InvariantCulture;
        value = null;
        expected = "text";
        if (plain != type && text.Length == 0) return true;
        if (plain.IsEnum) return TryParseEnum(plain, text, out value, out expected);
        (value, expected) = plain switch
        {
            _ when plain == typeof(string) => ((object?)text, "text"),
            _ when plain == typeof(int) => (int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var i) ? i : null, "a whole number"),
            _ when plain == typeof(long) => (long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var l) ? l : null, "a whole number"),
            _ when plain == typeof(double) =>
                (double.TryParse(text, NumberStyles.Float, culture, out var d) && double.IsFinite(d) ? d : null, "a number"),
            _ when plain == typeof(float) =>
                (float.TryParse(text, NumberStyles.Float, culture, out var f) && float.IsFinite(f) ? f : null, "a number"),
            _ when plain == typeof(bool) => (bool.TryParse(text, out var b) ? b : null, "true or false"),
            _ when plain == typeof(TimeSpan) => (TryParseTime(text, out var t) ? t : null, "a time such as 250ms, 5s or 00:01:30"),
            _ when plain == typeof(Uri) => (Uri.TryCreate(text, UriKind.Absolute, out var u) ? u : null, "an absolute URL"),
            _ => throw new InvalidOperationException($"no setting can have the type {plain}"),
        };
        return value is not null;
    }

    /// <summary>A value as it would be written in a setting.</summary>
    public static string Format(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        Enum named => NameOf(named),
        IEnumerable items => string.Join(',', items.Cast<object?>().Select(Format)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static bool TryParseTime(string text, out TimeSpan time)
    {
        var (digits, unit) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], 1) : text.EndsWith('s') ? (text[..^1], 1000) : ("", 0);
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || amount > int.MaxValue)
            return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out time) && text.Contains(':', StringComparison.Ordinal);
        time = TimeSpan.FromMilliseconds(amount * unit);
        return true;
    }

    private static bool TryParseEnum(Type type, string text, out object? value, out string expected)
    {
        var names = Enum.GetNames(type);
        expected = "one of " + string.Join(", ", NamesOf(type));
        var wanted = text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        var name = names.FirstOrDefault(candidate => candidate.Equals(wanted, StringComparison.OrdinalIgnoreCase));
        value = name is null ? null : Enum.Parse(type, name);
        return name is not null;
    }

    // Actions have the names that stand in records.
    private static string NameOf(Enum value) => value is PiiAction action ? action.Name() : Kebab(value.ToString());

    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) =>
            i > 0 && char.IsAsciiLetterUpper(c) ? "-" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
