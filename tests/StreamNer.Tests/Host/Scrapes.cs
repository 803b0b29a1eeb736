using System.Text;
using Prometheus;
using StreamNer.Host.Exposition;

namespace StreamNer.Tests.Host;

/// <summary>What a scrape gives, read in tests.</summary>
internal static class Scrapes
{
    /// <summary>The exposition as it stands now.</summary>
    public static string Scrape(this PrometheusExposition exposition, ExpositionFormat format = ExpositionFormat.PrometheusText)
    {
        using var text = new MemoryStream();

        // Into memory it is written at once.
        exposition.Registry.CollectAndExportAsTextAsync(text, format).GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>The value of a series, such as <c>streamner_documents_total{outcome="enriched"}</c>; null when there is none.</summary>
    public static double? Value(this PrometheusExposition exposition, string series)
    {
        var line = exposition.Scrape().Split('\n').FirstOrDefault(line => line.StartsWith(series + " ", StringComparison.Ordinal));
        return line is null ? null : double.Parse(line[(line.LastIndexOf(' ') + 1)..], null);
    }
}
