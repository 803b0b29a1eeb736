using StreamNer.Inference;
using StreamNer.Text;

namespace StreamNer.Onnx;

/// <summary>
/// What the self-test found: the largest difference of a logit between a text alone and in other company, and how many tokens changed their label.
/// </summary>
/// <param name="MaxDifference">0 means that outputs are equal byte for byte whatever the batch.</param>
/// <param name="LabelsChanged">Tokens, over all companies tried.</param>
/// <param name="Tolerance">What was allowed.</param>
internal sealed record SelfTestResult(float MaxDifference, int LabelsChanged, float Tolerance)
{
    /// <summary>Whether a document's result depends on its batch.</summary>
    public bool BatchDependent => !(MaxDifference <= Tolerance);
}

/// <summary>
/// Runs golden texts alone, padded, and in mixed batches, and compares. Caching, replay and comparison are honest only where the answers agree.
/// </summary>
/// <param name="classifier">The model.</param>
/// <param name="special">Its special tokens.</param>
internal sealed class ModelSelfTest(ITokenClassifier classifier, SpecialTokenIds special)
{
    // A score is p, and moves by at most p(1-p) times the spread of the logits' changes, that is half of the largest change: these keep scores within
    // 1e-4 (single precision) and 1e-2 (half).
    private const float SingleTolerance = 2e-4f;
    private const float HalfTolerance = 2e-2f;

    /// <summary>Runs the test.</summary>
    /// <param name="texts">Tokens of texts of different lengths, at least two; longer ones than the model takes are cut.</param>
    /// <param name="halfPrecision">Whether the model computes in half precision.</param>
    /// <exception cref="ModelException">The model gives no finite scores, or fails.</exception>
    public SelfTestResult Run(IReadOnlyList<TokenBuffer> texts, bool halfPrecision)
    {
        ArgumentNullException.ThrowIfNull(texts);
        int[][] rows = [.. texts.Select(text => text.Ids[..Math.Min(text.Count, classifier.MaxTokens - 2)].ToArray())];
        var longest = rows.Max(row => row.Length);
        var alone = rows.Select(row => Logits([row], row.Length)[0]).ToArray();
        var difference = 0f;
        var changed = 0;
        foreach (var company in Companies(rows.Length))
        {
            var together = Logits([.. company.Select(row => rows[row])], longest);
            for (var at = 0; at < company.Length; at++) Compare(alone[company[at]], together[at], ref difference, ref changed);
        }

        return new SelfTestResult(difference, changed, halfPrecision ? HalfTolerance : SingleTolerance);
    }

    /// <summary>Runs one row and reports what goes wrong: null when its scores are finite numbers.</summary>
    public Exception? Try(ReadOnlySpan<int> ids)
    {
        try
        {
            Logits([ids.ToArray()], ids.Length);
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }

    // Each text alone but padded, all together, all together backwards, and pairs of neighbours.
    private static IEnumerable<int[]> Companies(int count)
    {
        for (var i = 0; i < count; i++) yield return [i];
        yield return [.. Enumerable.Range(0, count)];
        yield return [.. Enumerable.Range(0, count).Reverse()];
        for (var i = 1; i < count; i++) yield return [i - 1, i];
    }

    private void Compare(float[] alone, float[] together, ref float difference, ref int changed)
    {
        for (var at = 0; at < alone.Length; at++) difference = Math.Max(difference, Math.Abs(alone[at] - together[at]));
        for (var at = 0; at < alone.Length; at += classifier.LabelCount)
        {
            if (Best(alone.AsSpan(at, classifier.LabelCount)) != Best(together.AsSpan(at, classifier.LabelCount))) changed++;
        }
    }

    private float[][] Logits(int[][] rows, int longest)
    {
        using var batch = new TensorBatch();
        batch.Reset(rows.Length, longest + 2, classifier.LabelCount);
        for (var row = 0; row < rows.Length; row++) batch.SetRow(row, rows[row], special);
        classifier.Classify(batch);
        float[][] logits = [.. rows.Select((row, at) => batch.LogitsOf(at, 0, row.Length).ToArray())];
        return Array.TrueForAll(logits, row => Array.TrueForAll(row, float.IsFinite))
            ? logits
            : throw new ModelException("model:path", "model.onnx returns scores that are not finite for ordinary text");
    }

    private static int Best(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best]) best = i;
        }

        return best;
    }
}
