using System.Globalization;
using System.Text;

namespace StreamNer.Load;

/// <summary>How a planned stop ended: exit code (128 and more for a death by signal), time from the signal, and what was seen beside it.</summary>
/// <param name="Stop">What was planned.</param>
/// <param name="ExitCode">-1 when it had to be killed.</param>
/// <param name="Took">From the signal to the end; zero when it had ended before.</param>
/// <param name="EndedBefore">The program ended before it got the signal.</param>
/// <param name="Heap">The allocator's complaint on standard error, if any.</param>
/// <param name="BrokenOutput">The output did not end with a whole line.</param>
internal sealed record StopResult(PlannedStop Stop, int ExitCode, TimeSpan Took, bool EndedBefore, string? Heap, bool BrokenOutput);

/// <summary>Judges stops: which exit codes are right, and how long an end may take. Pure.</summary>
internal static class StopLedger
{
    private const int Ok = 0;
    private const int Failed = 1;
    private const int Killed = -1;

    /// <summary>What is wrong with a stop; null when nothing is.</summary>
    public static string? Fault(StopResult result, TimeSpan limit)
    {
        if (result.Heap is { } heap) return $"the allocator: {heap}";
        if (result.ExitCode == Killed) return $"hung: it was still there {result.Took.TotalSeconds:0} s after the signal";
        if (result.ExitCode is 128 + 4 or 128 + 6 or 128 + 7 or 128 + 8 or 128 + 11) return $"native death by signal {result.ExitCode - 128}";
        if (!Right(result)) return $"exit code {result.ExitCode}";
        if (result.BrokenOutput) return "the output does not end with a whole line";
        return result.Took > limit ? $"it took {result.Took.TotalSeconds:0.0} s" : null;
    }

    /// <summary>The report as Markdown tables.</summary>
    public static string Markdown(IReadOnlyCollection<StopResult> results, TimeSpan limit)
    {
        var text =
            new StringBuilder(
            "| program | broker | signal | stops | exit codes | median s | longest s | faults |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var group in results.GroupBy(r => (r.Stop.Mode, r.Stop.Fault, r.Stop.Signal)).OrderBy(g => g.Key))
        {
            var took = group.Where(r => !r.EndedBefore).Select(r => r.Took.TotalSeconds).Order().DefaultIfEmpty().ToArray();
            var codes = group.GroupBy(r => r.ExitCode).OrderBy(g => g.Key).Select(g => $"{g.Key}: {g.Count()}");
            var signal = group.Key.Signal == PlannedStop.Terminate ? "SIGTERM" : "SIGINT";
            text.Append(string.Create(
                CultureInfo.InvariantCulture,
                $"| {Name(group.Key.Mode)} | {Name(group.Key.Fault)} | {signal} | {group.Count()} | {string.Join(", ", codes)} | "
                    + $"{took[took.Length / 2]:0.0} | {took[^1]:0.0} | {group.Count(r => Fault(r, limit) is not null)} |\n"));
        }

        var faults = results.Where(r => Fault(r, limit) is not null).ToList();
        var before = results.Count(r => r.EndedBefore);
        text.Append(string.Create(
            CultureInfo.InvariantCulture,
            $"\n{results.Count} stops, {results.Count(r => r.Stop.Fault != BrokerFault.None)} with a broker fault, {before} ended before their "
                + $"signal, {faults.Count} faults.\n"));
        foreach (var bad in faults) text.Append(CultureInfo.InvariantCulture, $"\n- {bad.Stop}: {Fault(bad, limit)}");
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static bool Right(StopResult result)
    {
        // Drained, or given up; the runtime itself dies with the same code where the signal comes before the program has taken it over.
        if (result.ExitCode == Ok || (result.ExitCode == 128 + result.Stop.Signal && !result.EndedBefore)) return true;

        // Without its broker a worker may fail by itself: at start, or when its transaction was given up.
        return result.ExitCode == Failed && result.Stop.Fault != BrokerFault.None;
    }

    private static string Name(StopMode mode) => mode switch
    {
        StopMode.ExactlyOnce => "run, exactly-once",
        StopMode.AtLeastOnce => "run, at-least-once",
        StopMode.Demo => "demo (embedded cluster)",
        _ => "annotate",
    };

    private static string Name(BrokerFault fault) => fault switch
    {
        BrokerFault.None => "alive",
        BrokerFault.Dead => "killed",
        BrokerFault.Restarted => "killed and started again",
        _ => "frozen",
    };
}
