using StreamNer.Pii;
using StreamNer.Pii.Rules;
using StreamNer.Pii.Scanning;
using StreamNer.Pii.Types;

namespace StreamNer.Tests.Pii;

/// <summary>A scanner with one more detector, which hangs at each <c>~</c> until it is let go.</summary>
internal sealed class HangingDetector : IDisposable
{
    private readonly ManualResetEventSlim _gate = new();
    private int _entered;

    public HangingDetector(TimeProvider time)
    {
        var detector = new Detector(Custom.Type, new Reader("hangs", PiiStrength.Structural, Anchor.Symbols("~", (ref _, _, _) => Hang())));
        Scanner = new PiiScanner(new PiiScanOptions(), new DetectorTable([.. DetectorTable.BuiltIn(), detector]), time);
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
