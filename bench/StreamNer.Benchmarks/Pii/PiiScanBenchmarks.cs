using BenchmarkDotNet.Attributes;
using StreamNer.Pii;

namespace StreamNer.Benchmarks.Pii;

/// <summary>All detectors on ordinary and on dense text; ten times the text should take at most fifteen times as long.</summary>
[MemoryDiagnoser]
public class PiiScanBenchmarks
{
    private readonly PiiScanner _scanner = new();
    private readonly List<PiiSpan> _found = new(100_000);
    private string _plain = "";
    private string _dense = "";

    /// <summary>Length in UTF-16 units.</summary>
    [Params(10_000, 100_000)]
    public int Length { get; set; }

    /// <summary>Makes the texts.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _plain = Repeat("The quick brown fox jumps over the lazy dog near the river bank, and nobody minds. ");
        _dense = Repeat("Call +44 20 7946 0958 or mail jane@example.com, card 4111 1111 1111 1111, 12 Main Street, 10.1.2.33. ");
    }

    /// <summary>No hits.</summary>
    [Benchmark(Baseline = true)]
    public bool Plain() => Scan(_plain);

    /// <summary>A hit every twenty characters.</summary>
    [Benchmark]
    public bool Dense() => Scan(_dense);

    private bool Scan(string text)
    {
        _found.Clear();
        return _scanner.Scan(text, _found).Complete;
    }

    private string Repeat(string unit) => string.Concat(Enumerable.Repeat(unit, Length / unit.Length + 1))[..Length];
}
