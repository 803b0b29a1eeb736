using System.Text;
using StreamNer.Tests.Oracle;
using StreamNer.Text;

namespace StreamNer.Tests.Text;

/// <summary>The rule of docs/adr/0008 by its examples, and what numbering keeps of a tokeniser's words.</summary>
public sealed class TextWordsTests
{
    [Theory]
    [InlineData("First Last-Other", "First|Last-Other")]
    [InlineData("O'Neil’s AT&T R&D", "O'Neil’s|AT&T|R&D")]
    [InlineData("RT @some_name: hi", "RT|some_name|hi")]
    [InlineData("https://t.co/AbCdEf1234", "https|t.co|AbCdEf1234")]
    [InlineData("#JohnSmith, #2", "#JohnSmith|#2")]
    [InlineData("\"Paris\"/(London)", "Paris|London")]
    [InlineData("U.S. and J. Smith Inc.", "U.S.|and|J.|Smith|Inc")]
    [InlineData("We went home.John stayed.", "We|went|home|John|stayed")]
    [InlineData("a Ph.D. of example.com.", "a|Ph.D.|of|example.com")]
    [InlineData("wait...John said--no", "wait|John|said|no")]
    [InlineData("Smith—Jones Smith–Jones", "Smith|Jones|Smith–Jones")]
    [InlineData("*bold* ~Ann~ <b>Bob</b>", "bold|Ann|b|Bob|b")]
    [InlineData("😀Ann😀 Bob™ $AAPL", "Ann|Bob|AAPL")]
    [InlineData("«Ann» „Bob“ ‘Cy’ ‹Di›", "Ann|Bob|Cy|Di")]
    [InlineData("name=Ann|Bob", "name|Ann|Bob")]
    [InlineData("Zoë Zoe\u0308 co\u00ADop", "Zoë|Zoe\u0308|co\u00ADop")]
    [InlineData("Jean-Luc d’Arc l'Oréal", "Jean-Luc|d’Arc|l'Oréal")]
    [InlineData("Привет,Мир! Αθήνα", "Привет|Мир|Αθήνα")]
    [InlineData("東京Tokyo กรุงเทพ", "Tokyo")]
    [InlineData("... -- !? \ud83d", "")]
    public void Words_are_what_people_see(string text, string words) => Assert.Equal(words, string.Join('|', Words(text)));

    [Theory]
    [InlineData("(Ann", "Ann")]
    [InlineData("@some_name:", "some_name")]
    [InlineData("#Sweden", "Sweden")]
    [InlineData("Ann's", "Ann")]
    [InlineData("Ann 's", "Ann")]
    [InlineData("Ann ' s", "Ann")]
    [InlineData("Ann s", "Ann s")]
    [InlineData("James'", "James")]
    [InlineData("the U.S.", "the U.S.")]
    [InlineData("the U.S.'s", "the U.S.")]
    [InlineData("Smith.", "Smith")]
    [InlineData("東京。", "東京")]
    [InlineData("'s", "")]
    [InlineData("#", "")]
    [InlineData("x", "")]
    [InlineData("É.", "")]
    [InlineData("7", "7")]
    public void Entities_end_at_words(string text, string left) =>
        Assert.Equal(left, TextWords.Trim(text, 0, text.Length) is { } word ? text[word.Start..word.End] : "");

    [Fact]
    public void Tokens_of_one_word_have_one_number_and_those_between_words_have_their_own()
    {
        using var model = SomeModels.Load(SomeModels.Shipped);
        Assert.Equal("First|Last-Other|,|R&D|!|!", Numbered(model, "First Last-Other, R&D!!", 510));
        Assert.Equal("@|some_name|:|#Sweden", Numbered(model, "@some_name: #Sweden", 510));
        Assert.Equal("東|京|Tokyo|京", Numbered(model, "東京Tokyo京", 510));
    }

    [Fact]
    public void A_word_longer_than_a_window_is_cut_as_the_tokeniser_cuts()
    {
        using var model = SomeModels.Load(SomeModels.Shipped);
        Assert.Equal("a-b-c-d|x", Numbered(model, "a-b-c-d x", 7));
        Assert.Equal("a|-|b|-|c|-|d|x", Numbered(model, "a-b-c-d x", 6));
    }

    [Fact]
    public void Words_are_in_order_and_hold_no_white_space_and_end_in_a_letter_or_digit_or_an_abbreviation() => SeededLaw.Holds(5_000, random =>
    {
        var text = Any(random);
        var last = 0;
        for (var at = 0; TextWords.Next(text, at) is { } word; at = word.End)
        {
            Assert.True(word.Start >= last && word.End > word.Start && word.End <= text.Length);
            Assert.DoesNotContain(text[word.Start..word.End], char.IsWhiteSpace);
            last = word.End;
        }

        // Trimming leaves nothing to trim.
        var (start, end) = (random.Next(text.Length + 1), random.Next(text.Length + 1));
        if (end > start && TextWords.Trim(text, start, end) is { } once) Assert.Equal(once, TextWords.Trim(text, once.Start, once.End) ?? once);
    });

    [Fact]
    public void Numbers_begin_at_zero_and_rise_by_one_and_never_part_a_tokenisers_word()
    {
        using var model = SomeModels.Load(SomeModels.Shipped);
        SeededLaw.Holds(2_000, random =>
        {
            var text = Any(random);
            var tokens = SomeModels.Tokenize(model, text);
            var spelt = tokens.Words.ToArray();
            TextWords.Number(text, tokens, random.Next(1, 20));
            for (var t = 0; t < tokens.Count; t++)
            {
                var step = tokens.Words[t] - (t == 0 ? -1 : tokens.Words[t - 1]);
                Assert.InRange(step, t == 0 ? 1 : 0, 1);
                if (t > 0 && spelt[t] == spelt[t - 1]) Assert.Equal(0, step);
            }
        });
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        for (var at = 0; TextWords.Next(text, at) is { } word; at = word.End) words.Add(text[word.Start..word.End]);
        return words;
    }

    private static string Numbered(StreamNer.Onnx.OnnxModel model, string text, int longest)
    {
        var tokens = SomeModels.Tokenize(model, text);
        TextWords.Number(text, tokens, longest);
        var words = Enumerable.Range(0, tokens.Count).GroupBy(t => tokens.Words[t]);
        return string.Join('|', words.Select(word => text[tokens.Starts[word.First()]..tokens.Ends[word.Last()]]));
    }

    private static string Any(Random random)
    {
        string[] parts =
            ["Ann", "b", "x", "7", ".", "..", "-", "--", "'", "’s", "&", "_", "@", "#", " ", "\n", "/", "(", "”", "😀", "東", "ก", "\u0301",
            "\u200D", "\ud83d", "É", "—", "U.S.", "Ph.D.", "\u00AD"];
        var text = new StringBuilder();
        for (var left = random.Next(14); left > 0; left--) text.Append(parts[random.Next(parts.Length)]);
        return text.ToString();
    }
}
