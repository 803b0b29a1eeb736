using StreamNer.Decoding;

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

    /// <summary>0 to 1; before that, the evidence for it (<see cref="LinkWeights.Evidence"/>).</summary>
    public float Score;

    /// <summary>How far the name alone means it.</summary>
    public readonly float Weight => Facts.Prior * Kind.Weight();
}

/// <summary>The mentions of a document that are written alike: one name has one sense in a document. A person's name is apart from others.</summary>
internal sealed class MentionGroup
{
    /// <summary>More mentions of a name add nothing to its context.</summary>
    public const int MostContexts = 8;

    /// <summary>The folded name.</summary>
    public string Key { get; private set; } = "";

    public string Label { get; private set; } = "";

    public LabelKind Kind { get; private set; }

    /// <summary>The mentions that give context, as indices, at most <see cref="MostContexts"/>.</summary>
    public List<int> Mentions { get; } = [];

    /// <summary>Candidates, best first once they are ranked.</summary>
    public List<RankedCandidate> Candidates { get; } = [];

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

    public bool HasSeveralWords => Key.Contains(' ', StringComparison.Ordinal);

    public void Begin(string key, string label, LabelKind kind)
    {
        (Key, Label, Kind) = (key, label, kind);
        (FullName, Number, Result, Region) = (null, 0, default, null);
        Mentions.Clear();
        Candidates.Clear();
    }
}
