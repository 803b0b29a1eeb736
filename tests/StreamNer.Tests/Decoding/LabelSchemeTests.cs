using StreamNer.Decoding;

namespace StreamNer.Tests.Decoding;

public sealed class LabelSchemeTests
{
    [Theory]
    [InlineData(TagScheme.Bio, "O", "B-PER", "I-PER", "B-LOC", "I-LOC")]
    [InlineData(TagScheme.Bio, "B-PER", "I-PER", "O")]
    [InlineData(TagScheme.Bio, "O", "B-date-of-birth", "I-date-of-birth")]
    [InlineData(TagScheme.Io, "O", "I-PER", "I-LOC")]
    [InlineData(TagScheme.Io, "PER", "LOC", "O")]
    [InlineData(TagScheme.Bioes, "O", "B-PER", "I-PER", "E-PER", "S-PER")]
    [InlineData(TagScheme.Bioes, "O", "B-PER", "I-PER", "L-PER", "U-PER")]
    internal void Known_schemes_are_recognised(TagScheme expected, params string[] labels) =>
        Assert.Equal(expected, SomeLabels.Scheme(labels).Scheme);

    [Theory]
    [InlineData("'M-PER'", "O", "B-PER", "M-PER", "E-PER", "S-PER")]
    [InlineData("mixed", "O", "B-PER", "I-PER", "LOC")]
    [InlineData("B, E, I, L", "O", "B-PER", "I-PER", "E-PER", "L-PER")]
    [InlineData("no known scheme", "O", "I-PER", "E-PER")]
    [InlineData("'LABEL_0'", "LABEL_0", "LABEL_1")]
    [InlineData("'PER-B'", "O", "PER-B", "PER-I")]
    [InlineData("no outside label", "B-PER", "I-PER")]
    [InlineData("the only label is 'O'", "O")]
    [InlineData("appears twice", "O", "B-PER", "B-PER")]
    [InlineData("''", "O", "")]
    public void Other_schemes_are_refused_by_name(string expected, params string[] labels)
    {
        Assert.Null(LabelScheme.Read(labels, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_says_its_role_and_its_type()
    {
        var scheme = SomeLabels.Scheme("O", "B-PER", "I-PER", "E-PER", "S-PER");
        Assert.Equal([TagRole.Outside, TagRole.Begin, TagRole.Inside, TagRole.End, TagRole.Single], Enumerable.Range(0, 5).Select(scheme.RoleOf));
        Assert.Equal("", scheme.TypeOf(0));
        Assert.All(Enumerable.Range(1, 4), label => Assert.Same(scheme.TypeOf(1), scheme.TypeOf(label)));
        Assert.Equal(["PER"], scheme.Types);
    }
}
