using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Inference;
using StreamNer.Tests.Oracle;
using StreamNer.Text;

namespace StreamNer.Tests.Laws;

public sealed class BatchInvarianceTests
{
    private const int Documents = 24;
    private const int Batches = 100;

    [Theory]
    [InlineData(SomeModels.Shipped, false)]
    [InlineData(SomeModels.Shipped, true)]
    [InlineData("minilm-l6-ner-fp32", false)]
    [InlineData("minilm-l3-ner", false)]
    public void A_document_alone_and_in_a_hundred_random_batches_has_the_same_entities(string name, bool textWords)
    {
        using var model = SomeModels.Load(name);
        var random = new Random(20260105);
        var golden = EntityGolden.Read("ner_messages.jsonl");
        TokenBuffer[] tokens = [.. Enumerable.Range(0, Documents).Select(_ => Tokenize(model, golden[random.Next(golden.Count)].Text, textWords))];
        var alone = tokens.Select(one => Classify(model, new InferenceOptions(), [one])[0].Entities!).ToArray();
        Assert.Contains(alone, entities => entities.Count > 0);
        for (var round = 0; round < Batches; round++)
        {
            // Other company, other order, other budgets: everything that may change how rows are padded.
            int[] company = [.. Enumerable.Range(0, Documents).Where(_ => random.Next(3) == 0).OrderBy(_ => random.Next())];
            if (company.Length == 0) continue;
            var options = new InferenceOptions
            {
                PaddedTokensPerRun = random.Next(16, 2_000),
                RowsPerRun = random.Next(1, 40),
                LengthStep = random.Next(1, 65),
                ParallelRuns = random.Next(1, 3),
            };
            var together = Classify(model, options, [.. company.Select(document => tokens[document])]);
            for (var i = 0; i < company.Length; i++) Same(alone[company[i]], together[i].Entities!, model.SelfTest.MaxDifference == 0);
        }
    }

    private static TokenBuffer Tokenize(StreamNer.Onnx.OnnxModel model, string text, bool textWords)
    {
        var tokens = SomeModels.Tokenize(model, text);
        if (textWords) TextWords.Number(text, tokens, WindowSlicer.DefaultMaxTokens);
        return tokens;
    }

    private static void Same(List<EntitySpan> alone, List<EntitySpan> together, bool exactly)
    {
        Assert.Equal(alone.Select(e => (e.Label, e.Start, e.End)), together.Select(e => (e.Label, e.Start, e.End)));
        Assert.All(alone.Zip(together), pair => Assert.Equal(pair.First.Score, pair.Second.Score, exactly ? 0 : 1e-4f));
    }

    private static DocumentEntities[] Classify(StreamNer.Onnx.OnnxModel model, InferenceOptions options, TokenBuffer[] documents)
    {
        using var telemetry = new Telemetry();
        using var classification = model.CreateClassification(options, telemetry);
        var results = new DocumentEntities[documents.Length];
        classification.Classify(documents, Aggregation.First, results);
        return results;
    }
}
