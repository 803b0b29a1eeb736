using System.Globalization;
using StreamNer.Pii;

namespace StreamNer.Tests.Pii.Types;

/// <summary>Every type's generated values, each digit written another way or with something invisible in it.</summary>
public sealed class EvasionMatrixTests
{
    private const int Count = 100;
    private const string InJson = "in JSON";

    private static readonly Dictionary<string, Func<string, string>> s_evasions = new()
    {
        ["full-width"] = value => Digits(value, d => ((char)('\uFF10' + d)).ToString()),
        ["Arabic-Indic"] = value => Digits(value, d => ((char)('\u0660' + d)).ToString()),
        ["Devanagari"] = value => Digits(value, d => ((char)('\u0966' + d)).ToString()),
        ["mathematical"] = value => Digits(value, d => char.ConvertFromUtf32(0x1D7CE + d)),
        ["keycap"] = value => Digits(value, d => $"{d}\uFE0F\u20E3"),
        ["zero-width"] = value => Digits(value, d => $"{d}\u200B"),
        ["soft hyphen"] = value => Digits(value, d => $"\u00AD{d}"),
        ["bidi"] = value => Digits(value, d => $"\u202A{d}\u202C"),
        ["percent"] = value => Digits(value, d => $"%3{d}"),
        ["HTML"] = value => Digits(value, d => $"&#{48 + d};"),
        ["HTML, hexadecimal"] = value => Digits(value, d => $"&#x3{d};"),
        ["JSON"] = value => Digits(value, d => $"\\u003{d}"),
        ["beside CJK"] = value => $"{value}\u53F7\u3002",
        ["at the first and last character"] = value => value,
        ["before an astral character"] = value => $"{value}\U0001F600",
        [InJson] = value => value.Replace("\"", "\\\"").Replace("\n", "\\n"),
    };

    public static TheoryData<string> Names => [.. s_evasions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_of_every_type_are_still_found(string name)
    {
        var scanner = new PiiScanner();
        var failing = new List<string>();
        foreach (var type in PiiTypes.All.Where(type => type.Detectors.Count > 0))
        {
            var random = new Random(21);
            string? example = null;
            var found = 0;
            for (var i = 0; i < Count; i++)
            {
                var text = InContext(type, s_evasions[name](Positives.Of(type, random)), name == InJson);
                var spans = new List<PiiSpan>();
                Assert.True(scanner.Scan(text, spans).Complete);
                if (spans.Exists(span => span.Type == type.Name)) found++;
                else example ??= text;
            }

            if (found < Count * 98 / 100) failing.Add($"{type.Name} {found}: {example}");
        }

        Assert.True(failing.Count == 0, string.Join("\n", failing));
    }

    [Theory]
    [InlineData("EMAIL", "@", "\n")]
    [InlineData("EMAIL", "@", "\r\n")]
    [InlineData("MAC", ":-.", "\n")]
    [InlineData("MAC", ":-.", "\r\n")]
    [InlineData("IBAN", " ", "\n")]
    [InlineData("SSN", "-", "\r\n")]
    public void A_line_may_end_behind_a_separator(string type, string separators, string line)
    {
        var scanner = new PiiScanner();
        var random = new Random(22);
        var missed = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            var value = Positives.Of(PiiTypes.Find(type)!, random);
            if (value.IndexOfAny([.. separators]) is < 0) continue;
            var text = "x " + value.Insert(value.LastIndexOfAny([.. separators]) + 1, line);
            var spans = new List<PiiSpan>();
            Assert.True(scanner.Scan(text, spans).Complete);
            if (!spans.Exists(span => span.Type == type && span.Start == 2 && span.End == text.Length)) missed.Add(text);
        }

        Assert.True(missed.Count <= Count * 2 / 100, string.Join("|", missed));
    }

    private static string InContext(PiiType type, string value, bool json)
    {
        var context = type.Name == "AGE" ? "age" : type.Context.Split('|')[0];
        if (json) return $"{{\"{(context.Length > 0 ? context : "x")}\":\"{value}\"}}";
        return context.Length > 0 && type.Detectors.Any(detector => detector.Strength == PiiStrength.Contextual) ? $"{context}: {value}" : value;
    }

    private static string Digits(string value, Func<int, string> write) =>
        string.Concat(value.Select(c => char.IsAsciiDigit(c) ? write(c - '0') : c.ToString(CultureInfo.InvariantCulture)));
}
