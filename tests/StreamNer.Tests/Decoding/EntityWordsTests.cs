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

    private static List<string> Apply(string text, string type, string value, bool masked = true, WordRule rule = WordRule.Text)
    {
        using var model = SomeModels.Load(SomeModels.Shipped);
        var tokens = SomeModels.Tokenize(model, text);
        if (rule == WordRule.Text) TextWords.Number(text, tokens, 510);
        var entities = new List<EntitySpan> { new("PER", 0, text.Length, 0.5f) };
        var start = text.IndexOf(value, StringComparison.Ordinal);
        PiiSpan[] findings = value.Length == 0 ? [] : [new PiiSpan(type, start, start + value.Length, "d", PiiEvidence.Shape)];
        new EntityWords(rule, masked).Apply(text, tokens, findings, entities);
        Assert.All(entities, entity => Assert.Equal(0.5f, entity.Score));
        return entities.ConvertAll(entity => $"{entity.Label} {text[entity.Start..entity.End]}");
    }
}
