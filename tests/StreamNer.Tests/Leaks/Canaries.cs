using System.Globalization;
using StreamNer.Pii;
using StreamNer.Tests.Pii.Types;

namespace StreamNer.Tests.Leaks;

/// <summary>A planted value that stands nowhere else, and a text that has it in a place where it is found.</summary>
internal sealed record Canary(string Type, string Value, string Text);

/// <summary>
/// Unique values of every type, to be planted in texts and searched for wherever they must not be. Values that are too short to be told from other
/// numbers are written in full-width digits, which nothing else here writes.
/// </summary>
internal static class Canaries
{
    /// <summary>What <c>pii:scan:deny</c> must hold for the canary of the type CUSTOM.</summary>
    public const string Denied = "Quorvex-Zilm 4471";

    private const int Each = 3;
    private const int EachSecret = 14;

    /// <summary>Of every type that rules find.</summary>
    public static IReadOnlyList<Canary> OfRules { get; } = [.. PiiTypes.All.SelectMany(Of)];

    /// <summary>Of the types that the model finds; the shipped model finds these.</summary>
    public static IReadOnlyList<Canary> OfTheModel { get; } =
    [
        new("PERSON", "Angela Merkel", "Yesterday Angela Merkel met him."),
        new("PERSON", "Katharina Vogelsang", "Katharina Vogelsang works for them."),
        new("LOCATION", "Reykjavik", "She flew to Reykjavik on business."),
        new("LOCATION", "Stuttgart", "They live in Stuttgart now."),
        new("ORGANIZATION", "Volkswagen", "He works for Volkswagen in sales."),
        new("ORGANIZATION", "Siemens", "The contract with Siemens was signed."),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Canary> All { get; } = [.. OfRules, .. OfTheModel];

    /// <summary>One text with every value.</summary>
    public static string Everything { get; } = string.Join("\n\n", All.Select(canary => canary.Text));

    private static IEnumerable<Canary> Of(PiiType type)
    {
        if (type.Name == "CUSTOM") return [new(type.Name, Denied, $"he goes by {Denied} there")];
        var random = new Random(1701 + type.Order);
        var values = new HashSet<string>(StringComparer.Ordinal);
        var wanted = type.Name == "SECRET" ? EachSecret : Each;
        for (var draws = 0; draws < 400 && values.Count < wanted; draws++)
        {
            var value = Positives.Of(type, random);
            if (value.Length < 2) continue; // one UTF-16 unit is hit by chance in any binary
            if (type.Name == "AGE" && int.Parse(value, CultureInfo.InvariantCulture) < 90) continue; // the safe harbor lets younger ones stay
            values.Add(IsTelling(value) ? value : WideDigits(value));
        }

        if (type.Name == "SECRET") values.Add("password: Zq7!vLm2#xWp");
        return values.Select(value => new Canary(type.Name, Bare(type, value), InContext(type, value)));
    }

    private static string Bare(PiiType type, string value) =>
        type.Name == "SECRET" && value.StartsWith("password: ", StringComparison.Ordinal) ? value["password: ".Length..] : value;

    // Long enough not to be hit by chance by an offset, a score or a time.
    private static bool IsTelling(string value) => value.Count(char.IsAsciiDigit) >= 8 || (value.Length >= 7 && value.Any(char.IsAsciiLetter));

    private static string WideDigits(string value) => string.Concat(value.Select(c => char.IsAsciiDigit(c) ? (char)(c - '0' + '０') : c));

    private static string InContext(PiiType type, string value)
    {
        if (type.Name == "AGE") return $"she is {value} years old";
        var context = type.Context.Split('|')[0];
        return context.Length == 0 ? $"please note {value} for the file" : $"the {context}: {value} it said";
    }
}
