using StreamNer.Decoding;
using StreamNer.Inference;
using StreamNer.Tests.Inference;
using StreamNer.Text;

namespace StreamNer.Tests.Laws;

public sealed class StitchingLawTests
{
    [Fact]
    public void Shifting_a_document_by_k_tokens_shifts_its_entities_and_nothing_else()
    {
        var random = new Random(20260102);
        using var classifier = new LocalClassifier(maxTokens: 66);
        using var classification = LocalClassifier.Classification(classifier, new InferenceOptions { WindowOverlap = 16 });
        for (var round = 0; round < 150; round++)
        {
            var body = LocalClassifier.Document(random, random.Next(1, 400));
            var shift = random.Next(1, 130);
            var results = new DocumentEntities[2];
            classification.Classify([After(1, body), After(1 + shift, body)], (Aggregation)(round % 4), results);
            Assert.Equal(results[0].Entities!.Select(e => e with { Start = e.Start + (2 * shift), End = e.End + (2 * shift) }), results[1].Entities!);
        }
    }

    [Fact]
    public void Windows_change_nothing_for_a_classifier_that_sees_neighbours_only()
    {
        var random = new Random(20260103);
        using var wide = new LocalClassifier(maxTokens: 2_000);
        using var narrow = new LocalClassifier(maxTokens: 34);
        using var whole = LocalClassifier.Classification(wide);
        using var sliced = LocalClassifier.Classification(narrow, new InferenceOptions { WindowOverlap = 12 });
        TokenBuffer[] documents = [.. Enumerable.Range(0, 100).Select(_ => LocalClassifier.Document(random, random.Next(1, 900)))];
        var (expected, results) = (new DocumentEntities[documents.Length], new DocumentEntities[documents.Length]);
        whole.Classify(documents, Aggregation.First, expected);
        sliced.Classify(documents, Aggregation.First, results);
        Assert.Equal(expected.Select(one => one.Entities), results.Select(one => one.Entities));
    }

    private static TokenBuffer After(int fillers, TokenBuffer body)
    {
        var shifted = new TokenBuffer();
        for (var i = 0; i < fillers; i++) shifted.Add(LocalClassifier.Filler, 2 * i, (2 * i) + 1, i);
        for (var i = 0; i < body.Count; i++)
        {
            shifted.Add(body.Ids[i], body.Starts[i] + (2 * fillers), body.Ends[i] + (2 * fillers), body.Words[i] + fillers);
        }

        return shifted;
    }
}
