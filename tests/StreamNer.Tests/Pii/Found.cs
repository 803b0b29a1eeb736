using StreamNer.Pii;

namespace StreamNer.Tests.Pii;

/// <summary>What a scan found in a text, in the words a test compares.</summary>
internal static class Found
{
    private static readonly PiiScanner s_scanner = new();

    /// <summary>All findings, by start.</summary>
    public static List<PiiSpan> In(string text)
    {
        var spans = new List<PiiSpan>();
        Assert.True(s_scanner.Scan(text, spans).Complete);
        foreach (var span in spans) Assert.InRange(span.Start, 0, span.End - 1);
        foreach (var span in spans) Assert.True(span.End <= text.Length);
        spans.Sort((a, b) => a.Start - b.Start);
        return spans;
    }

    /// <summary>The values of one type.</summary>
    public static string[] Values(string text, string type) => [.. In(text).Where(s => s.Type == type).Select(s => text[s.Start..s.End]).Distinct()];

    /// <summary>Asserts that the type is found with exactly these values.</summary>
    public static void Only(string text, string type, params string[] values) => Assert.Equal(values, Values(text, type));
}
