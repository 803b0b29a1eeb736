using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Pii.Redacting;

public sealed class RedactorTests
{
    private static readonly Redactor Redactor = new(new SpanMerger(["EMAIL", "URL", "PHONE", "CARD", "PERSON"]));

    internal static PiiPolicy All(PiiAction action) => new("test", action, new Dictionary<string, PiiAction> { ["PERSON"] = action });

    internal static PiiSpan Find(string text, string value, string type, PiiEvidence evidence = PiiEvidence.Checksum, int from = 0)
    {
        var start = text.IndexOf(value, from, StringComparison.Ordinal);
        return new PiiSpan(type, start, start + value.Length, "test", evidence);
    }

    [Fact]
    public void A_text_without_findings_is_the_same_string()
    {
        var redaction = Redactor.Apply("nothing here", [], PiiPolicy.Default);
        Assert.Same("nothing here", redaction.Text);
        Assert.True(redaction.Map.IsIdentity);
    }

    [Fact]
    public void A_finding_at_the_first_and_at_the_last_character_is_replaced()
    {
        const string text = "a@b.io wrote to c@d.io";
        var redaction = Redactor.Apply(text, [Find(text, "a@b.io", "EMAIL"), Find(text, "c@d.io", "EMAIL")], PiiPolicy.Default);
        Assert.Equal("[EMAIL] wrote to [EMAIL]", redaction.Text);
        Assert.Equal([new PiiFinding("EMAIL", 0, 6, 0, 7, "test", "tag"), new PiiFinding("EMAIL", 16, 22, 17, 24, "test", "tag")],
            redaction.Findings);
    }

    [Fact]
    public void A_finding_that_is_the_whole_text_is_replaced() =>
        Assert.Equal("[EMAIL]", Redactor.Apply("a@b.io", [new PiiSpan("EMAIL", 0, 6, "t", PiiEvidence.Shape)], PiiPolicy.Default).Text);

    [Fact]
    public void Astral_characters_before_a_finding_do_not_move_it()
    {
        const string text = "😀𝒳 a@b.io 😀";
        var redaction = Redactor.Apply(text, [Find(text, "a@b.io", "EMAIL")], PiiPolicy.Default);
        Assert.Equal("😀𝒳 [EMAIL] 😀", redaction.Text);
    }

    [Fact]
    public void Adjacent_and_nested_findings_each_have_their_tag()
    {
        const string text = "a@b.io555-0100";
        Assert.Equal("[EMAIL][PHONE]",
            Redactor.Apply(text, [Find(text, "a@b.io", "EMAIL"), Find(text, "555-0100", "PHONE")], PiiPolicy.Default).Text);
        const string url = "see http://h/a@b.io/x now";
        Assert.Equal("see [URL] now",
            Redactor.Apply(url, [Find(url, "http://h/a@b.io/x", "URL"), Find(url, "a@b.io", "EMAIL")], PiiPolicy.Default).Text);
    }

    [Fact]
    public void The_replaced_range_takes_what_belongs_to_its_last_character()
    {
        Assert.Equal("[PERSON]!", Replace("Jose\u0301!", 0, 4));
        Assert.Equal("[PERSON] x", Replace("call 1\uFE0F\u20E3 x"[5..], 0, 1));
        Assert.Equal("[PERSON]b", Replace("👩\u200D👩\u200D👧b", 0, 2));
        Assert.Equal("[PERSON]b", Replace("👍🏽b", 0, 2));
        Assert.Equal("[PERSON]b", Replace("❤\uFE0Fb", 0, 1));
        Assert.Equal("[PERSON]b", Replace("🇩🇪b", 0, 2));
        Assert.Equal("[PERSON]🇫🇷", Replace("🇩🇪🇫🇷", 0, 4));
        Assert.Equal("[PERSON]b", Replace("🏴\U000E0067\U000E0062\U000E007Fb", 0, 2));
        Assert.Equal("[PERSON]b", Replace("x\u200Db", 0, 1));
    }

    [Fact]
    public void Surrogate_pairs_are_never_split()
    {
        Assert.Equal("a[PERSON]b", Replace("a😀b", 2, 3));
        Assert.Equal("a[PERSON]b", Replace("a😀b", 1, 2));
        Assert.Equal("\uD83D[PERSON]\uDE00", Replace("\uD83Dx\uDE00", 1, 2));
    }

    private static string Replace(string text, int start, int end) =>
        Redactor.Apply(text, [new PiiSpan("PERSON", start, end, "t", PiiEvidence.Shape)], All(PiiAction.Tag)).Text;

    [Fact]
    public void The_same_value_has_the_same_number_within_a_document()
    {
        const string text = "Ann Lee met BOB and ann lee, then Bob";
        PiiSpan[] spans =
            [Find(text, "Ann Lee", "PERSON"), Find(text, "BOB", "PERSON"), Find(text, "ann lee", "PERSON"), Find(text, "Bob", "PERSON")];
        Assert.Equal("[PERSON_1] met [PERSON_2] and [PERSON_1], then [PERSON_2]", Redactor.Apply(text, spans, All(PiiAction.NumberedTag)).Text);
    }

    [Fact]
    public void A_mask_keeps_length_and_punctuation()
    {
        const string text = "é: 4111-1111 1111 1111, 😀e\u0301x";
        var redaction = Redactor.Apply(text, [Find(text, "4111-1111 1111 1111", "CARD"), Find(text, "😀e\u0301x", "PERSON")], All(PiiAction.Mask));
        Assert.Equal("é: ****-**** **** ****, *****", redaction.Text);
        Assert.Equal(text.Length, redaction.Text.Length);
    }

    [Fact]
    public void Last_four_needs_nine_characters_else_it_is_the_tag()
    {
        const string text = "4111 1111 1111 1234 or 12345678 or 123456789";
        PiiSpan[] spans =
            [Find(text, "4111 1111 1111 1234", "CARD"), Find(text, "12345678", "PHONE", from: 20), Find(text, "123456789", "PHONE", from: 30)];
        Assert.Equal("**** **** **** 1234 or [PHONE] or *****6789", Redactor.Apply(text, spans, All(PiiAction.LastFour)).Text);
    }

    [Fact]
    public void Keeping_all_reports_the_findings_and_leaves_the_text()
    {
        const string text = "to a@b.io";
        var redaction = Redactor.Apply(text, [Find(text, "a@b.io", "EMAIL")], PiiPolicy.Default.KeepingAll());
        Assert.Same(text, redaction.Text);
        Assert.Equal([new PiiFinding("EMAIL", 3, 9, 3, 9, "test", "keep")], redaction.Findings);
    }

    [Fact]
    public void A_tag_that_stood_in_the_text_has_no_finding()
    {
        const string text = "[EMAIL] a@b.io";
        var redaction = Redactor.Apply(text, [Find(text, "a@b.io", "EMAIL")], PiiPolicy.Default);
        Assert.Equal("[EMAIL] [EMAIL]", redaction.Text);
        Assert.Equal(8, Assert.Single(redaction.Findings).OutputStart);
    }

    [Fact]
    public void A_span_outside_the_text_rejects_the_document()
    {
        var redaction = Redactor.Apply("abc", [new PiiSpan("EMAIL", 1, 9, "t", PiiEvidence.Shape)], PiiPolicy.Default);
        Assert.Equal(FailureKind.Internal, redaction.Failure?.Kind);
        Assert.Equal("", redaction.Text);
    }
}
