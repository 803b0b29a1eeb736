namespace StreamNer.Metering;

/// <summary>How a metric's values behave.</summary>
internal enum MetricKind
{
    /// <summary>Only rises; its exposed name ends in <c>_total</c>.</summary>
    Counter,

    /// <summary>Rises and falls.</summary>
    Gauge,

    /// <summary>Counts observations by bucket, with their sum.</summary>
    Histogram,
}

/// <summary>One metric: a row of <see cref="MetricTable"/>.</summary>
/// <param name="Name">The instrument's name, dotted.</param>
/// <param name="Kind">How its values behave.</param>
/// <param name="Unit"><c>s</c>, <c>By</c> (bytes), <c>1</c> (a ratio), <c>{things}</c> for a count of things, or empty.</param>
/// <param name="Meaning">One sentence: the help text and the line in the documentation.</param>
/// <param name="Labels">Its labels, in the order in which measurements carry them.</param>
internal sealed record Metric(string Name, MetricKind Kind, string Unit, string Meaning, params MetricLabel[] Labels)
{
    /// <summary>Upper bounds of a histogram's buckets, rising, without infinity; empty for the other kinds.</summary>
    public double[] Buckets { get; init; } = [];

    /// <summary>The label values that go together, where one label refines another; null: any go with any.</summary>
    public IReadOnlyList<string[]>? Combinations { get; init; }

    /// <summary>
    /// The name in Prometheus: unless set, dots to underscores, the unit appended, <c>_total</c> for a counter (prometheus.io/docs/practices/naming).
    /// </summary>
    public string ExposedName
    {
        get
        {
            var unit = Unit switch { "s" => "_seconds", "By" => "_bytes", "1" => "_ratio", _ => "" };
            return field ?? Name.Replace('.', '_') + unit + (Kind == MetricKind.Counter ? "_total" : "");
        }
        init;
    }
}
