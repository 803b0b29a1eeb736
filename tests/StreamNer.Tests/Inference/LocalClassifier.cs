using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Inference;
using StreamNer.Text;

namespace StreamNer.Tests.Inference;

/// <summary>
/// A classifier that looks at a token and its two neighbours only, with faults on demand: ids that make a run throw, ids that give NaN, and an
/// engine that is down.
/// </summary>
internal sealed class LocalClassifier(int labels = 5, int maxTokens = 512) : ITokenClassifier
{
    /// <summary>Always scored as outside, whatever stands beside it.</summary>
    public const int Filler = 7;

    public const int Throws = 900;
    public const int GivesNaN = 901;
    public const int GivesInfinity = 902;

    private readonly Lock _gate = new();
    private int _runs;
    private int _underWay;

    public int LabelCount { get; } = labels;

    public int MaxTokens { get; } = maxTokens;

    public bool Down { get; set; }

    /// <summary>The engine goes down at this run, counted from 1.</summary>
    public int DownFromRun { get; init; } = int.MaxValue;

    /// <summary>Runs that throw whatever is in them, counted from 1: a glitch that passes.</summary>
    public IReadOnlySet<int> Glitches { get; init; } = new HashSet<int>();

    public int Runs => _runs;

    /// <summary>The most runs that were ever under way at once.</summary>
    public int MostAtOnce { get; private set; }

    public static LabelScheme Labels { get; } = LabelScheme.Read(["O", "B-PER", "I-PER", "B-LOC", "I-LOC"], out _)!;

    public static SpecialTokenIds Special => new(101, 102, 0);

    public static TokenClassification Classification(ITokenClassifier classifier, InferenceOptions? options = null, Telemetry? telemetry = null) =>
        new(classifier, Labels, Special, [11, 12], (options ?? new InferenceOptions()).Resolve(gpu: false, cores: 2), telemetry ?? new Telemetry());

    /// <summary>Random tokens, some words of several pieces, offsets two units a token.</summary>
    public static TokenBuffer Document(Random random, int tokens)
    {
        var buffer = new TokenBuffer();
        var word = -1;
        for (var i = 0; i < tokens; i++)
        {
            if (i == 0 || random.Next(4) > 0) word++;
            buffer.Add(random.Next(10, 800), i * 2, (i * 2) + 1, word);
        }

        return buffer;
    }

    public static TokenBuffer Of(params int[] ids)
    {
        var buffer = new TokenBuffer();
        for (var i = 0; i < ids.Length; i++) buffer.Add(ids[i], i * 2, (i * 2) + 1, i);
        return buffer;
    }

    public void Classify(TensorBatch batch, CancellationToken cancel = default)
    {
        var run = Interlocked.Increment(ref _runs);
        if (run >= DownFromRun) Down = true;
        lock (_gate) MostAtOnce = Math.Max(MostAtOnce, ++_underWay);
        try
        {
            if (Glitches.Contains(run)) throw new InvalidOperationException("the run failed for once");
            Score(batch);
        }
        finally
        {
            lock (_gate) _underWay--;
        }
    }

    public void Dispose() { }

    private void Score(TensorBatch batch)
    {
        if (Down) throw new InvalidOperationException("the engine is down");
        Assert.True(batch.Columns <= MaxTokens);
        var ids = batch.InputIds.Span;
        var mask = batch.AttentionMask.Span;
        var logits = batch.Logits.Span;
        if (ids.Contains(Throws)) throw new InvalidOperationException("the run failed");
        for (var at = 0; at < ids.Length; at++)
        {
            var column = at % batch.Columns;
            var before = column > 0 ? ids[at - 1] : 0;
            var after = column < batch.Columns - 1 && mask[at + 1] == 1 ? ids[at + 1] : 0;
            Score(before, ids[at], after, logits.Slice(at * LabelCount, LabelCount));
        }
    }

    private static void Score(long before, long id, long after, Span<float> cell)
    {
        cell.Clear();
        cell[0] = id == Filler ? 100 : 0.4f;
        if (id == Filler) return;
        if (id == GivesNaN) cell[1] = float.NaN;
        if (id == GivesInfinity) cell[1] = float.PositiveInfinity;
        var random = new Random(unchecked((int)((before * 1_000_003) + (id * 1_009) + after)));
        for (var label = 1; label < cell.Length; label++) cell[label] += random.NextSingle();
    }
}
