using System.Globalization;
using StreamNer.Pii;

namespace StreamNer.Tests.Pii.Independent;

/// <summary>What the scanner makes of the generated texts.</summary>
/// <param name="Found">Values that a finding of the type covers.</param>
/// <param name="Exact">Values that a finding of the type covers with both ends right.</param>
/// <param name="Covered">Values that findings of any type cover together.</param>
/// <param name="False">Look-alikes in which the type is reported.</param>
internal sealed record Measured(int Found, int Exact, int Covered, int False)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Found} | {Exact} | {Covered} | {False}");
}

/// <summary>Measures types on texts made by their published rules.</summary>
internal static class Yardstick
{
    /// <summary>Texts a type, of each sort.</summary>
    public const int Count = 1_000;

    private static readonly PiiScanner s_scanner = new();

    /// <summary>Every type, some in more than one row.</summary>
    public static IReadOnlyList<OutsideType> Types { get; } =
        [.. ContactTypes.All, .. PlaceTypes.All, .. PaymentTypes.All, .. SecretTypes.All, .. PersonTypes.All, .. AmericanTypes.All,
            .. EuropeanTypes.All, .. OtherNationalTypes.All];

    /// <summary>The type's name in the product: the row's without what is in parentheses.</summary>
    public static string TypeOf(OutsideType row) => row.Name.Split(' ')[0];

    /// <summary>Measures a row; each value that no finding of the type covers, and each look-alike in which it is found, is shown.</summary>
    public static Measured Measure(OutsideType row, Action<string> miss, Action<string> alarm)
    {
        var type = TypeOf(row);
        int found = 0, exact = 0, covered = 0, alarms = 0;
        var positives = new Draw(4001);
        var negatives = new Draw(4002);
        for (var i = 0; i < Count; i++)
        {
            var sample = row.Positive(positives);
            var spans = Scan(sample.Text);
            var hit = spans.Exists(s => s.Type == type && s.Start <= sample.Start && s.End >= sample.End);
            var right = spans.Exists(s => s.Type == type && s.Start == sample.Start && s.End == sample.End);
            found += hit ? 1 : 0;
            exact += right ? 1 : 0;
            covered += IsCovered(sample, spans) ? 1 : 0;
            if (!hit) miss($"{sample.Text} → {Show(sample.Text, spans)}");
            else if (!right) miss($"(other ends) {sample.Text} → {Show(sample.Text, spans)}");

            var lookAlike = row.LookAlike(negatives);
            spans = Scan(lookAlike);
            if (spans.Exists(s => s.Type == type)) alarm($"{lookAlike} → {Show(lookAlike, spans)}");
            alarms += spans.Exists(s => s.Type == type) ? 1 : 0;
        }

        return new Measured(found, exact, covered, alarms);
    }

    /// <summary>What the type table reports in ordinary texts, by type: an alarm each.</summary>
    public static SortedDictionary<string, int> OrdinaryAlarms(int count, Action<string> alarm)
    {
        var draw = new Draw(4003);
        var alarms = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            var text = OrdinaryTexts.Make(draw, i);
            var spans = Scan(text);
            if (spans.Count > 0) alarm($"{text} → {Show(text, spans)}");
            foreach (var type in spans.Select(s => s.Type).Distinct()) alarms[type] = alarms.GetValueOrDefault(type) + 1;
        }

        return alarms;
    }

    private static List<PiiSpan> Scan(string text)
    {
        var spans = new List<PiiSpan>();
        Assert.True(s_scanner.Scan(text, spans).Complete);
        return spans;
    }

    private static bool IsCovered(Sample sample, List<PiiSpan> spans)
    {
        for (var i = sample.Start; i < sample.End; i++)
        {
            if (char.IsLetterOrDigit(sample.Text[i]) && !spans.Exists(s => s.Start <= i && i < s.End)) return false;
        }

        return true;
    }

    private static string Show(string text, List<PiiSpan> spans) =>
        spans.Count == 0 ? "nothing" : string.Join(", ", spans.Select(s => $"{s.Type} '{text[s.Start..s.End]}'"));
}
