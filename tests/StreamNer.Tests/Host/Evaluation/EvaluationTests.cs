using StreamNer.Host.Evaluation;
using StreamNer.Output;

namespace StreamNer.Tests.Host.Evaluation;

public sealed class EvaluationTests
{
    private static LabelledSentence[] Read(string text) => [.. ConllReader.Read(new StringReader(text))];

    [Fact]
    public void Sentences_end_at_blank_lines_and_carry_what_their_set_leaves_unlabelled()
    {
        var read = Read("#src=btc partial=MISC\nAnn\tB-PER\nLee\tI-PER\n\n#src=ewt partial=-\nin\tO\nRome\tB-LOC");
        Assert.Equal(2, read.Length);
        Assert.Equal([new LabelledSpan("PER", 0, 1)], read[0].Spans);
        Assert.Equal(["MISC"], read[0].Unlabelled);
        Assert.Empty(read[1].Unlabelled);
        Assert.Equal([new LabelledSpan("LOC", 1, 1)], read[1].Spans);
    }

    [Fact]
    public void A_token_that_begins_with_a_hash_is_a_token() => Assert.Equal(["#MH17"], Read("#MH17\tO\n")[0].Tokens);

    [Fact]
    public void Tags_become_spans_as_conlleval_reads_them() =>
        Assert.Equal(
            [new LabelledSpan("PER", 0, 1), new LabelledSpan("PER", 2, 2), new LabelledSpan("LOC", 3, 3), new LabelledSpan("ORG", 5, 6)],
            ConllReader.SpansOf(["B-PER", "I-PER", "B-PER", "I-LOC", "O", "I-ORG", "I-ORG"]));

    [Fact]
    public void A_line_without_a_tag_is_refused_with_its_number() =>
        Assert.Contains("line 2", Assert.Throws<LabelledFileException>(() => Read("a\tO\nb\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void Tokens_are_joined_by_spaces_and_nt_to_the_word_before()
    {
        var starts = new List<int>();
        Assert.Equal("I didn't go", Read("I\tO\ndid\tO\nn't\tO\ngo\tO\n")[0].Join(Spacing.Spaced, starts));
        Assert.Equal([0, 2, 5, 9], starts);
    }

    [Fact]
    public void A_token_takes_the_entity_that_covers_its_first_character()
    {
        // "New York-based firm": the entity ends inside the second token, another begins inside it and covers no first character.
        Assert.Equal([new LabelledSpan("LOC", 0, 1)], SpanScore.OnTokens([At("LOC", 0, 8), At("ORG", 9, 14)], [0, 4, 15]));
    }

    [Fact]
    public void Scores_are_strict_and_leave_unlabelled_types_out()
    {
        var score = new SpanScore();
        score.Add([new("PER", 0, 1), new("LOC", 3, 3)], [new("PER", 0, 0), new("LOC", 3, 3), new("MISC", 2, 2)], ["MISC"]);
        Assert.Equal((0, 1, 1), (score.Types["PER"].Right, score.Types["PER"].Found, score.Types["PER"].Expected));
        Assert.Equal(1, score.Types["LOC"].F1);
        Assert.Equal(0.5, score.Total.F1);
        Assert.False(score.Types.ContainsKey("MISC"));
    }

    private static Entity At(string label, int start, int end) => new(label, start, end, start, end, "", 1);

    [Theory]
    [InlineData("( Ann )", "(Ann)")]
    [InlineData("Ann 's , Bo !!", "Ann's, Bo!!")]
    [InlineData("he said \" Hi Ann \" .", "he said \"Hi Ann\".")]
    [InlineData("`` Hi '' she did n't say ' no ' $ 5 %", "``Hi'' she didn't say 'no' $5%")]
    [InlineData("we 're in “ Bonn ” :", "we're in “Bonn”:")]
    public void Natural_spacing_is_how_people_write(string tokens, string text)
    {
        var starts = new List<int>();
        var sentence = new LabelledSentence(tokens.Split(' '), [], []);
        Assert.Equal(text, sentence.Join(Spacing.Natural, starts));
        Assert.All(sentence.Tokens.Zip(starts), token => Assert.Equal(token.First, text.Substring(token.Second, token.First.Length)));
    }

    [Fact]
    public void By_characters_an_entity_must_have_both_ends_and_a_hashtags_sign_belongs_to_no_name()
    {
        var starts = new List<int>();
        var sentence = new LabelledSentence(["in", "#Bonn", "Ann", "Lee-Fox"], [new("LOC", 1, 1), new("PER", 2, 3)], []);
        sentence.Join(Spacing.Spaced, starts);
        Assert.Equal([new LabelledSpan("LOC", 4, 7), new LabelledSpan("PER", 9, 19)], sentence.OnCharacters(starts));
        Assert.Equal([0, 4, 9, 13], sentence.NameStarts(starts));
        Assert.Equal(
            [new LabelledSpan("LOC", 4, 7), new LabelledSpan("PER", 9, 15)],
            SpanScore.OnCharacters([At("LOC", 3, 8) with { Text = "#Bonn" }, At("PER", 9, 16)]));
    }
}
