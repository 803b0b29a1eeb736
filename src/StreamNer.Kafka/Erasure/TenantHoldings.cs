namespace StreamNer.Kafka.Erasure;

/// <summary>Records of one partition whose tenant cannot be told.</summary>
/// <param name="Kind">What the topic is.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Records">How many.</param>
internal readonly record struct UnknownTenants(HoldingKind Kind, string Topic, int Partition, long Records);

/// <summary>Collects what tenants have in topics: the records of each partition in their order. Not thread-safe.</summary>
internal sealed class TenantHoldings
{
    private readonly Dictionary<(string Tenant, string Topic, int Partition), TenantHolding> _held = [];
    private readonly Dictionary<(HoldingKind Kind, string Topic, int Partition), long> _unknown = [];
    private (string Topic, int Partition) _at = ("", -1);
    private string? _owner;
    private long _before;

    /// <summary>By topic in the order of their being read, then partition.</summary>
    public IEnumerable<TenantHolding> Of(string tenant) => _held.Values.Where(held => held.Tenant == tenant);

    /// <summary>Records that cannot be assigned, by partition.</summary>
    public IEnumerable<UnknownTenants> Unknown =>
        _unknown.Select(one => new UnknownTenants(one.Key.Kind, one.Key.Topic, one.Key.Partition, one.Value));

    /// <summary>Takes a record into account.</summary>
    /// <param name="kind">What the topic is.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="offset">The offset, above those before.</param>
    /// <param name="owner">The tenant; null where it is none of those looked for.</param>
    /// <param name="unknown">Whether that cannot be told.</param>
    public void Add(HoldingKind kind, string topic, int partition, long offset, string? owner, bool unknown = false)
    {
        if (_at != (topic, partition)) (_at, _owner, _before) = ((topic, partition), null, 0);
        if (unknown) _unknown[(kind, topic, partition)] = _unknown.GetValueOrDefault((kind, topic, partition)) + 1;
        if (owner is not null)
        {
            if (!_held.TryGetValue((owner, topic, partition), out var held))
                _held.Add((owner, topic, partition), held = new TenantHolding(owner, kind, topic, partition));
            held.Add(offset, follows: _owner == owner, _before);
        }

        _owner = owner;
        _before++;
    }
}
