using System.Text.RegularExpressions;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;
using StreamNer.Tests.Pii.Keys;

namespace StreamNer.Tests.Pii.Redacting;

public sealed class RedactorActionTests
{
    private static readonly KeyRing Keys = KeyRingTests.Ring();
    private static readonly Redactor Redactor = new(new SpanMerger(["EMAIL", "PHONE", "CARD"]), Keys);

    private static string Apply(string text, PiiAction action, string tenant, params (string Value, string Type)[] found)
    {
        var from = 0;
        var spans = new List<PiiSpan>();
        foreach (var (value, type) in found)
        {
            var span = RedactorTests.Find(text, value, type, from: from);
            spans.Add(span);
            from = span.End;
        }

        return Redactor.Apply(text, spans, RedactorTests.All(action), tenant).Text;
    }

    [Fact]
    public void Two_spellings_of_a_value_share_a_pseudonym_and_tenants_do_not()
    {
        var text = Apply("Ann@B.io a@b.io ann@b.IO", PiiAction.Pseudonym, "x", ("Ann@B.io", "EMAIL"), ("a@b.io", "EMAIL"), ("ann@b.IO", "EMAIL"));
        var tags = text.Split(' ');
        Assert.Equal(tags[0], tags[2]);
        Assert.NotEqual(tags[0], tags[1]);
        Assert.NotEqual(tags[1], Apply("a@b.io", PiiAction.Pseudonym, "y", ("a@b.io", "EMAIL")));
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(9, 10)]
    [InlineData(11, 19)]
    public void Of_a_number_that_other_findings_have_cut_no_part_is_shown(int from, int to)
    {
        const string text = "4111111111111111111";
        PiiSpan[] spans =
        [
            new("CARD", 0, text.Length, "card", PiiEvidence.Checksum), new("EMAIL", from, to, "email", PiiEvidence.Context),
            new("EMAIL", 14, 15, "email", PiiEvidence.Shape),
        ];
        var policy = new PiiPolicy("p", PiiAction.Tag, new Dictionary<string, PiiAction> { ["CARD"] = PiiAction.LastFour });
        Assert.DoesNotContain('1', Redactor.Apply(text, spans, policy).Text);
    }

    [Fact]
    public void An_encrypted_text_is_revealed_with_the_key()
    {
        const string text = "to Ann@B.io, 😀";
        var redacted = Apply(text, PiiAction.Encrypt, "x", ("Ann@B.io", "EMAIL"));
        Assert.Matches(new Regex("^to \\[EMAIL#a#[a-p]+\\], 😀$", RegexOptions.NonBacktracking), redacted);
        Assert.Equal(text, new KeyedTags(Keys).RevealAll(redacted, "x", out _));
    }

    [Theory]
    [InlineData(PiiAction.Pseudonym)]
    [InlineData(PiiAction.Encrypt)]
    public void A_destroyed_tenants_values_become_plain_tags(PiiAction action)
    {
        var redactor = new Redactor(new SpanMerger([]), KeyRingTests.Ring(options: new KeyOptions { Destroyed = ["x"] }));
        Assert.Equal("[EMAIL]", redactor.Apply("a@b.io", [new PiiSpan("EMAIL", 0, 6, "t", PiiEvidence.Shape)], RedactorTests.All(action), "x").Text);
    }

    [Fact]
    public void First_six_and_last_four_need_thirteen_characters()
    {
        Assert.Equal("4111 11** **** 1234", Apply("4111 1122 3333 1234", PiiAction.FirstSixLastFour, "", ("4111 1122 3333 1234", "CARD")));
        Assert.Equal("[CARD]", Apply("411111111234", PiiAction.FirstSixLastFour, "", ("411111111234", "CARD")));
    }

    [Fact]
    public void A_dropped_type_rejects_the_record()
    {
        var policy = new PiiPolicy("p", PiiAction.Tag, new Dictionary<string, PiiAction> { ["CARD"] = PiiAction.Drop });
        var redaction =
            Redactor.Apply("4111 a@b.io",
            [new PiiSpan("CARD", 0, 4, "t", PiiEvidence.Shape), new PiiSpan("EMAIL", 5, 11, "t", PiiEvidence.Shape)], policy);
        Assert.Equal(new Failure(FailureKind.Policy, FailureStage.Redact), redaction.Failure);
        Assert.Equal("", redaction.Text);
        Assert.Empty(redaction.Findings);
        Assert.Null(Redactor.Apply("4111 a@b.io", [new PiiSpan("CARD", 0, 4, "t", PiiEvidence.Shape)], policy.KeepingAll()).Failure);
    }

    [Theory]
    [InlineData("DATE", "2024-01-15", "[DATE:2024]")]
    [InlineData("DATE", "15 March 1987, 10:30", "[DATE:1987]")]
    [InlineData("DATE", "1949-12-31", "[DATE]")]
    [InlineData("DATE", "1950-01-01", "[DATE:1950]")]
    [InlineData("DATE", "01/15/87", "[DATE]")]
    [InlineData("DATE", "20240115", "[DATE]")]
    [InlineData("DATE", "from 2001 to 2003", "[DATE]")]
    [InlineData("DATE_OF_BIRTH", "２００１年1月5日", "[DATE_OF_BIRTH:2001]")]
    [InlineData("DATE_OF_BIRTH", "5 May 1931", "[DATE_OF_BIRTH]")]
    [InlineData("AGE", "89 years old", "89 years old")]
    [InlineData("AGE", "90 years old", "[AGE:90+]")]
    [InlineData("AGE", "aged 104", "[AGE:90+]")]
    [InlineData("AGE", "95 months", "[AGE]")]
    [InlineData("AGE", "ninety-two", "[AGE]")]
    [InlineData("AGE", "9 or 99", "[AGE]")]
    [InlineData("POSTCODE", "90210", "[POSTCODE:902]")]
    [InlineData("POSTCODE", "90210-1234", "[POSTCODE:902]")]
    [InlineData("POSTCODE", "03601", "[POSTCODE:000]")]
    [InlineData("POSTCODE", "89001", "[POSTCODE:000]")]
    [InlineData("POSTCODE", "20502-0001", "[POSTCODE:000]")]
    [InlineData("POSTCODE", "09012", "[POSTCODE:000]")]
    [InlineData("POSTCODE", "00000", "[POSTCODE:000]")]
    [InlineData("POSTCODE", "00601", "[POSTCODE:006]")]
    [InlineData("POSTCODE", "SW1A 1AA", "[POSTCODE]")]
    [InlineData("POSTCODE", "9021", "[POSTCODE]")]
    [InlineData("EMAIL", "a@b.io", "[EMAIL]")]
    public void Generalization_leaves_what_safe_harbor_allows(string type, string value, string expected) =>
        Assert.Equal($"x {expected} y", Apply($"x {value} y", PiiAction.Generalize, "", (value, type)));
}
