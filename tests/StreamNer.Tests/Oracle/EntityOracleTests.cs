using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Inference;

namespace StreamNer.Tests.Oracle;

/// <summary>Equality with the reference pipeline (Hugging Face transformers) over texts and the fp32 model it used.</summary>
public sealed class EntityOracleTests(ReferenceScores reference, ITestOutputHelper output) : IClassFixture<ReferenceScores>
{
    [Fact]
    public void Each_piece_has_the_label_and_the_score_of_the_reference()
    {
        foreach (var (document, tokens, logits) in reference.Read())
        {
            Assert.Equal(document.Pieces.Length, tokens.Count);
            for (var i = 0; i < tokens.Count; i++)
            {
                var scores = Softmax(logits.AsSpan(i * 9, 9));
                var label = Array.IndexOf(StreamNer.Tests.Decoding.SomeLabels.Names, document.Pieces[i].Label);
                Assert.Equal(document.Pieces[i].Score, scores[label], 1e-3f);
                Assert.True(scores.Max() - scores[label] <= 1e-3f);
            }
        }
    }

    [Theory]
    [InlineData(Aggregation.Simple)]
    [InlineData(Aggregation.First)]
    [InlineData(Aggregation.Average)]
    [InlineData(Aggregation.Max)]
    public void Entities_are_those_of_the_reference_in_999_of_1000_documents(Aggregation aggregation)
    {
        var documents = reference.Read();
        var decoder = new BioDecoder(reference.Model.Labels);
        Compare(documents.Select(one => one.Document.Entities[aggregation]), documents.Select(one =>
        {
            var entities = new List<EntitySpan>();
            decoder.Decode(one.Logits, one.Tokens, aggregation, entities);
            return entities;
        }));
    }

    [Fact]
    public void Planned_and_padded_runs_give_the_same_entities_as_one_text_at_a_time()
    {
        var documents = reference.Read();
        using var telemetry = new Telemetry();
        using var classification = reference.Model.CreateClassification(new InferenceOptions(), telemetry);
        var results = new DocumentEntities[documents.Count];
        classification.Classify(documents.ConvertAll(one => one.Tokens), Aggregation.First, results);
        Compare(documents.Select(one => one.Document.Entities[Aggregation.First]), results.Select(result => result.Entities!));
    }

    private void Compare(IEnumerable<EntitySpan[]> expected, IEnumerable<List<EntitySpan>> found)
    {
        var (documents, different, worst) = (0, 0, 0f);
        foreach (var (one, other) in expected.Zip(found))
        {
            documents++;
            if (one.Select(Place).SequenceEqual(other.Select(Place)))
            {
                foreach (var (here, there) in one.Zip(other)) worst = Math.Max(worst, Math.Abs(here.Score - there.Score));
            }
            else
            {
                different++;
                output.WriteLine($"document {documents}\n  expected {string.Join(", ", one)}\n  found    {string.Join(", ", other)}");
            }
        }

        output.WriteLine($"{documents} documents, {different} different, scores within {worst}");
        Assert.True(different <= documents / 1000, $"{different} of {documents} documents differ");
        Assert.InRange(worst, 0, 1e-3f);
    }

    private static (string Label, int Start, int End) Place(EntitySpan entity) => (entity.Label, entity.Start, entity.End);

    private static float[] Softmax(ReadOnlySpan<float> logits)
    {
        var scores = logits.ToArray();
        var most = scores.Max();
        for (var i = 0; i < scores.Length; i++) scores[i] = MathF.Exp(scores[i] - most);
        var sum = scores.Sum();
        return [.. scores.Select(score => score / sum)];
    }
}
