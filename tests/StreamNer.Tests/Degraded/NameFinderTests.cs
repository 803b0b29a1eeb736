using StreamNer.Decoding;
using StreamNer.Degraded;

namespace StreamNer.Tests.Degraded;

public sealed class NameFinderTests
{
    private static readonly NameFinder s_finder = new(new NameLabels("PER", "ORG", "LOC"));

    private static string Found(string text)
    {
        var found = new List<EntitySpan>();
        s_finder.Find(text, found);
        return string.Join(" | ", found.Select(span => $"{span.Label} {text[span.Start..span.End]}"));
    }

    [Theory]
    [InlineData("Yesterday Mr. Xyrkon called.", "PER Xyrkon")]
    [InlineData("Prof. Dr. Qwilmar Zzyx spoke", "PER Qwilmar Zzyx")]
    [InlineData("Guten Tag, Frau Merkelbrink!", "PER Merkelbrink")]
    [InlineData("con la Señora Xulanda y", "PER Xulanda")]
    [InlineData("avec Mme Quivry hier", "PER Quivry")]
    [InlineData("Dear Doctor, thanks", "")]
    public void A_title_makes_a_name_of_the_capitalised_words_behind_it(string text, string found) => Assert.Equal(found, Found(text));

    [Theory]
    [InlineData("we met Xyrkon Zzyxel there", "PER Xyrkon Zzyxel")]
    [InlineData("signed by Donald van der Voet today", "PER Donald van der Voet")]
    [InlineData("signed by Xyrkon de la Zzyx today", "PER Xyrkon de la Zzyx")]
    [InlineData("as J. R. R. Tolkien wrote", "PER J. R. R. Tolkien")]
    [InlineData("with Peter J. Zzyxel now", "PER Peter J. Zzyxel")]
    [InlineData("ask Jean-Luc O'Brien about it", "PER Jean-Luc O'Brien")]
    [InlineData("then Liam's address", "PER Liam")]
    [InlineData("so we met Peter. Zzyxel came later", "PER Peter")]
    [InlineData("They had six: Mark, Kaylee and Jennifer.", "PER Mark | PER Kaylee | PER Jennifer")]
    [InlineData("Пётр Чайковский и Анна", "PER Пётр Чайковский | PER Анна")]
    public void Sequences_with_initials_particles_hyphens_and_apostrophes_are_names(string text, string found) => Assert.Equal(found, Found(text));

    [Theory]
    [InlineData("The weather was fine. However we left. Nothing more.")]
    [InlineData("STOP SHOUTING AT EVERYONE HERE")]
    [InlineData("the White House said so on Monday in January")]
    [InlineData("I don't know. Don't ask.")]
    [InlineData("see www.Peter.com, @Peter, #Peter, user_Peter and peter@Miller.org")]
    [InlineData("nothing in small letters: peter miller")]
    [InlineData("")]
    public void What_only_begins_a_sentence_shouts_or_is_part_of_an_address_is_none(string text) => Assert.Equal("", Found(text));

    [Theory]
    [InlineData("He works for Xyrkon Zzyx GmbH now", "ORG Xyrkon Zzyx GmbH")]
    [InlineData("bought by IBM Corp. last year", "ORG IBM Corp.")]
    [InlineData("at Xyrkon University.", "ORG Xyrkon University")]
    [InlineData("moved from Germany to the United States", "LOC Germany | LOC United States")]
    [InlineData("a day in Xyrkon Zzyx", "LOC Xyrkon Zzyx")]
    public void Organizations_go_by_their_words_and_places_by_the_list_of_countries(string text, string found) => Assert.Equal(found, Found(text));

    [Fact]
    public void A_shouted_name_is_found_where_the_list_knows_both_of_its_words() =>
        Assert.Equal("PER PETER MILLER", Found("SIGNED BY PETER MILLER TODAY"));

    [Fact]
    public void A_kind_that_the_model_does_not_know_is_not_reported()
    {
        var found = new List<EntitySpan>();
        new NameFinder(new NameLabels("person", null, null)).Find("Peter Miller of Xyrkon GmbH in Germany", found);
        Assert.Equal("person", Assert.Single(found).Label);
    }

    [Fact]
    public void Labels_are_spelt_as_the_model_spells_them() =>
        Assert.Equal(
            new NameLabels("person", "corporation", null),
            NameLabels.Of(["creative-work", "person", "corporation", "group"], LabelMap.Default));

    [Fact]
    public void Offsets_are_of_the_original_text_behind_astral_characters_and_marks()
    {
        const string Text = "\U0001F600\U0001F600 mit Jose\u0301 Garci\u0301a dort";
        var found = new List<EntitySpan>();
        s_finder.Find(Text, found);
        Assert.Equal("Jose\u0301 Garci\u0301a", Text[found[0].Start..found[0].End]);
    }

    [Theory]
    [InlineData("안녕하세요 김철수입니다 東京に行きました مرحبا محمد هنا שלום יוסי สวัสดี नमस्ते राम")]
    [InlineData("\ud83d\ud83d \udc00 A\ud83d B\u0000 \uffff \u0301\u200d Ǆ ǅ ß ﬁ")]
    public void Scripts_without_capitals_and_broken_text_have_no_names_and_do_no_harm(string text) => Assert.Equal("", Found(text));

    [Fact]
    public void Random_texts_give_spans_in_order_inside_the_text()
    {
        var random = new Random(5);
        string[] parts = ["Peter", "van", "Dr.", " ", " ", ".", "A", "XY", "GmbH", "\n", "'", "-", "\ud83d", "\u0301", "\u200b", "é", "О", "d", "@",
            "1", "Germany"];
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)]));
            var found = new List<EntitySpan>();
            s_finder.Find(text, found);
            var at = 0;
            foreach (var span in found)
            {
                Assert.True(span.Start >= at && span.End > span.Start && span.End <= text.Length, text);
                at = span.End;
            }
        }
    }

    [Theory]
    [InlineData("Peter Miller met ")]
    [InlineData("Aa ")]
    [InlineData("A. ")]
    [InlineData("de ")]
    [InlineData("Dr. ")]
    [InlineData("A-")]
    [InlineData("\u0301")]
    public void A_million_and_a_half_characters_are_done_in_linear_time(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 1_500_000 / part.Length));
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        s_finder.Find(text, []);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
    }
}
