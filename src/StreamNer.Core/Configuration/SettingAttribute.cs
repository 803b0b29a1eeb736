using System.Globalization;
using System.Reflection;

namespace StreamNer.Configuration;

/// <summary>
/// What a setting means, written once for <c>config show --describe</c>, the JSON Schema, <c>docs/configuration.md</c> and the check of ranges.
/// Its default is the property's own.
/// </summary>
/// <param name="meaning">One or two sentences, for who writes the configuration.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string meaning) : Attribute
{
    /// <summary>One or two sentences.</summary>
    public string Meaning { get; } = meaning;

    /// <summary>Smallest value allowed, in seconds for a time; NaN (the default) for no bounds.</summary>
    public double Least { get; init; } = double.NaN;

    /// <summary>Largest value allowed; set together with <see cref="Least"/>.</summary>
    public double Most { get; init; } = double.NaN;

    /// <summary>Whether 0 is allowed below <see cref="Least"/>: the program chooses.</summary>
    public bool OrZero { get; init; }

    /// <summary>Whether it has no default and must be set.</summary>
    public bool Required { get; init; }

    /// <summary>What holds while it is not set, where the default alone does not say so.</summary>
    public string Unset { get; init; } = "";

    /// <summary>The bounds in words, such as <c>1 to 256</c>; empty where there are none.</summary>
    public string Range => double.IsNaN(Least) ? "" : (OrZero ? "0, or " : "") + $"{Text(Least)} to {Text(Most)}";

    /// <summary>Whether <paramref name="value"/>, a number or a time, is within the bounds; null is.</summary>
    public bool Allows(object? value)
    {
        if (double.IsNaN(Least) || value is null) return true;
        var number = value is TimeSpan time ? time.TotalSeconds : Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return (number >= Least && number <= Most) || (OrZero && number == 0);
    }

    private static string Text(double bound) => bound.ToString("0.###", CultureInfo.InvariantCulture);
}

/// <summary>The check that <see cref="SettingAttribute"/> makes possible.</summary>
internal static class SettingRanges
{
    /// <summary>The key of a property within its section: its name in camelCase.</summary>
    public static string KeyOf(PropertyInfo property) => char.ToLowerInvariant(property.Name[0]) + property.Name[1..];

    /// <summary>Appends a mistake for every setting of <paramref name="options"/> itself (not of its sections) that is out of its range.</summary>
    /// <param name="errors">Receives them.</param>
    /// <param name="section">Key of the section, such as <c>batch</c>.</param>
    /// <param name="options">The section's record.</param>
    public static void CheckRanges(this List<OptionError> errors, string section, object options)
    {
        foreach (var property in options.GetType().GetProperties())
        {
            if (property.GetCustomAttribute<SettingAttribute>() is not { Range.Length: > 0 } setting) continue;
            var value = property.GetValue(options);
            if (setting.Allows(value)) continue;
            var unit = value is TimeSpan ? " seconds" : "";
            errors.Add(new($"{section}:{KeyOf(property)}", $"must be {setting.Range}{unit}, is {Shown(value!)}"));
        }
    }

    private static string Shown(object value) => value is TimeSpan time
        ? time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
