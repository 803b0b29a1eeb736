using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Validators;

/// <summary>Business identifier code (ISO 9362): four letters, a country, two of place and perhaps three of branch.</summary>
internal static class Swift
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> s_countries =
        DataTable.Lines("phone-regions.txt").Select(line => line[..2]).ToHashSet().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Eight or eleven letters and digits, upper case.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => text[..6].IndexOfAnyExceptInRange('A', 'Z') < 0 && s_countries.Contains(text[4..6])
        && CharTable.IsAlphanumeric(text[7]);
}
