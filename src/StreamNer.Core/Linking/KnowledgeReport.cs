namespace StreamNer.Linking;

/// <summary>What became of the records of all sources.</summary>
internal sealed record KnowledgeReport
{
    /// <summary>How many faults are kept with their place.</summary>
    public const int FaultsKept = 20;

    /// <summary>Records taken.</summary>
    public long Records { get; internal set; }

    /// <summary>Lines that were not of the form.</summary>
    public long Skipped { get; internal set; }

    /// <summary>The first of them: source, line, what is wrong.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Records whose id another record had.</summary>
    public long MergedById { get; internal set; }

    /// <summary>Entities that became one with an entity of another scheme, by name, type and country.</summary>
    public long MergedByName { get; internal set; }

    /// <summary>Groups of equal name, type and country that were left apart, since a scheme has several of them.</summary>
    public long LeftApart { get; internal set; }

    /// <summary>Neighbours whose id no record has.</summary>
    public long NeighboursDropped { get; internal set; }

    /// <summary>Aliases without a letter or digit, or too long to be a name.</summary>
    public long AliasesDropped { get; internal set; }
}
