using StreamNer.Text;

namespace StreamNer.Decoding;

/// <summary>
/// Turns the scores of a whole document into entities. Words come from the pre-tokeniser's indices. A word's label and score follow the
/// <see cref="Aggregation"/>; neighbouring words of one type join unless a label says otherwise; a group's score is the mean of its words'.
/// The rules are those of the token-classification pipeline of Hugging Face transformers. Thread-safe.
/// </summary>
internal sealed class BioDecoder(LabelScheme labels)
{
    /// <summary>Decodes a document.</summary>
    /// <param name="logits">Finite scores before softmax, [tokens, labels].</param>
    /// <param name="tokens">The document's tokens.</param>
    /// <param name="aggregation">How pieces become words.</param>
    /// <param name="into">Receives the entities by start; they do not overlap.</param>
    public void Decode(ReadOnlySpan<float> logits, TokenBuffer tokens, Aggregation aggregation, List<EntitySpan> into)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(into);
        var width = labels.Count;
        var words = tokens.Words;
        var open = default(OpenGroup);
        Span<float> scores = width <= 256 ? stackalloc float[width] : new float[width];
        for (var first = 0; first < words.Length;)
        {
            var end = first + 1;
            if (aggregation != Aggregation.Simple)
            {
                while (end < words.Length && words[end] == words[first]) end++;
            }

            var (label, score) = aggregation switch
            {
                Aggregation.Average => Mean(logits[(first * width)..(end * width)], scores),
                Aggregation.Max => Strongest(logits[(first * width)..(end * width)], width),
                _ => Best(logits.Slice(first * width, width)),
            };
            Append(ref open, label, score, tokens.Starts[first], tokens.Ends[end - 1], into);
            first = end;
        }

        Close(ref open, into);
    }

    private void Append(ref OpenGroup open, int label, float score, int start, int end, List<EntitySpan> into)
    {
        var role = labels.RoleOf(label);
        if (role is TagRole.Outside)
        {
            Close(ref open, into);
            return;
        }

        var type = labels.TypeOf(label);
        var joins = role is TagRole.Inside or TagRole.End && !open.Ended && ReferenceEquals(open.Type, type);
        if (!joins)
        {
            Close(ref open, into);
            open = new OpenGroup { Type = type, Start = start };
        }

        open.End = end;
        open.ScoreSum += score;
        open.Words++;
        open.Ended = role is TagRole.End or TagRole.Single;
    }

    private static void Close(ref OpenGroup open, List<EntitySpan> into)
    {
        if (open.Type is { } type) into.Add(new EntitySpan(type, open.Start, open.End, open.ScoreSum / open.Words));
        open = default;
    }

    // Softmax of the best label only: exp(0) over the sum.
    private static (int Label, float Score) Best(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[best]) best = i;
        }

        var sum = 0f;
        foreach (var logit in logits) sum += MathF.Exp(logit - logits[best]);
        return (best, 1 / sum);
    }

    private static (int Label, float Score) Strongest(ReadOnlySpan<float> pieces, int width)
    {
        var strongest = Best(pieces[..width]);
        for (var at = width; at < pieces.Length; at += width)
        {
            var piece = Best(pieces.Slice(at, width));
            if (piece.Score > strongest.Score) strongest = piece;
        }

        return strongest;
    }

    private static (int Label, float Score) Mean(ReadOnlySpan<float> pieces, Span<float> mean)
    {
        mean.Clear();
        for (var at = 0; at < pieces.Length; at += mean.Length)
        {
            var piece = pieces.Slice(at, mean.Length);
            var (best, share) = Best(piece);
            for (var i = 0; i < mean.Length; i++) mean[i] += MathF.Exp(piece[i] - piece[best]) * share;
        }

        var label = 0;
        for (var i = 1; i < mean.Length; i++)
        {
            if (mean[i] > mean[label]) label = i;
        }

        return (label, mean[label] * mean.Length / pieces.Length);
    }

    private struct OpenGroup
    {
        public string? Type;
        public int Start;
        public int End;
        public float ScoreSum;
        public int Words;
        public bool Ended;
    }
}
