using StreamNer.Chaos.Checking;

namespace StreamNer.Chaos.Soak;

/// <summary>What a process used in one tenth of a run: means.</summary>
internal sealed record Tenth(int Number, int Samples, double MemoryMiB, double Descriptors, double Threads);

/// <summary>Whether what a process uses stays level.</summary>
internal static class Tenths
{
    /// <summary>How far any tenth from the second on may be from the second.</summary>
    public const double Tolerance = 0.05;

    /// <summary>Means by tenth of progress, 0 to 1; a tenth without samples is left out.</summary>
    public static IReadOnlyList<Tenth> Of(IEnumerable<(double Progress, ProcessSample Sample)> samples) =>
    [
        .. samples.GroupBy(one => Math.Clamp((int)(one.Progress * 10), 0, 9)).OrderBy(group => group.Key).Select(group => new Tenth(
            group.Key + 1, group.Count(), Math.Round(group.Average(one => one.Sample.MemoryMiB), 1),
            Math.Round(group.Average(one => one.Sample.Descriptors), 1),
            Math.Round(group.Average(one => one.Sample.Threads), 1))),
    ];

    /// <summary>What is not level, in words. Falling is as suspicious as rising: both mean that the second tenth says nothing of the last.</summary>
    public static IReadOnlyList<string> Uneven(IReadOnlyList<Tenth> tenths)
    {
        if (tenths.FirstOrDefault(tenth => tenth.Number == 2) is not { } second) return ["nothing was sampled in the second tenth"];
        var uneven = new List<string>();
        foreach (var tenth in tenths.Where(tenth => tenth.Number > 2))
        {
            Compare("memory", tenth.MemoryMiB, second.MemoryMiB);
            Compare("descriptors", tenth.Descriptors, second.Descriptors);

            void Compare(string what, double here, double there)
            {
                if (Math.Abs(here - there) > Tolerance * there)
                    uneven.Add(FormattableString.Invariant($"{what} in tenth {tenth.Number}: {here} after {there}"));
            }
        }

        return uneven;
    }
}
