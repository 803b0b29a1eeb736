using Confluent.Kafka;
using StreamNer.Flow;

namespace StreamNer.Kafka.Records;

/// <summary>Which input headers an enriched record keeps: exact names, and beginnings where the entry ends in <c>*</c>. Names of ours are
/// never copied: an input's <c>streamner-schema</c> or <c>streamner.dlq.*</c> would pass for what we say of a record. Immutable.</summary>
internal sealed class HeaderAllowList(IReadOnlyList<string> names)
{
    private readonly HashSet<string> _exact = [.. names.Where(n => !n.EndsWith('*'))];
    private readonly string[] _beginnings = [.. names.Where(n => n.EndsWith('*')).Select(n => n[..^1])];

    /// <summary>The allowed ones in their order, repeated names and null values too; null when there are none.</summary>
    public Headers? Copy(IReadOnlyList<RecordHeader> from)
    {
        if (from.Count == 0 || (_exact.Count == 0 && _beginnings.Length == 0)) return null;
        Headers? to = null;
        foreach (var header in from)
        {
            if (Allows(header.Key)) (to ??= []).Add(header.Key, header.Value);
        }

        return to;
    }

    /// <summary>True for names that only we give.</summary>
    public static bool IsOurs(string name) =>
        name.StartsWith("streamner.", StringComparison.Ordinal) || name.StartsWith("streamner-", StringComparison.Ordinal);

    private bool Allows(string name) => !IsOurs(name) && IsListed(name);

    private bool IsListed(string name) => _exact.Contains(name) || Array.Exists(_beginnings, b => name.StartsWith(b, StringComparison.Ordinal));
}
