using System.Collections.Frozen;
using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Redacting;

/// <summary>The three-digit ZIP areas that 45 CFR 164.514(b)(2)(i)(B) lets stand: those in which the census counts more than 20,000 people.</summary>
internal static class ZipAreas
{
    /// <summary>
    /// Areas of 20,000 people or fewer: the 17 of the 2000 census (67 FR 53182, 53234; in HHS's guidance on de-identification) and the 18 of the 2020
    /// census. Both, since areas shrink and grow and a text does not say when it was written.
    /// </summary>
    private static readonly FrozenSet<string> s_small = FrozenSet.ToFrozenSet(
    [
        "036", "059", "063", "102", "202", "203", "204", "205", "369", "556", "692", "753", "772", "790", "821", "823", "830", "831", "878", "879",
        "884", "890", "893",
    ]);

    // Military mail and unassigned numbers are in no area: nobody is counted there.
    private static readonly FrozenSet<string> s_shown = FrozenSet.ToFrozenSet(
        DataTable.Lines("zip-areas.txt").SelectMany(static line => line.Split(' ').Skip(1).Select(rest => line[0] + rest))
            .Where(static area => !s_small.Contains(area)));

    /// <summary>The area itself where it may stand, else <c>000</c>.</summary>
    public static string Shown(string area) => s_shown.Contains(area) ? area : "000";
}
