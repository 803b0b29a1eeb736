using StreamNer.Linking;

namespace StreamNer.Tests.Linking;

public sealed class LinkWeightsTests
{
    private static string[] Lines => [.. LinkTrace.Features.Select((name, i) => $"{name}\t{i}")];

    private static LinkWeights Read(IEnumerable<string> lines) => LinkWeights.Read(new StringReader(string.Join('\n', lines)));

    [Fact]
    public void Weights_are_named_and_their_order_is_free()
    {
        var weights = Read(Lines.Reverse().Prepend("# a comment"));
        Assert.Equal(Read(Lines).Version, weights.Version);
        Assert.NotEqual(LinkWeights.BuiltIn.Version, weights.Version);
    }

    [Fact]
    public void Scores_are_probabilities_beside_that_of_none_in_steps_of_a_ten_thousandth()
    {
        var weights = Read(Lines);
        var features = new float[LinkWeights.Count];
        Assert.Equal([0.5f], Scores(Evidence()));
        features[1] = 0.25f;
        Assert.Equal([0.5622f], Scores(Evidence()));
        features[^1] = -0.25f / (LinkWeights.Count - 1);
        Assert.Equal([0.5f], Scores(Evidence()));
        Assert.Equal([0.25f, 0.5f], Scores(0, MathF.Log(2)));
        Assert.Equal([0, 1], Scores(-10_000, 10_000));
        Assert.Equal([0, 0], Scores(-10_000, -10_000));

        float Evidence() => (float)(weights.OfName(features) + weights.OfText(features));
    }

    private static float[] Scores(params float[] evidence)
    {
        var candidates = Array.ConvertAll(evidence, one => new RankedCandidate { Score = one });
        LinkWeights.Normalize(candidates);
        return Array.ConvertAll(candidates, one => one.Score);
    }

    [Theory]
    [InlineData("Prior\tmuch", "line 1 ")]
    [InlineData("Prior\tNaN", "line 1 ")]
    [InlineData("Prior", "line 1 ")]
    [InlineData("Unheard\t1", "line 1 ")]
    [InlineData("3\t1", "line 1 ")]
    public void A_line_of_another_form_is_named(string line, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<InvalidDataException>(() => Read(Lines.Prepend(line))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_weight_that_is_missing_is_named() =>
        Assert.Equal("the weights lack Context", Assert.Throws<InvalidDataException>(() => Read(Lines.Where(line => !line.StartsWith("Context\t",
            StringComparison.Ordinal)))).Message);
}
