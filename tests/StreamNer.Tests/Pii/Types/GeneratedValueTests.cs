using StreamNer.Pii;

namespace StreamNer.Tests.Pii.Types;

/// <summary>1,000 valid values a type must be found, 1,000 hard negatives must not; fixed seeds.</summary>
public sealed class GeneratedValueTests
{
    private const int Count = 1_000;
    private static readonly PiiScanner s_scanner = new();
    private static readonly string[] s_frames =
        ["Please note {0} for the file", "{0}", "it was {0}, he said", "\"{0}\"", "so: {0}.\nThanks", "(see {0})"];

    public static TheoryData<string> Types => [.. PiiTypes.All.Where(t => t.Detectors.Count > 0).Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Valid_values_are_found(string name)
    {
        var missed = Missed(PiiTypes.All.Single(t => t.Name == name));
        Assert.True(missed.Count <= Count / 100, $"{missed.Count} of {Count} missed: {string.Join(" | ", missed.Take(12))}");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Hard_negatives_are_not_found(string name)
    {
        var alarms = Alarms(PiiTypes.All.Single(t => t.Name == name));
        Assert.True(alarms.Count <= Count / 200, $"{alarms.Count} of {Count} false: {string.Join(" | ", alarms.Take(12))}");
    }

    /// <summary>Texts with a valid value that is not found.</summary>
    internal static List<string> Missed(PiiType type)
    {
        var random = new Random(11);
        var missed = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            var value = Positives.Of(type, random);
            var text = InContext(random, type, value);
            var start = text.IndexOf(value, StringComparison.Ordinal);
            var spans = new List<PiiSpan>();
            Assert.True(s_scanner.Scan(text, spans).Complete);
            if (!spans.Exists(s => s.Type == type.Name && s.Start <= start + 1 && s.End >= start + value.Length - 1)) missed.Add(text);
        }

        return missed;
    }

    /// <summary>Hard negatives in which the type is found.</summary>
    internal static List<string> Alarms(PiiType type)
    {
        var contextual = !IsStructural(type);
        var random = new Random(12);
        var alarms = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            var text = Negatives.Make(random, type, contextual, i);
            var spans = new List<PiiSpan>();
            Assert.True(s_scanner.Scan(text, spans).Complete);
            if (spans.Exists(s => s.Type == type.Name)) alarms.Add(text);
        }

        return alarms;
    }

    private static bool IsStructural(PiiType type) => type.Detectors.Any(d => d.Strength == PiiStrength.Structural);

    private static string InContext(Random random, PiiType type, string value)
    {
        if (type.Name == "AGE")
            return string.Format(Positives.Pick(random, "she is {0} years old", "a {0}-year-old man", "aged {0}", "Alter: {0}", "il a {0} ans",
                "{0} y/o"), value);
        var text = string.Format(s_frames[random.Next(s_frames.Length)], value);
        if (IsStructural(type) && type.Name is not ("POSTCODE" or "BE_NRN" or "VIN")) return text;
        var context = Positives.Pick(random, [.. type.Context.Split('|').Where(c => c.Length > 0)]);
        return random.Next(8) == 0 && type.After >= 2 && text == value ? $"{value} ({context})" : $"{context}: {value}";
    }
}
