using StreamNer.Decoding;

namespace StreamNer.Linking;

/// <summary>A name as texts write it, under the kind of its label, and what it means by itself. Immutable.</summary>
internal sealed class KnownName
{
    /// <summary>As the text has it.</summary>
    public required string Written { get; init; }

    /// <summary>What its label means.</summary>
    public required LabelKind Kind { get; init; }

    /// <summary>The folded name behind a mark that keeps persons apart: names of one key form a <see cref="MentionGroup"/>.</summary>
    public required string GroupKey { get; init; }

    /// <summary>The folded name.</summary>
    public required string Key { get; init; }

    /// <summary>Its candidates, the likeliest first, with <see cref="RankedCandidate.Own"/>.</summary>
    public RankedCandidate[] Candidates { get; init; } = [];

    /// <summary>The candidate of the greatest weight; null without candidates.</summary>
    public EntityFacts? Likeliest { get; init; }
}

/// <summary>
/// Names lately asked for, at most 16,384: texts name the same over and over, and finding what a name means by itself takes longer than all that a
/// text adds. Thread-safe: a slot is read and written as a whole, and what two threads find is alike.
/// </summary>
internal sealed class NameCache(NameLookup lookup)
{
    private const int Slots = 1 << 14;

    // Longer ones are rarely names, and take room.
    private const int LongestKept = 64;

    private readonly KnownName?[] _slots = new KnownName?[Slots];

    public KnownName this[ReadOnlySpan<char> written, LabelKind kind]
    {
        get
        {
            if (written.Length > LongestKept) return lookup.Find(written, kind);
            ref var slot = ref _slots[(string.GetHashCode(written, StringComparison.Ordinal) ^ (int)kind) & (Slots - 1)];
            if (Volatile.Read(ref slot) is { } known && known.Kind == kind && written.SequenceEqual(known.Written)) return known;
            var found = lookup.Find(written, kind);
            Volatile.Write(ref slot, found);
            return found;
        }
    }
}
