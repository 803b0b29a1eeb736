using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Inference;
using StreamNer.Pipeline;
using StreamNer.Text;

namespace StreamNer.Tests.Inference;

public sealed class TokenClassificationTests
{
    [Fact]
    public void A_document_without_tokens_has_no_entities_and_costs_no_run()
    {
        using var classifier = new LocalClassifier();
        Assert.Empty(Assert.Single(Classify(classifier, new TokenBuffer())).Entities!);
        Assert.Equal(0, classifier.Runs);
    }

    [Fact]
    public void Results_stand_in_the_order_of_the_documents()
    {
        var random = new Random(1);
        TokenBuffer[] documents = [.. Enumerable.Range(0, 40).Select(_ => LocalClassifier.Document(random, random.Next(0, 90)))];
        using var classifier = new LocalClassifier();
        var together = Classify(classifier, documents);
        for (var i = 0; i < documents.Length; i++) Assert.Equal(Assert.Single(Classify(classifier, documents[i])).Entities, together[i].Entities);
    }

    [Theory]
    [InlineData(LocalClassifier.Throws)]
    [InlineData(LocalClassifier.GivesNaN)]
    [InlineData(LocalClassifier.GivesInfinity)]
    public void A_poison_document_fails_alone(int poison)
    {
        var random = new Random(2);
        TokenBuffer[] documents = [.. Enumerable.Range(0, 33).Select(_ => LocalClassifier.Document(random, random.Next(1, 30)))];
        using var classifier = new LocalClassifier();
        var sound = Classify(classifier, documents);
        documents[17] = LocalClassifier.Of(20, 21, poison, 23);
        documents[29] = LocalClassifier.Of(poison);
        var results = Classify(classifier, documents);
        for (var i = 0; i < documents.Length; i++)
        {
            if (i is 17 or 29)
            {
                Assert.Null(results[i].Entities);
                Assert.Equal((FailureKind.ModelFailed, FailureStage.Infer), (results[i].Failure!.Value.Kind, results[i].Failure!.Value.Stage));
                Assert.InRange(results[i].Failure!.Value.Attempts, 1, 6);
            }
            else
            {
                Assert.Equal(sound[i].Entities, results[i].Entities);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_run_that_fails_once_convicts_nobody(int rows)
    {
        using var classifier = new LocalClassifier { Glitches = new HashSet<int> { 1 } };
        var documents = Enumerable.Range(0, rows).Select(_ => LocalClassifier.Of(20, 21)).ToArray();
        var results = Classify(classifier, new InferenceOptions { RowsPerRun = rows, ParallelRuns = 1 }, documents);
        Assert.All(results, result => Assert.Null(result.Failure));
    }

    [Fact]
    public void A_document_that_always_stands_alone_is_convicted_by_its_second_run()
    {
        using var classifier = new LocalClassifier();
        var result = Classify(classifier, new InferenceOptions { RowsPerRun = 1, ParallelRuns = 1 }, LocalClassifier.Of(LocalClassifier.Throws));
        Assert.Equal(new Failure(FailureKind.ModelFailed, FailureStage.Infer, 2), Assert.Single(result).Failure);
        Assert.Equal(4, classifier.Runs);
    }

    [Fact]
    public void One_poison_window_fails_the_whole_long_document_and_no_other()
    {
        var random = new Random(3);
        var poisoned = LocalClassifier.Document(random, 700);
        poisoned.Add(LocalClassifier.GivesNaN, 1400, 1401, poisoned.Words[^1] + 1);
        using var classifier = new LocalClassifier(maxTokens: 64);
        var results = Classify(classifier, LocalClassifier.Document(random, 300), poisoned, LocalClassifier.Document(random, 20));
        Assert.Equal([false, true, false], results.Select(result => result.Failure is not null));
    }

    [Fact]
    public void A_broken_engine_fails_no_document_but_the_call()
    {
        using var classifier = new LocalClassifier { Down = true };
        var error = Assert.Throws<ModelUnavailableException>(() => Classify(classifier, LocalClassifier.Of(20), LocalClassifier.Of(21)));
        Assert.Equal("the engine is down", error.InnerException!.Message);
    }

    [Fact]
    public void An_engine_that_breaks_while_a_poison_document_is_looked_for_fails_the_call()
    {
        using var classifier = new LocalClassifier { DownFromRun = 4 };
        Assert.Throws<ModelUnavailableException>(() => Classify(
            classifier, new InferenceOptions { ParallelRuns = 1 }, LocalClassifier.Of(20), LocalClassifier.Of(LocalClassifier.Throws),
            LocalClassifier.Of(21)));
    }

    [Fact]
    public void A_recovered_engine_answers_as_before()
    {
        using var classifier = new LocalClassifier { Down = true };
        using var classification = LocalClassifier.Classification(classifier);
        var documents = new[] { LocalClassifier.Document(new Random(4), 30) };
        var results = new DocumentEntities[1];
        Assert.Throws<ModelUnavailableException>(() => classification.Classify(documents, Aggregation.First, results));
        classifier.Down = false;
        classification.Classify(documents, Aggregation.First, results);
        Assert.Null(results[0].Failure);
    }

    [Fact]
    public void Cancelling_ends_the_work_between_two_runs()
    {
        using var classifier = new LocalClassifier();
        using var classification = LocalClassifier.Classification(classifier);
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            classification.Classify([LocalClassifier.Of(20)], Aggregation.First, new DocumentEntities[1], cancel.Token));
        Assert.Equal(0, classifier.Runs);
    }

    [Fact]
    public void Shapes_tokens_and_fill_are_told()
    {
        using var telemetry = new Telemetry();
        using var counts = new MeterCounts(telemetry);
        using var classifier = new LocalClassifier();
        using var classification = LocalClassifier.Classification(
            classifier, new InferenceOptions { PaddedTokensPerRun = 16, LengthStep = 4, ParallelRuns = 1 }, telemetry);
        classification.Shapes = new ShapeRecorder();
        classification.Classify([LocalClassifier.Of(20), LocalClassifier.Of(20, 21, 22, 23, 24)], Aggregation.First, new DocumentEntities[2]);
        Assert.Equal([new RunShape(2, 8)], classification.Shapes.Snapshot());
        Assert.Equal(10, counts["streamner.tokens/useful"]);
        Assert.Equal(16, counts["streamner.tokens/padded"]);
        Assert.Equal(1, counts["streamner.model_runs/ok"]);
        Assert.Equal(10 / 16.0, counts["streamner.batch_fill"]);
    }

    [Fact]
    public void Callers_may_overlap()
    {
        var random = new Random(5);
        TokenBuffer[][] sets =
            [.. Enumerable.Range(0, 8).Select(_ =>
            Enumerable.Range(0, 20).Select(_ => LocalClassifier.Document(random, random.Next(1, 50))).ToArray())];
        using var classifier = new LocalClassifier();
        using var classification = LocalClassifier.Classification(classifier);
        var expected = sets.Select(set => Classify(classifier, set)).ToArray();
        Parallel.For(0, 64, round =>
        {
            var set = sets[round % sets.Length];
            var results = new DocumentEntities[set.Length];
            classification.Classify(set, Aggregation.First, results);
            Assert.Equal(expected[round % sets.Length].Select(one => one.Entities), results.Select(one => one.Entities));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void No_more_runs_are_under_way_at_once_than_allowed_over_all_callers(int parallel)
    {
        var random = new Random(6);
        TokenBuffer[] documents = [.. Enumerable.Range(0, 60).Select(_ => LocalClassifier.Document(random, 30))];
        using var classifier = new LocalClassifier();
        using var classification = LocalClassifier.Classification(classifier, new InferenceOptions { ParallelRuns = parallel, RowsPerRun = 1 });
        Parallel.For(0, 8, _ => classification.Classify(documents, Aggregation.First, new DocumentEntities[documents.Length]));
        Assert.InRange(classifier.MostAtOnce, 1, parallel);
        Assert.Equal(8 * documents.Length, classifier.Runs);
    }

    private static DocumentEntities[] Classify(LocalClassifier classifier, params TokenBuffer[] documents) =>
        Classify(classifier, new InferenceOptions(), documents);

    private static DocumentEntities[] Classify(LocalClassifier classifier, InferenceOptions options, params TokenBuffer[] documents)
    {
        using var classification = LocalClassifier.Classification(classifier, options);
        var results = new DocumentEntities[documents.Length];
        classification.Classify(documents, Aggregation.First, results);
        return results;
    }
}
