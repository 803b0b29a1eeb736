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
        else if (args is ["pii-scan-beside", var other, .. var both]) ScanBeside.Write(other, both, Console.Out);
        else if (args is ["draw-findings", var seed, var drawn, .. var texts]) Draw.Findings(texts, Number(seed), Number(drawn), Console.Out);
        else if (args is ["draw-entities", var seeded, var most, .. var records]) Draw.Entities(records, Number(seeded), Number(most), Console.Out);
#if TOKENIZER_PEER
        else if (args is ["tokenizer", .. var lines]) TokenizerReport.Write(lines, Console.Out);
#endif
        else if (args is ["phone-plan"]) PhonePlanReport.Write(Console.Out);
        else if (args is ["knowledge-file", var entities]) KnowledgeFileReport.Write(Number(entities), Console.Out);
        else if (args is ["knowledge-file-step", var step, var file, var count])
            KnowledgeFileReport.Step(step, file, Number(count), Console.Out);
        else if (args is ["linking", var model, var knowledge, .. var linked]) LinkingReport.Write(model, knowledge, linked, Console.Out);
        else BenchmarkSwitcher.FromAssembly(typeof(BenchmarkProgram).Assembly).Run(args);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
