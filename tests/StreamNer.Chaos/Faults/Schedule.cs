namespace StreamNer.Chaos.Faults;

/// <summary>A fault to come.</summary>
/// <param name="Gap">How long after the former one of its lane: after its begin for process faults, after its end for the others.</param>
/// <param name="Fault">Which.</param>
/// <param name="Seed">What it draws from.</param>
internal readonly record struct Planned(TimeSpan Gap, Fault Fault, int Seed);

/// <summary>
/// What strikes when, from the seed alone. Each lane draws from a bag that holds every fault as often as it weighs and is filled again when it is
/// empty, so that all come before any comes again.
/// </summary>
internal static class Schedule
{
    /// <summary>An endless lane.</summary>
    public static IEnumerable<Planned> Lane(IReadOnlyList<Fault> faults, double meanGapSeconds, int seed)
    {
        if (faults.Count == 0) yield break;
        var random = new Random(seed);
        while (true)
        {
            Fault[] bag = [.. faults.SelectMany(fault => Enumerable.Repeat(fault, fault.Weight))];
            if (bag.Length == 0) yield break;
            random.Shuffle(bag);
            foreach (var fault in bag)
                yield return new Planned(TimeSpan.FromSeconds(meanGapSeconds * (0.5 + random.NextDouble())), fault, random.Next());
        }
    }
}
