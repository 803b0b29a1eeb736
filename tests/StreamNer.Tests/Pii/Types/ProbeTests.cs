using System.Globalization;
using System.Text.RegularExpressions;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;

namespace StreamNer.Tests.Pii.Types;

/// <summary>The hand-made probes of <c>Golden/pii-probes.txt</c>: evasions, writings of many countries and languages, and what is nobody's.</summary>
public sealed partial class ProbeTests
{
    private static readonly string[] s_lines =
        [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Golden", "pii-probes.txt")).Where(line => line.Length > 0 && line[0] != '#')];
    private static readonly PiiScanner s_scanner = new();
    private static readonly Redactor s_redactor =
        new(new SpanMerger(PiiTypes.All.Select(type => type.Name)), rescan: (text, into) => s_scanner.Scan(text, into).Complete);
    private static readonly PiiPolicy s_policy = new PolicyBook(new PiiOptions(), KeyRing.Empty).For(null, "");

    public static TheoryData<string> Types => [.. s_lines.Select(TypeOf).Distinct(StringComparer.Ordinal)];

    [Fact]
    public void There_are_hundreds_and_every_type_has_some()
    {
        Assert.InRange(s_lines.Length, 500, 5_000);
        Assert.Empty(PiiTypes.All.Where(type => type.Detectors.Count > 0 && !s_lines.Any(line => line[0] == '+' && TypeOf(line) == type.Name))
            .Select(type => type.Name));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Each_probe_ends_as_it_says(string type) => Assert.DoesNotContain(s_lines, line => TypeOf(line) == type && !Holds(line));

    private static string TypeOf(string line) => line[2..].Split(" | ")[0];

    private static bool Holds(string line)
    {
        var parts = line[2..].Split(" | ");
        var text = Unescape(parts[^1]);
        var spans = new List<PiiSpan>();
        Assert.True(s_scanner.Scan(text, spans).Complete);
        if (line[0] == '-') return !spans.Exists(span => span.Type == parts[0] || parts[0] == "*");
        return s_redactor.Apply(text, spans, s_policy).Findings.Any(found =>
            found.Type == parts[0] && text[found.Start..found.End] == Unescape(parts[1]));
    }

    private static string Unescape(string text) =>
        Invisible().Replace(text, static match =>
            char.ConvertFromUtf32(int.Parse(match.Groups["hex"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))
        .Replace("~n", "\n", StringComparison.Ordinal);

    [GeneratedRegex("~u\\{(?<hex>[0-9A-Fa-f]+)\\}", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Invisible();
}
