using StreamNer.Decoding;

namespace StreamNer.Linking;

/// <summary>An entity that goes by a mention, and how.</summary>
/// <param name="Entity">Its index in the base.</param>
/// <param name="Kind">How the mention came to mean it.</param>
internal readonly record struct EntityMatch(int Entity, AliasKind Kind);

/// <summary>What ranking needs of an entity, read once. Immutable.</summary>
internal sealed class EntityFacts
{
    /// <summary>Words of a description that are compared with a text.</summary>
    public const int MostWords = 24;

    /// <summary>Neighbours that are compared with those of other mentions.</summary>
    public const int MostNeighbours = 64;

    /// <summary>Its index in the base.</summary>
    public required int Index { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Its label as the base has it.</summary>
    public required string Type { get; init; }

    /// <summary>What the label means.</summary>
    public required LabelKind Kind { get; init; }

    /// <summary>Two letters, empty when unknown.</summary>
    public string Country { get; init; } = "";

    /// <summary>It is a state or country, by its name.</summary>
    public bool IsRegion { get; init; }

    public required float Prior { get; init; }

    /// <summary>In a unit of its source, 0 when unknown.</summary>
    public float Popularity { get; init; }

    /// <summary>The words of its description by <see cref="ContentWords.Hash"/>.</summary>
    public uint[] Words { get; init; } = [];

    /// <summary>It is an organization of sport, by its description.</summary>
    public bool IsTeam { get; init; }

    /// <summary>Indices of entities that are often named with it.</summary>
    public int[] Neighbours { get; init; } = [];
}

/// <summary>The facts of entities lately asked for, at most 16,384 of them. Thread-safe: a slot is read and written as a whole.</summary>
internal sealed class FactsCache(Func<int, EntityFacts> read)
{
    private const int Slots = 1 << 14;

    private readonly EntityFacts?[] _slots = new EntityFacts?[Slots];

    public EntityFacts this[int entity]
    {
        get
        {
            ref var slot = ref _slots[entity & (Slots - 1)];
            if (Volatile.Read(ref slot) is { } known && known.Index == entity) return known;
            var facts = read(entity);
            Volatile.Write(ref slot, facts);
            return facts;
        }
    }
}
