using StreamNer.Decoding;
using StreamNer.Tests.Oracle;
using StreamNer.Text;

namespace StreamNer.Tests.Decoding;

public sealed class BioDecoderTests
{
    [Theory]
    [InlineData("ner_messages.jsonl", Aggregation.Simple)]
    [InlineData("ner_messages.jsonl", Aggregation.First)]
    [InlineData("ner_messages.jsonl", Aggregation.Max)]
    [InlineData("ner_edge.jsonl", Aggregation.Simple)]
    [InlineData("ner_edge.jsonl", Aggregation.First)]
    [InlineData("ner_edge.jsonl", Aggregation.Max)]
    public void The_reference_pieces_become_the_reference_entities(string file, Aggregation aggregation)
    {
        var scheme = SomeLabels.Bio();
        var tokens = EntityGolden.ReadTokens();
        var found = 0;
        foreach (var document in EntityGolden.Read(file))
        {
            var entities = Decode(scheme, LogitsOf(document), tokens[document.Text], aggregation);
            var expected = document.Entities[aggregation];
            Assert.Equal(expected.Select(e => (e.Label, e.Start, e.End)), entities.Select(e => (e.Label, e.Start, e.End)));
            Assert.All(expected.Zip(entities), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-3f));
            found += entities.Count;
        }

        Assert.True(found > 0);
    }

    [Fact]
    public void Average_takes_the_mean_of_the_score_vectors_before_it_chooses()
    {
        // Word 0 has the pieces (PER 0.6, LOC 0.4) and (PER 0.1, LOC 0.9): first says PER, average LOC with 0.65, max LOC with 0.9.
        var scheme = SomeLabels.Scheme("O", "PER", "LOC");
        var tokens = Tokens((0, 2, 0), (2, 5, 0));
        float[] logits = [.. Logs(0f, 0.6f, 0.4f), .. Logs(0f, 0.1f, 0.9f)];
        Assert.Equal(new EntitySpan("PER", 0, 5, 0.6f), Rounded(Assert.Single(Decode(scheme, logits, tokens, Aggregation.First))));
        Assert.Equal(new EntitySpan("LOC", 0, 5, 0.65f), Rounded(Assert.Single(Decode(scheme, logits, tokens, Aggregation.Average))));
        Assert.Equal(new EntitySpan("LOC", 0, 5, 0.9f), Rounded(Assert.Single(Decode(scheme, logits, tokens, Aggregation.Max))));
        Assert.Equal(
            [new EntitySpan("PER", 0, 2, 0.6f), new EntitySpan("LOC", 2, 5, 0.9f)], Decode(scheme, logits, tokens, Aggregation.Simple)
                .Select(Rounded));
    }

    [Theory]
    [InlineData("B-PER I-PER", "0-2")]
    [InlineData("B-PER B-PER", "0-1 1-2")]
    [InlineData("I-PER I-PER", "0-2")]
    [InlineData("B-PER O I-PER", "0-1 2-3")]
    [InlineData("B-PER I-LOC", "0-1 1-2")]
    [InlineData("B-PER E-PER I-PER", "0-2 2-3")]
    [InlineData("S-PER S-PER", "0-1 1-2")]
    [InlineData("S-PER I-PER", "0-1 1-2")]
    [InlineData("E-PER E-PER", "0-1 1-2")]
    [InlineData("I-PER E-PER B-PER", "0-2 2-3")]
    [InlineData("O O", "")]
    public void Groups_end_where_the_scheme_says(string labels, string expected)
    {
        string[] names = ["O", "B-PER", "I-PER", "E-PER", "S-PER", "B-LOC", "I-LOC", "E-LOC", "S-LOC"];
        var tagged = labels.Split(' ');
        var tokens = Tokens([.. tagged.Select((_, i) => (i, i + 1, i))]);
        var logits = tagged.SelectMany(tag => names.Select(name => name == tag ? 9f : 0f)).ToArray();
        var entities = Decode(SomeLabels.Scheme(names), logits, tokens, Aggregation.First);
        Assert.Equal(expected, string.Join(' ', entities.Select(e => $"{e.Start}-{e.End}")));
    }

    [Fact]
    public void A_group_scores_the_mean_of_its_words()
    {
        var scheme = SomeLabels.Scheme("O", "PER");
        float[] logits = [.. Logs(0.1f, 0.9f), .. Logs(0.3f, 0.7f)];
        Assert.Equal(0.8f, Assert.Single(Decode(scheme, logits, Tokens((0, 1, 0), (2, 3, 1)), Aggregation.First)).Score, 1e-5f);
    }

    [Fact]
    public void Great_logits_do_not_overflow() =>
        Assert.Equal(1f, Assert.Single(Decode(SomeLabels.Scheme("O", "PER"), [-3e38f, 3e38f], Tokens((0, 1, 0)), Aggregation.Average)).Score);

    private static List<EntitySpan> Decode(LabelScheme scheme, float[] logits, TokenBuffer tokens, Aggregation aggregation)
    {
        var entities = new List<EntitySpan>();
        new BioDecoder(scheme).Decode(logits, tokens, aggregation, entities);
        return entities;
    }

    // The golden files hold the best label and its score alone; the rest of the probability is spread evenly.
    private static float[] LogitsOf(EntityGolden document) =>
        [.. document.Pieces.SelectMany(piece =>
            SomeLabels.Names.Select(name => MathF.Log(name == piece.Label ? piece.Score : (1 - piece.Score) / 8)))];

    private static float[] Logs(params float[] probabilities) => [.. probabilities.Select(p => MathF.Log(Math.Max(p, 1e-9f)))];

    private static EntitySpan Rounded(EntitySpan entity) => entity with { Score = MathF.Round(entity.Score, 4) };

    private static TokenBuffer Tokens(params (int Start, int End, int Word)[] tokens)
    {
        var buffer = new TokenBuffer();
        foreach (var (start, end, word) in tokens) buffer.Add(1, start, end, word);
        return buffer;
    }
}
