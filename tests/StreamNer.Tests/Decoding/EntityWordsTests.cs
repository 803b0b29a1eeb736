using System.Diagnostics;
using System.Text;
using StreamNer.Decoding;
using StreamNer.Pii;
using StreamNer.Tests.Oracle;
using StreamNer.Text;

namespace StreamNer.Tests.Decoding;

public sealed class EntityWordsTests
{
    [Fact]
    public void Words_that_a_finding_of_fixed_form_touches_leave_the_entity_and_the_others_stay() =>
        Assert.Equal(["PER Ann Lee", "PER Bo"], Apply("Ann Lee @ann_lee Bo", "HANDLE", "@ann_lee"));

    [Fact]
    public void An_entity_inside_an_address_is_gone() =>
        Assert.Equal([], Apply("https://t.co/AbCdEf1234", "URL", "https://t.co/AbCdEf1234"));

    [Fact]
    public void Findings_that_may_be_names_take_nothing_away() =>
        Assert.Equal(["PER Ann Lee May"], Apply("Ann Lee May", "DATE", "May"));

    [Fact]
    public void Nothing_is_taken_away_where_the_setting_is_off()
    {
        Assert.Equal(["PER Ann @bo"], Apply("Ann @bo", "HANDLE", "@bo", masked: false, rule: WordRule.Tokenizer));
        Assert.Equal(["PER Ann @bo"], Apply("Ann @bo", "HANDLE", "@bo", masked: false));
    }

    [Fact]
    public void Under_the_tokenisers_words_what_is_left_is_not_trimmed()
    {
        Assert.Equal(["PER (Ann"], Apply("(Ann https://a.example", "URL", "https://a.example", rule: WordRule.Tokenizer));
        Assert.Equal(["PER Ann"], Apply("(Ann https://a.example", "URL", "https://a.example"));
    }

    [Fact]
    public void Punctuation_and_single_letters_are_no_entities()
    {
        Assert.Equal([], Apply("x", "URL", ""));
        Assert.Equal([], Apply("!?", "URL", ""));
        Assert.Equal(["PER x"], Apply("x", "URL", "", rule: WordRule.Tokenizer));
    }

    [Fact]
    public void Function_words_alone_are_no_entity_also_not_where_a_finding_leaves_them()
    {
        Assert.Equal([], Apply("of the", "URL", ""));
        Assert.Equal(["PER The"], Apply("The", "URL", ""));
        Assert.Equal(["PER of the"], Apply("of the", "URL", "", rule: WordRule.Tokenizer));
        Assert.Equal(["PER Ann"], Apply("Ann @bo and", "HANDLE", "@bo"));
    }

    [Theory]
    [InlineData("URL EMAIL HANDLE IP MAC CARD IBAN SECRET CRYPTO PHONE")]
    public void The_forms_are_types_of_the_table(string types) => Assert.All(types.Split(' '), type =>
    {
        Assert.True(EntityWords.IsForm(type));
        Assert.Contains(PiiTypes.All, known => known.Name == type);
    });

    [Fact]
    public void Findings_in_any_order_that_overlap_or_repeat_cut_as_one()
    {
        const string text = "Ann a@b.example Bo @c Di";
        int at = text.IndexOf('a', 2), end = at + "a@b.example".Length, handle = text.IndexOf("@c", StringComparison.Ordinal);
        (string, int, int)[] found = [("HANDLE", handle, handle + 2), ("URL", at + 2, end), ("EMAIL", at, end), ("EMAIL", at, end)];
        Assert.Equal(["PER Ann", "PER Bo", "PER Di"], Apply(text, found));
    }

    // A product of words and findings would be 4 * 10^10 comparisons: minutes.
    [Fact]
    public void Work_grows_with_the_text_not_with_the_product_of_words_and_findings()
    {
        const int pairs = 200_000;
        var text = new StringBuilder();
        var findings = new List<(string, int, int)>();
        for (var i = 0; i < pairs; i++)
        {
            text.Append("Ann ");
            findings.Add(("HANDLE", text.Length, text.Length + 3));
            text.Append("@bo ");
        }

        var started = Stopwatch.GetTimestamp();
        Assert.Equal(pairs, Apply(text.ToString(), findings).Count);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    private static List<string> Apply(string text, string type, string value, bool masked = true, WordRule rule = WordRule.Text)
    {
        var start = text.IndexOf(value, StringComparison.Ordinal);
        return Apply(text, value.Length == 0 ? [] : [(type, start, start + value.Length)], masked, rule);
    }

    private static List<string> Apply(
        string text, IEnumerable<(string Type, int Start, int End)> found, bool masked = true, WordRule rule = WordRule.Text)
    {
        using var model = SomeModels.Load(SomeModels.Shipped);
        var tokens = SomeModels.Tokenize(model, text);
        if (rule == WordRule.Text) TextWords.Number(text, tokens, 510);
        var entities = new List<EntitySpan> { new("PER", 0, text.Length, 0.5f) };
        PiiSpan[] findings = [.. found.Select(one => new PiiSpan(one.Type, one.Start, one.End, "d", PiiEvidence.Shape))];
        new EntityWords(rule, masked).Apply(text, tokens, findings, entities);
        Assert.All(entities, entity => Assert.Equal(0.5f, entity.Score));
        return entities.ConvertAll(entity => $"{entity.Label} {text[entity.Start..entity.End]}");
    }
}
