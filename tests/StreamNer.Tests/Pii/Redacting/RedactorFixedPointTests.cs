using StreamNer.Pii;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Pii.Redacting;

public sealed class RedactorFixedPointTests
{
    private static readonly SpanMerger Merger = new(["EMAIL", "CARD", "ID"]);

    // Finds each of the given values wherever it stands whole.
    private static Rescan Finder(params (string Value, string Type)[] values) => (text, into) =>
    {
        foreach (var (value, type) in values)
        {
            for (var at = text.IndexOf(value, StringComparison.Ordinal); at >= 0; at = text.IndexOf(value, at + 1, StringComparison.Ordinal))
                into.Add(new PiiSpan(type, at, at + value.Length, "fake", PiiEvidence.Shape));
        }

        return true;
    };

    private static Redaction Apply(string text, Rescan rescan, PiiPolicy? policy = null)
    {
        var spans = new List<PiiSpan>();
        Assert.True(rescan(text, spans));
        return new Redactor(Merger, rescan: rescan).Apply(text, spans, policy ?? PiiPolicy.Default);
    }

    [Fact]
    public void A_finding_that_appears_once_another_is_redacted_is_redacted_too()
    {
        // A scanner that lets go of the identifier as long as the address stands before it.
        Rescan rescan = (text, into) =>
        {
            Finder(("a@b.io", "EMAIL"))(text, into);
            return into.Count > 0 || Finder(("77777", "ID"))(text, into);
        };
        var redaction = Apply("a@b.io 77777 end", rescan);
        Assert.Equal("[EMAIL] [ID] end", redaction.Text);
        Assert.Equal(["EMAIL", "ID"], redaction.Findings.Select(f => f.Type));
        Assert.Equal((7, 12), (redaction.Findings[1].Start, redaction.Findings[1].End));
    }

    [Fact]
    public void A_finding_whose_redaction_brings_two_others_together_does_not_join_them()
    {
        // "1111" and "2222" touch once what stands between them is gone: they would be one number.
        var rescan = Finder(("a@b.io", "EMAIL"), ("11112222", "CARD"), ("1111[EMAIL]2222", "CARD"));
        Assert.Equal("1111[EMAIL]2222", Apply("1111a@b.io2222", rescan).Text);
    }

    [Fact]
    public void A_new_finding_across_an_atom_takes_it_in()
    {
        var seen = false;
        Rescan rescan = (text, into) =>
        {
            if (!seen) into.Add(new PiiSpan("EMAIL", 4, 10, "fake", PiiEvidence.Shape));
            else into.Add(new PiiSpan("URL", 0, 12, "fake", PiiEvidence.Shape));
            seen = true;
            return true;
        };
        Assert.Equal("[URL] end", Apply("h://a@b.io/x end", rescan).Text);
    }

    [Fact]
    public void The_scan_sees_atoms_with_the_originals_offsets_and_words()
    {
        const string text = "mail Ann 2@b.io, 4111 now";
        var texts = new List<string>();
        Rescan rescan = (scanned, into) =>
        {
            texts.Add(scanned);
            return Finder(("Ann 2@b.io", "EMAIL"))(scanned, into);
        };
        Apply(text, rescan);
        Assert.Equal(text, texts[0]);
        Assert.Equal("mail ¦\u200B\u200B ¦¦¦¦¦\u200B, 4111 now", texts[1]);
    }

    [Fact]
    public void A_text_that_does_not_come_to_rest_is_rejected()
    {
        Rescan rescan = (text, into) =>
        {
            var at = text.IndexOf('x', StringComparison.Ordinal);
            if (at >= 0) into.Add(new PiiSpan("ID", at, at + 1, "fake", PiiEvidence.Shape));
            return true;
        };
        Assert.Equal("[ID][ID][ID][ID]", Apply("xxxx", rescan).Text);
        Assert.Equal(new Failure(FailureKind.DetectorFailed, FailureStage.Redact), Apply(new string('x', 50), rescan).Failure);
    }

    [Fact]
    public void A_scan_that_cannot_reach_the_end_rejects_the_document()
    {
        Rescan rescan = (_, _) => false;
        var redaction = new Redactor(Merger, rescan: rescan).Apply("a@b.io", [new PiiSpan("EMAIL", 0, 6, "t", PiiEvidence.Shape)], PiiPolicy.Default);
        Assert.Equal(FailureKind.DetectorFailed, redaction.Failure?.Kind);
    }

    [Fact]
    public void A_finding_that_a_kept_one_outranks_does_not_keep_the_rounds_going()
    {
        var policy = new PiiPolicy("p", PiiAction.Tag, new Dictionary<string, PiiAction> { ["CARD"] = PiiAction.Keep });
        Rescan rescan = (text, into) =>
        {
            Finder(("4111", "ID"), ("a@b.io", "EMAIL"))(text, into);
            into.Add(new PiiSpan("CARD", 0, 4, "fake", PiiEvidence.Context));
            return true;
        };
        Assert.Equal("4111 [EMAIL]", Apply("4111 a@b.io", rescan, policy).Text);
    }

    [Fact]
    public void Findings_that_are_only_kept_cost_no_second_scan()
    {
        var scans = 0;
        Rescan rescan = (text, into) =>
        {
            scans++;
            return Finder(("a@b.io", "EMAIL"))(text, into);
        };
        Apply("a@b.io", rescan, PiiPolicy.Default.KeepingAll());
        Assert.Equal(1, scans);
    }

    [Fact]
    public void Four_digits_that_would_join_with_what_stands_behind_them_are_not_shown()
    {
        // A scanner that sees the card only where no letters touch it.
        Rescan rescan = (text, into) =>
            Finder(("abcdefgh1111", "ID"))(text, into)
                && (text.Contains("h1111", StringComparison.Ordinal) || Finder(("1111 2222", "CARD"))(text, into));
        var policy = new PiiPolicy("p", PiiAction.Tag, new Dictionary<string, PiiAction> { ["ID"] = PiiAction.LastFour });
        Assert.Equal("[ID] 2222", Apply("abcdefgh1111 2222", rescan, policy).Text);
        Assert.Equal("********1111 3333", Apply("abcdefgh1111 3333", rescan, policy).Text);
    }
}
