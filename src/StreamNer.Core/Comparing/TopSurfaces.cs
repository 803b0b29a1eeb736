namespace StreamNer.Comparing;

/// <summary>What changed on which words of the redacted text.</summary>
/// <param name="Kind">How.</param>
/// <param name="Before">The label in A; empty where there is none.</param>
/// <param name="After">The label in B; empty where there is none.</param>
/// <param name="Surface">The words, at most <see cref="TopSurfaces.LongestSurface"/> UTF-16 units.</param>
internal readonly record struct ChangedSurface(ChangeKind Kind, string Before, string After, string Surface);

/// <summary>
/// Counts surfaces in bounded memory: when there are too many, the rarest half is forgotten. Counts are exact until then, and lower bounds
/// afterwards. Not thread-safe.
/// </summary>
/// <param name="capacity">How many are kept at least.</param>
internal sealed class TopSurfaces(int capacity)
{
    /// <summary>Longer surfaces are cut, in UTF-16 units.</summary>
    public const int LongestSurface = 60;

    private readonly Dictionary<ChangedSurface, long> _counts = [];

    /// <summary>Whether counts are exact.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>Counts one.</summary>
    public void Add(ChangedSurface surface)
    {
        if (surface.Surface.Length > LongestSurface) surface = surface with { Surface = Cut(surface.Surface) };
        _counts[surface] = _counts.GetValueOrDefault(surface) + 1;
        if (_counts.Count < 2 * capacity) return;
        IsExact = false;
        foreach (var (rare, _) in Ordered().Skip(capacity).ToList()) _counts.Remove(rare);
    }

    /// <summary>The most frequent, most first.</summary>
    public IReadOnlyList<(ChangedSurface Surface, long Count)> Top(int most) => [.. Ordered().Take(most)];

    private IEnumerable<(ChangedSurface Surface, long Count)> Ordered() => _counts.Select(one => (one.Key, one.Value))
        .OrderByDescending(one => one.Value).ThenBy(one => one.Key.Kind).ThenBy(one => one.Key.Surface, StringComparer.Ordinal)
        .ThenBy(one => one.Key.Before, StringComparer.Ordinal).ThenBy(one => one.Key.After, StringComparer.Ordinal);

    private static string Cut(string surface)
    {
        var end = char.IsHighSurrogate(surface[LongestSurface - 2]) ? LongestSurface - 2 : LongestSurface - 1;
        return surface[..end] + "…";
    }
}
