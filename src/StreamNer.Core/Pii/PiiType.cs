using StreamNer.Pii.Detectors;

namespace StreamNer.Pii;

/// <summary>One type of personal data and what surrounds it in a text.</summary>
/// <param name="Name">The name in records, policies and metrics.</param>
/// <param name="Region">ISO 3166 code of the country whose identifier it is; empty for everywhere.</param>
/// <param name="Languages">ISO 639-1 codes of its context words, with commas; empty if it has none.</param>
/// <param name="Context">Context words and phrases, parted by <c>|</c>: whole words, any case, accents do not matter.</param>
/// <param name="Before">How many tokens before the value a context word may end.</param>
/// <param name="After">How many tokens after the value a context word may begin.</param>
public sealed record PiiType(string Name, string Region, string Languages, string Context, int Before = 10, int After = 4)
{
    /// <summary>Its place in <see cref="PiiTypes.All"/>: the last resort where findings overlap.</summary>
    public int Order { get; internal set; }

    /// <summary>The detectors that report it.</summary>
    public IReadOnlyList<(string Name, PiiStrength Strength)> Detectors => DetectorTable.Default.Describe(this);
}
