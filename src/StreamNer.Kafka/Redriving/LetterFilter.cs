using System.Globalization;
using StreamNer.Kafka.Records;

namespace StreamNer.Kafka.Redriving;

/// <summary>Which dead letters are meant. What is not set matches all.</summary>
internal sealed record LetterFilter
{
    /// <summary>Codes of <c>streamner.dlq.reason</c>; empty: all.</summary>
    public IReadOnlyCollection<string> Reasons { get; init; } = [];

    /// <summary>Codes of <c>streamner.dlq.detail</c>, <c>none</c> for letters without one; empty: all.</summary>
    public IReadOnlyCollection<string> Details { get; init; } = [];

    /// <summary>Codes of <c>streamner.dlq.stage</c>; empty: all.</summary>
    public IReadOnlyCollection<string> Stages { get; init; } = [];

    /// <summary>Consumer groups that rejected the records; empty: all.</summary>
    public IReadOnlyCollection<string> Groups { get; init; } = [];

    /// <summary>The source's topic.</summary>
    public string? Topic { get; init; }

    /// <summary>The source's partition.</summary>
    public int? Partition { get; init; }

    /// <summary>Rejected at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Rejected before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whose record it was; "" for records that name no tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Whether a letter is meant.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="tenantOf">Whose it was; null where that is unknown, which matches no tenant. Asked only where it matters.</param>
    public bool Matches(DeadLetter letter, Func<DeadLetter, string?> tenantOf) =>
        IsOfGroups(letter) && IsAmong(Reasons, letter.Find("reason")) && IsAmong(Details, letter.Find("detail") ?? "none") && IsAmong(Stages, letter.Find("stage"))
        && (Topic is null || letter.Find("topic") == Topic)
        && (Partition is null || letter.Find("partition") == Partition.Value.ToString(CultureInfo.InvariantCulture))
        && IsInTime(letter) && (Tenant is null || tenantOf(letter) == Tenant);

    /// <summary>Whether one of <see cref="Groups"/> wrote the letter.</summary>
    public bool IsOfGroups(DeadLetter letter) => IsAmong(Groups, letter.Find("group"));

    private static bool IsAmong(IReadOnlyCollection<string> wanted, string? code) => wanted.Count == 0 || (code is not null && wanted.Contains(code));

    private bool IsInTime(DeadLetter letter)
    {
        if (Since is null && Until is null) return true;
        return long.TryParse(letter.Find("failed-at"), NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
            && (Since is null || ms >= Since.Value.ToUnixTimeMilliseconds()) && (Until is null || ms < Until.Value.ToUnixTimeMilliseconds());
    }
}
