namespace StreamNer.Linking;

/// <summary>A candidate of a mention with its features, for fitting weights.</summary>
/// <param name="Id">The entity's id.</param>
/// <param name="Features">By <see cref="LinkFeature"/>.</param>
internal sealed record TracedCandidate(string Id, IReadOnlyList<float> Features);

/// <summary>Takes the features of every candidate of a text's mentions. Not thread-safe; for one text.</summary>
internal sealed class LinkTrace
{
    private readonly Dictionary<(MentionGroup Group, int Entity), float[]> _rows = [];
    private readonly List<IReadOnlyList<TracedCandidate>> _mentions = [];

    /// <summary>The names of the features, in their order.</summary>
    public static IReadOnlyList<string> Features { get; } = Enum.GetNames<LinkFeature>();

    /// <summary>The candidates of each mention; none for a mention without any.</summary>
    public IReadOnlyList<IReadOnlyList<TracedCandidate>> Mentions => _mentions;

    internal void Add(MentionGroup group, int entity, ReadOnlySpan<float> features) => _rows.Add((group, entity), features.ToArray());

    internal void End(LinkingDesk desk, int mentions)
    {
        for (var i = 0; i < mentions; i++)
        {
            var sense = desk.GroupOf(i)?.Sense;
            _mentions.Add(sense is null ? []
                : [.. sense.Candidates.Select(one => new TracedCandidate(one.Facts.Id, _rows[(sense, one.Facts.Index)]))]);
        }
    }
}
