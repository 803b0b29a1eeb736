using BenchmarkDotNet.Running;
using StreamNer.Benchmarks.Pii;

namespace StreamNer.Benchmarks;

internal static class BenchmarkProgram
{
    private static void Main(string[] args)
    {
        if (args is ["pii-scan", .. var files]) PiiScanReport.Write(files, Console.Out);
        else if (args is ["phone-plan"]) PhonePlanReport.Write(Console.Out);
        else BenchmarkSwitcher.FromAssembly(typeof(BenchmarkProgram).Assembly).Run(args);
    }
}
