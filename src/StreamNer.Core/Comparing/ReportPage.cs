using System.Globalization;
using System.Net;
using System.Text;

namespace StreamNer.Comparing;

/// <summary>A table under a heading. Cells of columns whose heading ends in <c>#</c> are numbers; the sign is not shown.</summary>
internal sealed record ReportTable(string Title, string Note, IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>A page of tables, as Markdown or as HTML that needs nothing from elsewhere.</summary>
/// <param name="Title">The heading of the page.</param>
/// <param name="Lead">A sentence that says it all.</param>
/// <param name="Verdict">Whether gates were passed; null without gates.</param>
/// <param name="Tables">In order.</param>
internal sealed record ReportPage(string Title, string Lead, bool? Verdict, IReadOnlyList<ReportTable> Tables)
{
    private const string Style = """
        :root{color-scheme:light dark;--line:#d0d7de;--soft:#f6f8fa;--good:#1a7f37;--bad:#cf222e;--quiet:#59636e}
        @media(prefers-color-scheme:dark){:root{--line:#3d444d;--soft:#151b23;--good:#3fb950;--bad:#f85149;--quiet:#9198a1}}
        body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.5rem;overflow-wrap:anywhere}h2{font-size:1.1rem;margin:2rem 0 .3rem}
        p{margin:.3rem 0}.note{color:var(--quiet)}.verdict{font-weight:600}.passed{color:var(--good)}.failed{color:var(--bad)}
        .scroll{overflow-x:auto}table{border-collapse:collapse;margin:.5rem 0}
        th,td{border:1px solid var(--line);padding:.25rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
        th{background:var(--soft)}.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        """;

    /// <summary>A number with thousands parted by commas.</summary>
    public static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A share as <c>1.25 %</c>; a dash of nothing.</summary>
    public static string Share(long count, long total) =>
        total == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * count / total:0.00} %");

    /// <summary>As Markdown.</summary>
    public string Markdown()
    {
        var page = new StringBuilder();
        page.Append("# ").Append(Inline(Title)).Append("\n\n").Append(Inline(Lead)).Append('\n');
        if (Verdict is { } passed) page.Append("\n**").Append(Word(passed)).Append("**\n");
        foreach (var table in Tables)
        {
            page.Append("\n## ").Append(Inline(table.Title)).Append("\n\n");
            if (table.Note.Length > 0) page.Append(Inline(table.Note)).Append("\n\n");
            page.Append("| ").AppendJoin(" | ", table.Headings.Select(heading => Inline(heading.TrimEnd('#')))).Append(" |\n|");
            foreach (var heading in table.Headings) page.Append(heading.EndsWith('#') ? "---:|" : "---|");
            page.Append('\n');
            foreach (var row in table.Rows) page.Append("| ").AppendJoin(" | ", row.Select(Inline)).Append(" |\n");
        }

        return page.ToString();
    }

    /// <summary>As one HTML file.</summary>
    public string Html()
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>").Append(Escaped(Title))
            .Append("</title>\n<style>\n").Append(Style).Append("\n</style></head><body>\n<h1>").Append(Escaped(Title))
            .Append("</h1>\n<p>").Append(Escaped(Lead)).Append("</p>\n");
        if (Verdict is { } passed)
            page.Append("<p class=\"verdict ").Append(passed ? "passed" : "failed").Append("\">").Append(Word(passed)).Append("</p>\n");
        foreach (var table in Tables)
        {
            page.Append("<h2>").Append(Escaped(table.Title)).Append("</h2>\n");
            if (table.Note.Length > 0) page.Append("<p class=\"note\">").Append(Escaped(table.Note)).Append("</p>\n");
            page.Append("<div class=\"scroll\"><table><thead>");
            Row(page, "th", table, [.. table.Headings.Select(heading => heading.TrimEnd('#'))]);
            page.Append("</thead><tbody>\n");
            foreach (var row in table.Rows) Row(page, "td", table, row);
            page.Append("</tbody></table></div>\n");
        }

        return page.Append("</body></html>\n").ToString();
    }

    private static void Row(StringBuilder page, string tag, ReportTable table, IReadOnlyList<string> cells)
    {
        page.Append("<tr>");
        for (var i = 0; i < cells.Count; i++)
            page.Append('<').Append(tag).Append(table.Headings[i].EndsWith('#') ? " class=\"n\">" : ">").Append(Escaped(cells[i]))
                .Append("</").Append(tag).Append('>');
        page.Append("</tr>\n");
    }

    private static string Word(bool passed) => passed ? "Gates passed" : "Gates failed";

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);

    // What stands in a text must not become a table's border, a line's end or a mark-up of its own.
    private static string Inline(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is '|' or '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#') safe.Append('\\');
            safe.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c);
        }

        return safe.ToString();
    }
}
