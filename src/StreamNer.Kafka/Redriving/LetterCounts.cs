using StreamNer.Kafka.Records;

namespace StreamNer.Kafka.Redriving;

/// <summary>How many dead letters there are of one kind.</summary>
/// <param name="Topic">Where their records stood.</param>
/// <param name="Reason">The code.</param>
/// <param name="Detail">The code; <c>none</c> where there is none.</param>
/// <param name="Stage">The code.</param>
/// <param name="Count">How many.</param>
internal readonly record struct LetterCount(string Topic, string Reason, string Detail, string Stage, long Count);

/// <summary>Counts dead letters.</summary>
internal static class LetterCounts
{
    /// <summary>By topic, then the most frequent first.</summary>
    public static IReadOnlyList<LetterCount> Of(IEnumerable<DeadLetter> letters)
    {
        var counts = new Dictionary<LetterCount, long>();
        foreach (var letter in letters)
        {
            var kind = new LetterCount(
                letter.Find("topic") ?? "", letter.Find("reason") ?? "", letter.Find("detail") ?? "none", letter.Find("stage") ?? "", 0);
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
        }

        return
        [
            .. counts.Select(one => one.Key with { Count = one.Value }).OrderBy(one => one.Topic, StringComparer.Ordinal)
                .ThenByDescending(one => one.Count).ThenBy(one => one.Reason, StringComparer.Ordinal)
                .ThenBy(one => one.Detail, StringComparer.Ordinal).ThenBy(one => one.Stage, StringComparer.Ordinal),
        ];
    }
}
