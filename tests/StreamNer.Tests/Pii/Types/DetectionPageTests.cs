using System.Text;
using StreamNer.Pii;

namespace StreamNer.Tests.Pii.Types;

/// <summary>The page of types is made from the table of detectors: STREAMNER_WRITE_DOCS=1 writes it anew, with figures measured on the generated
/// values.</summary>
public sealed class DetectionPageTests
{
    private const string Begin = "<!-- table -->", End = "<!-- /table -->";

    [Fact]
    public void The_page_lists_every_type_as_the_table_has_it()
    {
        var path = Path.Combine(Root(), "docs", "pii-detection.md");
        var page = File.ReadAllText(path);
        var rows = PiiTypes.All.Where(t => t.Detectors.Count > 0).ToList();
        if (Environment.GetEnvironmentVariable("STREAMNER_WRITE_DOCS") == "1")
        {
            var table =
                new StringBuilder(Begin
                + "\n| type | region | detectors (s: found anywhere, c: with a context word) | languages of the context words | found of 1,000 | "
                + "false of 1,000 |\n|---|---|---|---|---|---|\n");
            foreach (var type in rows)
                table.Append($"{Row(type)} {1_000 - GeneratedValueTests.Missed(type).Count} | {GeneratedValueTests.Alarms(type).Count} |\n");
            page = page[..page.IndexOf(Begin, StringComparison.Ordinal)] + table + page[page.IndexOf(End, StringComparison.Ordinal)..];
            File.WriteAllText(path, page);
        }

        foreach (var type in rows) Assert.Contains(Row(type), page, StringComparison.Ordinal);
        Assert.Equal(rows.Count, page[page.IndexOf(Begin, StringComparison.Ordinal)..page.IndexOf(End, StringComparison.Ordinal)].Split('\n')
            .Count(line => line.StartsWith("| ", StringComparison.Ordinal)) - 1);
    }

    private static string Row(PiiType type)
    {
        var detectors = string.Join(", ", type.Detectors.Select(d => $"{d.Name} ({(d.Strength == PiiStrength.Structural ? "s" : "c")})"));
        return $"| {type.Name} | {type.Region} | {detectors} | {type.Languages.Replace(",", " ")} |";
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "StreamNer.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
