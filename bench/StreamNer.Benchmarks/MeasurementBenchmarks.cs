using BenchmarkDotNet.Attributes;
using StreamNer.Diagnostics;
using StreamNer.Host.Exposition;
using StreamNer.Metering;
using StreamNer.Output;

namespace StreamNer.Benchmarks;

/// <summary>What one measurement costs on the hot path, with nobody listening and with the exposition.</summary>
[MemoryDiagnoser]
public class MeasurementBenchmarks : IDisposable
{
    private readonly KeyValuePair<string, object?> _label = new("label", "PER");
    private readonly KeyValuePair<string, object?> _topic = new("topic", "raw");
    private Telemetry _telemetry = null!;
    private PrometheusExposition? _exposition;

    /// <summary>Whether <c>/metrics</c> is served.</summary>
    [Params(false, true)]
    public bool Exposed { get; set; }

    /// <summary>Makes the instruments.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _telemetry = new Telemetry();
        _exposition = Exposed ? new PrometheusExposition(_telemetry) : null;
    }

    /// <inheritdoc/>
    [GlobalCleanup]
    public void Dispose()
    {
        _exposition?.Dispose();
        _telemetry.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A counter with one label of a closed set.</summary>
    [Benchmark]
    public void Count() => _telemetry.CacheLookups.Add(1, Labels.Lookup[LookupResult.Miss]);

    /// <summary>A counter with two labels.</summary>
    [Benchmark]
    public void CountByTwo() => _telemetry.Entities.Add(1, _label, Labels.Origin[Origin.Model]);

    /// <summary>A histogram of 17 buckets with one label.</summary>
    [Benchmark]
    public void Observe() => _telemetry.EndToEnd.Record(0.2, _topic);
}
