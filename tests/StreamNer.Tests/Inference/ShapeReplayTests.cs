using StreamNer.Decoding;
using StreamNer.Inference;

namespace StreamNer.Tests.Inference;

public sealed class ShapeReplayTests
{
    [Fact]
    public void The_recorded_shapes_are_run_again_each_once_and_no_more_at_once_than_allowed()
    {
        var random = new Random(7);
        using var classifier = new LocalClassifier();
        using var classification = LocalClassifier.Classification(classifier, new InferenceOptions { PaddedTokensPerRun = 64 });
        classification.Shapes = new ShapeRecorder();
        classification.Classify(
            [.. Enumerable.Range(0, 50).Select(_ => LocalClassifier.Document(random, random.Next(1, 60)))], Aggregation.First,
            new DocumentEntities[50]);
        var recorded = classification.Shapes.Snapshot();
        Assert.True(recorded.Length > 10);
        using var alone = new ShapeCounter();
        var time = ShapeReplay.Run(alone, recorded, classification.ParallelRuns, LocalClassifier.Special, [11, 12], TimeProvider.System);
        Assert.True(time > TimeSpan.Zero);
        Assert.Equal(recorded.Order(ByShape), alone.Shapes.Snapshot().Order(ByShape));
    }

    private static Comparer<RunShape> ByShape => Comparer<RunShape>.Create((a, b) => (a.Rows, a.Columns).CompareTo((b.Rows, b.Columns)));

    private sealed class ShapeCounter : ITokenClassifier
    {
        public ShapeRecorder Shapes { get; } = new();

        public int LabelCount => 5;

        public int MaxTokens => 512;

        public void Classify(TensorBatch batch, CancellationToken cancel = default)
        {
            Shapes.Record(batch.Rows, batch.Columns);
            Assert.Equal(-1, batch.AttentionMask.Span.IndexOf(0));
        }

        public void Dispose() { }
    }
}
