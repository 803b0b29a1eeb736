using System.Text.Json;
using StreamNer.Pii;
using StreamNer.Pii.Redacting;

namespace StreamNer.Benchmarks.Pii;

/// <summary>
/// Draws findings or entities at random from files, for judging by eye: one a line, its type, its text and what stands around it, parted by tabs.
/// Handles and URLs are left out: there are ten times as many, and nearly all are right.
/// </summary>
internal static class Draw
{
    private const int Around = 60;

    /// <summary>Draws <paramref name="count"/> findings of the rules under the default policy from files with one text a line.</summary>
    public static void Findings(string[] files, int seed, int count, TextWriter to)
    {
        var scanner = new PiiScanner();
        var merger = new SpanMerger(PiiTypes.All.Select(static type => type.Name));
        var spans = new List<PiiSpan>();
        var drawn = new List<string>();
        foreach (var text in files.SelectMany(File.ReadLines))
        {
            spans.Clear();
            scanner.Scan(text, spans);
            foreach (var span in merger.Merge(text, spans, PiiPolicy.Default))
                if (span.Type is not ("HANDLE" or "URL")) drawn.Add(Line(span.Type, text, span.FoundStart, span.FoundEnd));
        }

        Write(drawn, seed, count, to);
    }

    /// <summary>Draws <paramref name="count"/> entities from what <c>annotate --offsets utf16 --no-redact</c> has written.</summary>
    public static void Entities(string[] files, int seed, int count, TextWriter to)
    {
        var drawn = new List<string>();
        foreach (var line in files.SelectMany(File.ReadLines))
        {
            using var record = JsonDocument.Parse(line);
            var text = record.RootElement.GetProperty("text").GetString()!;
            foreach (var entity in record.RootElement.GetProperty("entities").EnumerateArray())
            {
                var (start, end) = (entity.GetProperty("start").GetInt32(), entity.GetProperty("end").GetInt32());
                drawn.Add(Line(entity.GetProperty("label").GetString()!, text, start, end));
            }
        }

        Write(drawn, seed, count, to);
    }

    private static void Write(List<string> drawn, int seed, int count, TextWriter to)
    {
        var lines = drawn.ToArray();
        new Random(seed).Shuffle(lines);
        foreach (var line in lines.AsSpan(0, Math.Min(count, lines.Length))) to.WriteLine(line);
    }

    private static string Line(string type, string text, int start, int end)
    {
        var (from, to) = (Math.Max(0, start - Around), Math.Min(text.Length, end + Around));
        return $"{type}\t{text[start..end]}\t{text[from..start]}[[{text[start..end]}]]{text[end..to]}".ReplaceLineEndings(" ");
    }
}
