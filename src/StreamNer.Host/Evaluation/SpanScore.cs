using StreamNer.Output;

namespace StreamNer.Host.Evaluation;

/// <summary>Counts of one type and what follows from them, each 0 to 1.</summary>
internal sealed class TypeScore
{
    /// <summary>Found and right.</summary>
    public int Right { get; set; }

    /// <summary>Found.</summary>
    public int Found { get; set; }

    /// <summary>In the reference.</summary>
    public int Expected { get; set; }

    /// <summary>Right over found; 0 when nothing was found.</summary>
    public double Precision => Found == 0 ? 0 : (double)Right / Found;

    /// <summary>Right over expected; 0 when nothing was expected.</summary>
    public double Recall => Expected == 0 ? 0 : (double)Right / Expected;

    /// <summary>Harmonic mean of both.</summary>
    public double F1 => Found + Expected == 0 ? 0 : 2.0 * Right / (Found + Expected);
}

/// <summary>
/// Strict entity-level scores: a span counts when type, first and last unit agree; the total is micro-averaged. Units are tokens (the rule of
/// conlleval and seqeval) or characters, which is stricter: an entity that ends within a token, or that holds no token's start, is wrong.
/// </summary>
internal sealed class SpanScore
{
    private readonly SortedDictionary<string, TypeScore> _types = new(StringComparer.Ordinal);

    /// <summary>Scores by type, in order of name.</summary>
    public IReadOnlyDictionary<string, TypeScore> Types => _types;

    /// <summary>Over all types.</summary>
    public TypeScore Total { get; } = new();

    /// <summary>How many sentences were added.</summary>
    public int Sentences { get; private set; }

    /// <summary>Adds a sentence; <paramref name="unlabelled"/> types, which its set does not annotate, are left out on both sides.</summary>
    public void Add(IEnumerable<LabelledSpan> reference, IReadOnlyCollection<LabelledSpan> found, IReadOnlyList<string> unlabelled)
    {
        Sentences++;
        var expected = reference.Where(span => !unlabelled.Contains(span.Type)).ToHashSet();
        foreach (var span in expected) Count(span.Type, score => score.Expected++);
        foreach (var span in found)
        {
            if (unlabelled.Contains(span.Type)) continue;
            var right = expected.Contains(span);
            Count(span.Type, score =>
            {
                score.Found++;
                if (right) score.Right++;
            });
        }
    }

    /// <summary>
    /// The token spans of entities found in the joined text: a token belongs to the entity that covers its first character.
    /// </summary>
    /// <param name="entities">By start; offsets in UTF-16 units of the joined text.</param>
    /// <param name="starts">Where each token starts.</param>
    public static List<LabelledSpan> OnTokens(IEnumerable<Entity> entities, IReadOnlyList<int> starts)
    {
        var spans = new List<LabelledSpan>();
        foreach (var entity in entities)
        {
            int first = -1, last = -1;
            for (var token = 0; token < starts.Count; token++)
            {
                if (starts[token] < entity.Start || starts[token] >= entity.End) continue;
                if (first < 0) first = token;
                last = token;
            }

            if (first >= 0) spans.Add(new LabelledSpan(entity.Label, first, last));
        }

        return spans;
    }

    /// <summary>The entities themselves, in UTF-16 units of the joined text, without the sign of a hashtag.</summary>
    public static List<LabelledSpan> OnCharacters(IEnumerable<Entity> entities) =>
        [.. entities.Select(entity => new LabelledSpan(entity.Label, entity.Start + LabelledSentence.SignOf(entity.Text), entity.End - 1))];

    private void Count(string type, Action<TypeScore> count)
    {
        if (!_types.TryGetValue(type, out var score)) _types.Add(type, score = new TypeScore());
        count(score);
        count(Total);
    }
}
