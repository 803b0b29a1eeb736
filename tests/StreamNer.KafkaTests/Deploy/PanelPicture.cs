using System.Globalization;
using System.Net;
using System.Text;

namespace StreamNer.KafkaTests.Deploy;

/// <summary>A panel's answer over time as SVG: lines over a scale from 0 to the largest value, with a legend.</summary>
internal static class PanelPicture
{
    private const int Width = 640;
    private const int Height = 220;
    private const int Left = 60;
    private const int Top = 34;
    private const int LegendLine = 16;
    private static readonly string[] s_colours = ["#3274a1", "#e1812c", "#3a923a", "#c03d3e", "#9372b2", "#845b53"];

    /// <summary>The picture's text.</summary>
    /// <param name="title">Stands above.</param>
    /// <param name="series">At most six are drawn, the largest first; times in seconds.</param>
    public static string Draw(string title, IReadOnlyList<(string Labels, IReadOnlyList<(double Time, double Value)> Points)> series)
    {
        var drawn = series.OrderByDescending(one => one.Points.Max(point => point.Value)).Take(s_colours.Length).ToList();
        var (from, to) = (drawn.Min(one => one.Points[0].Time), drawn.Max(one => one.Points[^1].Time));
        var most = Math.Max(1e-9, drawn.Max(one => one.Points.Max(point => point.Value)));
        var whole = Top + Height + 28 + (LegendLine * drawn.Count);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {whole}" font-family="sans-serif" font-size="12">""").Append('\n');
        svg.Append(CultureInfo.InvariantCulture, $"""<rect width="{Width}" height="{whole}" fill="#ffffff"/>""").Append('\n');
        Text(Left, 20, title, "bold");
        foreach (var part in (double[])[0, 0.5, 1])
        {
            var y = Top + (Height * (1 - part));
            svg.Append(CultureInfo.InvariantCulture,
                $"""<line x1="{Left}" y1="{y:0.#}" x2="{Width - 10}" y2="{y:0.#}" stroke="#dddddd"/>""").Append('\n');
            Text(4, y + 4, Figure(most * part));
        }

        Text(Left, Top + Height + 16, "0 s");
        Text(Width - 44, Top + Height + 16, $"{(to - from).ToString("0", CultureInfo.InvariantCulture)} s");
        for (var i = 0; i < drawn.Count; i++)
        {
            var points = drawn[i].Points.Select(point => (
                X: Left + ((point.Time - from) / Math.Max(1, to - from) * (Width - 10 - Left)), Y: Top + (Height * (1 - (point.Value / most)))));
            var line = string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{point.Y:0.#}")));
            svg.Append(CultureInfo.InvariantCulture,
                $"""<polyline fill="none" stroke="{s_colours[i]}" stroke-width="1.5" points="{line}"/>""").Append('\n');
            var y = Top + Height + 22 + (LegendLine * i);
            svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{Left}" y="{y}" width="10" height="10" fill="{s_colours[i]}"/>""").Append('\n');
            Text(Left + 16, y + 9, drawn[i].Labels.Length > 0 ? drawn[i].Labels : "value");
        }

        return svg.Append("</svg>\n").ToString();

        void Text(double x, double y, string text, string weight = "normal") => svg.Append(CultureInfo.InvariantCulture,
            $"""<text x="{x:0.#}" y="{y:0.#}" font-weight="{weight}">{WebUtility.HtmlEncode(text)}</text>""").Append('\n');
    }

    /// <summary>Three digits, and whole numbers from a thousand on.</summary>
    public static string Figure(double value) => value.ToString(Math.Abs(value) >= 1000 ? "N0" : "G3", CultureInfo.InvariantCulture);
}
