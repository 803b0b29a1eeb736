using System.Globalization;
using BenchmarkDotNet.Running;
using StreamNer.Benchmarks.Linking;
using StreamNer.Benchmarks.Pii;

namespace StreamNer.Benchmarks;

internal static class BenchmarkProgram
{
    private static void Main(string[] args)
    {
        if (args is ["pii-scan", .. var files]) PiiScanReport.Write(files, Console.Out);
        else if (args is ["phone-plan"]) PhonePlanReport.Write(Console.Out);
        else if (args is ["knowledge-file", var entities]) KnowledgeFileReport.Write(int.Parse(entities, CultureInfo.InvariantCulture), Console.Out);
        else if (args is ["knowledge-file-step", var step, var file, var count])
            KnowledgeFileReport.Step(step, file, int.Parse(count, CultureInfo.InvariantCulture), Console.Out);
        else BenchmarkSwitcher.FromAssembly(typeof(BenchmarkProgram).Assembly).Run(args);
    }
}
