using System.Text.Json;

namespace StreamNer.Host.Demo;

/// <summary>An entity or finding as it stands in an output record: what it is, and [Start, End) in the output text in UTF-16 units.</summary>
internal readonly record struct ShownSpan(string Name, int Start, int End, bool IsPii, string Link);

/// <summary>A record of the enriched topic, or the reason of a dead letter.</summary>
internal sealed record ShownMessage(string Text, IReadOnlyList<ShownSpan> Spans, string Rejected);

/// <summary>What the demo has read back from the output topics. Written by the reader, read by the screen.</summary>
internal sealed class DemoAccount
{
    private const int Kept = 200;

    private readonly Lock _lock = new();
    private readonly LinkedList<ShownMessage> _recent = [];
    private readonly SortedDictionary<string, int> _entities = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _pii = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _reasons = new(StringComparer.Ordinal);
    private int _sent;
    private int _enriched;
    private int _rejected;
    private int _tombstones;

    /// <summary>Messages that the broker took.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Records of the enriched topic with a value.</summary>
    public int Enriched => Volatile.Read(ref _enriched);

    /// <summary>Records of the dead-letter topic.</summary>
    public int Rejected => Volatile.Read(ref _rejected);

    /// <summary>Null values in the enriched topic.</summary>
    public int Tombstones => Volatile.Read(ref _tombstones);

    /// <summary>All records read back.</summary>
    public int Total => Enriched + Rejected + Tombstones;

    /// <summary>One message was sent.</summary>
    public void CountSent() => Interlocked.Increment(ref _sent);

    /// <summary>Takes a record of the enriched topic.</summary>
    public void AddEnriched(byte[]? value)
    {
        if (value is null)
        {
            Interlocked.Increment(ref _tombstones);
            return;
        }

        var message = Parse(value);
        lock (_lock)
        {
            foreach (var span in message.Spans) Add(span.IsPii ? _pii : _entities, span.Name);
            Remember(message);
        }

        Interlocked.Increment(ref _enriched);
    }

    /// <summary>Takes a dead letter.</summary>
    public void AddRejected(string reason)
    {
        lock (_lock)
        {
            Add(_reasons, reason);
            Remember(new ShownMessage("", [], reason));
        }

        Interlocked.Increment(ref _rejected);
    }

    /// <summary>The last <paramref name="count"/> messages, oldest first.</summary>
    public IReadOnlyList<ShownMessage> Recent(int count)
    {
        lock (_lock) return [.. _recent.Skip(Math.Max(0, _recent.Count - count))];
    }

    /// <summary>Counts by entity label, PII type and reason.</summary>
    public (KeyValuePair<string, int>[] Entities, KeyValuePair<string, int>[] Pii, KeyValuePair<string, int>[] Reasons) Counts()
    {
        lock (_lock) return ([.. _entities], [.. _pii], [.. _reasons]);
    }

    private void Remember(ShownMessage message)
    {
        _recent.AddLast(message);
        if (_recent.Count > Kept) _recent.RemoveFirst();
    }

    private static void Add(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static ShownMessage Parse(byte[] value)
    {
        using var json = JsonDocument.Parse(value);
        var spans = new List<ShownSpan>();
        foreach (var entity in json.RootElement.GetProperty("entities").EnumerateArray())
        {
            var link = entity.GetProperty("link");
            spans.Add(new ShownSpan(
                entity.GetProperty("label").GetString()!, entity.GetProperty("outputStart").GetInt32(), entity.GetProperty("outputEnd")
                    .GetInt32(), false,
                link.ValueKind == JsonValueKind.Object ? link.GetProperty("id").GetString()! : ""));
        }

        foreach (var finding in json.RootElement.GetProperty("pii").EnumerateArray())
        {
            spans.Add(new ShownSpan(finding.GetProperty("type").GetString()!, finding.GetProperty("outputStart").GetInt32(),
                finding.GetProperty("outputEnd").GetInt32(), true, ""));
        }

        return new ShownMessage(json.RootElement.GetProperty("text").GetString()!, spans, "");
    }
}
