using StreamNer.Pii;
using StreamNer.Pii.Detectors;
using StreamNer.Pii.Rules;

namespace StreamNer.Tests.Pii;

/// <summary>A scanner with one more detector, which hangs at each <c>~</c> until it is let go.</summary>
internal sealed class HangingDetector : IDisposable
{
    private readonly ManualResetEventSlim _gate = new();
    private int _entered;

    public HangingDetector(TimeProvider time)
    {
        var row = new Detector("CUSTOM", "hangs", PiiStrength.Structural) { Symbols = "~", AtSymbol = (ref _, _, _) => Hang() };
        Scanner = new PiiScanner(new PiiScanOptions(), new DetectorTable([.. DetectorRows.Make(), row]), time);
    }

    public PiiScanner Scanner { get; }

    /// <summary>How many scans have come to the detector.</summary>
    public int Entered => Volatile.Read(ref _entered);

    public void Dispose() => _gate.Set();

    private void Hang()
    {
        Interlocked.Increment(ref _entered);
        _gate.Wait(TimeSpan.FromMinutes(1));
    }
}
