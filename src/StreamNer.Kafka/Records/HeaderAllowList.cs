using Confluent.Kafka;
using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>Which input headers an enriched record keeps: exact names, and beginnings where the entry ends in <c>*</c>. Immutable.</summary>
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

    private bool Allows(string name) => _exact.Contains(name) || Array.Exists(_beginnings, b => name.StartsWith(b, StringComparison.Ordinal));
}
