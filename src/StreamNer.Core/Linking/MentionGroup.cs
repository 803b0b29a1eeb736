using StreamNer.Decoding;
using StreamNer.Linking.Sources;

namespace StreamNer.Linking;

/// <summary>A candidate of a group with what its score rests on.</summary>
internal struct RankedCandidate
{
    public EntityFacts Facts;
    public AliasKind Kind;

    /// <summary>Found by a name that differs by a letter.</summary>
    public bool Near;

    /// <summary>The text writes its state or country after the mention.</summary>
    public bool Region;

    /// <summary>How far the name alone means it: the entity's prior times the weight of the kind.</summary>
    public float Weight;

    /// <summary>What the name says for it, on the scale of a logarithm (<see cref="NameScore"/>).</summary>
    public double Own;

    /// <summary>0 to 1; before that, all that is said for it, on the scale of a logarithm.</summary>
    public float Score;

    public static RankedCandidate Of(EntityFacts facts, AliasKind kind, bool near = false) =>
        new() { Facts = facts, Kind = kind, Near = near, Weight = facts.Prior * kind.Weight() };
}

/// <summary>The mentions of a document that are written alike: one name has one sense in a document. A person's name is apart from others.</summary>
internal sealed class MentionGroup
{
    /// <summary>More mentions of a name add nothing to its context.</summary>
    public const int MostContexts = 8;

    /// <summary>The name as the first mention has it.</summary>
    public KnownName Name { get; private set; } = null!;

    /// <summary>The folded name.</summary>
    public string Key => Name.Key;

    public LabelKind Kind => Name.Kind;

    /// <summary>The mentions that give context, as indices, at most <see cref="MostContexts"/>.</summary>
    public List<int> Mentions { get; } = [];

    /// <summary>Candidates, best first once they are ranked.</summary>
    public List<RankedCandidate> Candidates { get; } = [];

    /// <summary>The candidate of the greatest weight; null without candidates.</summary>
    public EntityFacts? Likeliest { get; set; }

    /// <summary>Whether a candidate lies in the state or country that the text writes behind.</summary>
    public bool AnyRegion { get; set; }

    /// <summary>The state or country that the text writes behind its first mention; null for none.</summary>
    public Region? Region { get; set; }

    /// <summary>Of a surname or given name: the group of the full name, whose sense it takes; null for none.</summary>
    public MentionGroup? FullName { get; set; }

    /// <summary>The number of its mentions in the record, from 1; 0 before it is given.</summary>
    public int Number { get; set; }

    /// <summary>The result of all its mentions.</summary>
    public LinkResult Result { get; set; }

    /// <summary>That whose candidates count for this one.</summary>
    public MentionGroup Sense => FullName ?? this;

    public bool IsPerson => Kind == LabelKind.Person;

    public bool HasSeveralWords { get; private set; }

    public void Begin(KnownName name)
    {
        (Name, Likeliest, HasSeveralWords) = (name, name.Likeliest, name.Key.Contains(' ', StringComparison.Ordinal));
        (FullName, Number, Result, Region, AnyRegion) = (null, 0, default, null, false);
        Mentions.Clear();
        Candidates.Clear();
        Candidates.AddRange(name.Candidates.AsSpan());
    }
}
