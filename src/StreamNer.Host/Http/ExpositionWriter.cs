using System.Globalization;
using System.Text;

namespace StreamNer.Host.Http;

/// <summary>Writes the Prometheus text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).</summary>
internal sealed class ExpositionWriter
{
    /// <summary>The content type of what it writes.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>Starts a family.</summary>
    public void Header(string name, string help, MetricKind kind)
    {
        _text.Append("# HELP ").Append(name).Append(' ');
        Escape(help, quotes: false);
        _text.Append("\n# TYPE ").Append(name).Append(' ').Append(kind switch
        {
            MetricKind.Counter => "counter",
            MetricKind.Histogram => "histogram",
            _ => "gauge",
        }).Append('\n');
    }

    /// <summary>One value.</summary>
    public void Sample(string name, ReadOnlySpan<KeyValuePair<string, object?>> labels, double value) => Line(name, "", labels, null, value);

    /// <summary>Cumulative buckets, sum and count. <paramref name="buckets"/> are not cumulative, with one more than <paramref name="bounds"/>.</summary>
    public void Histogram(string name, ReadOnlySpan<KeyValuePair<string, object?>> labels, double[] bounds, long[] buckets, double sum, long count)
    {
        long below = 0;
        for (var i = 0; i < bounds.Length; i++)
        {
            below += buckets[i];
            Line(name, "_bucket", labels, Number(bounds[i]), below);
        }

        Line(name, "_bucket", labels, "+Inf", count);
        Line(name, "_sum", labels, null, sum);
        Line(name, "_count", labels, null, count);
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Line(string name, string suffix, ReadOnlySpan<KeyValuePair<string, object?>> labels, string? bound, double value)
    {
        _text.Append(name).Append(suffix);
        if (labels.Length > 0 || bound is not null)
        {
            var separator = '{';
            foreach (var label in labels)
            {
                _text.Append(separator).Append(label.Key).Append("=\"");
                Escape(Convert.ToString(label.Value, CultureInfo.InvariantCulture) ?? "", quotes: true);
                _text.Append('"');
                separator = ',';
            }

            if (bound is not null) _text.Append(separator).Append("le=\"").Append(bound).Append('"');
            _text.Append('}');
        }

        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private void Escape(string text, bool quotes)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '\\' => _text.Append("\\\\"),
                '\n' => _text.Append("\\n"),
                '"' when quotes => _text.Append("\\\""),
                _ => _text.Append(c),
            };
        }
    }

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);
}
