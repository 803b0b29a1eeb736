using StreamNer.Metering;

namespace StreamNer.Host.Exposition;

/// <summary>What is taken of the runtime's own meter <c>System.Runtime</c>, which costs nothing between two scrapes.</summary>
internal static class RuntimeTable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "System.Runtime";

    /// <summary>The rows; names are the runtime's, but for the suffix <c>.count</c>, which Prometheus keeps for histograms.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        new("dotnet.gc.pause.time", MetricKind.Counter, "s", "Time that garbage collections have paused the program."),
        new("dotnet.gc.heap.total_allocated", MetricKind.Counter, "By", "Bytes allocated on the managed heap since the start."),
        new("dotnet.gc.last_collection.heap.size", MetricKind.Gauge, "By", "Managed heap by generation, as the last collection saw it.",
            new MetricLabel("generation")),
        new("dotnet.monitor.lock_contentions", MetricKind.Counter, "{contentions}", "Times that a thread had to wait for a lock."),
        new("dotnet.thread_pool.thread.count", MetricKind.Gauge, "{threads}", "Threads of the pool.") { ExposedName = "dotnet_thread_pool_threads" },
        new("dotnet.thread_pool.queue.length", MetricKind.Gauge, "{items}", "Work items that wait for a thread of the pool."),
        new("dotnet.thread_pool.work_item.count", MetricKind.Counter, "{items}",
            "Work items that the pool has done.") { ExposedName = "dotnet_thread_pool_work_items_total" },
    ];
}
