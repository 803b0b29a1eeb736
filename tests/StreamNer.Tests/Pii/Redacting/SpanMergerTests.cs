using StreamNer.Pii;
using StreamNer.Pii.Redacting;

namespace StreamNer.Tests.Pii.Redacting;

public sealed class SpanMergerTests
{
    // No words, so that none of them is cut.
    private static readonly string Text = new('€', 20);
    private static readonly SpanMerger Merger = new(["EMAIL", "URL", "PHONE", "CARD"]);
    private static readonly PiiPolicy Policy = PiiPolicy.Default;

    private static PiiSpan Span(string type, int start, int end, PiiEvidence evidence = PiiEvidence.Shape) => new(type, start, end, "test", evidence);

    private static string Show(PiiPolicy policy, string text, params PiiSpan[] spans) =>
        string.Join(' ', Merger.Merge(text, spans, policy).Select(s => $"{s.Type}[{s.Start},{s.End})"));

    [Fact]
    public void Context_wins_over_checksum_and_checksum_over_shape()
    {
        Assert.Equal("PHONE[0,4)", Show(Policy, Text, Span("EMAIL", 0, 4, PiiEvidence.Checksum), Span("PHONE", 0, 4, PiiEvidence.Context)));
        Assert.Equal("PHONE[0,4)", Show(Policy, Text, Span("EMAIL", 0, 4), Span("PHONE", 0, 4, PiiEvidence.Checksum)));
    }

    [Fact]
    public void Equal_evidence_goes_to_the_longer_then_the_earlier_then_the_type_table()
    {
        Assert.Equal("PHONE[0,8)", Show(Policy, Text, Span("EMAIL", 2, 6), Span("PHONE", 0, 8)));
        Assert.Equal("PHONE[0,4) EMAIL[4,6)", Show(Policy, Text, Span("EMAIL", 2, 6), Span("PHONE", 0, 4)));
        Assert.Equal("URL[0,4)", Show(Policy, Text, Span("CARD", 0, 4), Span("URL", 0, 4), Span("PHONE", 0, 4)));
    }

    [Fact]
    public void A_loser_keeps_what_the_winner_does_not_cover() =>
        Assert.Equal("URL[0,4) EMAIL[4,8) URL[8,12)", Show(Policy, Text, Span("URL", 0, 12), Span("EMAIL", 4, 8, PiiEvidence.Context)));

    [Fact]
    public void What_a_loser_keeps_of_a_word_that_goes_on_is_no_finding()
    {
        const string text = "12345678 Phone home";
        var card = Span("CARD", 0, 8, PiiEvidence.Context);
        Assert.Equal("CARD[0,8)", Show(Policy, text, card, Span("URL", 0, 10)));
        Assert.Equal("CARD[0,8) URL[8,14)", Show(Policy, text, card, Span("URL", 0, 14)));
        Assert.Equal("CARD[0,8) URL[8,16)", Show(Policy, text, card, Span("URL", 0, 16)));
        Assert.Equal("PHONE[9,19)", Show(Policy, text, Span("URL", 7, 12), Span("PHONE", 9, 19, PiiEvidence.Context)));
        Assert.Equal("URL[7,10)", Show(Policy, text, Span("URL", 7, 10)));
    }

    [Fact]
    public void The_rest_of_a_word_of_which_a_winner_takes_a_part_stays_a_finding() =>
        Assert.Equal("CARD[0,4) URL[4,8)", Show(Policy, "1234abcd more", Span("CARD", 0, 4, PiiEvidence.Context), Span("URL", 0, 8)));

    [Fact]
    public void A_remainder_of_blanks_and_punctuation_is_no_finding() =>
        Assert.Equal("CARD[2,5)", Show(Policy, "(.123)", Span("CARD", 2, 5, PiiEvidence.Context), Span("PHONE", 2, 6)));

    [Fact]
    public void Overlapping_findings_of_one_type_become_one() =>
        Assert.Equal("URL[0,14)", Show(Policy, Text, Span("URL", 0, 6), Span("URL", 4, 10), Span("URL", 8, 14)));

    [Fact]
    public void Adjacent_findings_of_one_type_stay_two() =>
        Assert.Equal("URL[0,6) URL[6,10)", Show(Policy, Text, Span("URL", 0, 6), Span("URL", 6, 10)));

    [Fact]
    public void A_kept_finding_does_not_shield_one_that_must_go()
    {
        var policy = new PiiPolicy("p", PiiAction.Tag, new Dictionary<string, PiiAction> { ["URL"] = PiiAction.Keep });
        Assert.Equal("URL[0,12) EMAIL[4,8)", Show(policy, Text, Span("URL", 0, 12, PiiEvidence.Context), Span("EMAIL", 4, 8)));
    }

    [Fact]
    public void A_kept_finding_that_wins_the_same_range_says_what_the_value_is()
    {
        var policy = new PiiPolicy("p", PiiAction.Tag, new Dictionary<string, PiiAction> { ["CARD"] = PiiAction.Keep });
        Assert.Equal("CARD[0,12)", Show(policy, Text, Span("CARD", 0, 12, PiiEvidence.Context), Span("PHONE", 0, 12)));
        Assert.Equal("PHONE[0,12)", Show(policy, Text, Span("CARD", 0, 12), Span("PHONE", 0, 12, PiiEvidence.Checksum)).Split(' ').Last());
    }

    [Fact]
    public void The_result_does_not_depend_on_the_order_of_findings()
    {
        var random = new Random(7);
        string[] types = ["EMAIL", "URL", "PHONE", "CARD", "OTHER"];
        for (var round = 0; round < 500; round++)
        {
            var spans = Enumerable.Range(0, random.Next(1, 9)).Select(_ =>
            {
                var start = random.Next(Text.Length);
                return Span(types[random.Next(types.Length)], start, random.Next(start + 1, Text.Length + 1), (PiiEvidence)random.Next(3));
            }).ToArray();
            var once = Show(Policy, Text, spans);
            random.Shuffle(spans);
            Assert.Equal(once, Show(Policy, Text, spans));
        }
    }

    [Fact]
    public void Every_place_that_a_finding_covers_is_covered_by_the_best_of_them()
    {
        var random = new Random(11);
        string[] types = ["EMAIL", "URL", "PHONE", "CARD"];
        for (var round = 0; round < 500; round++)
        {
            var spans = Enumerable.Range(0, random.Next(1, 9)).Select(_ =>
            {
                var start = random.Next(Text.Length);
                return Span(types[random.Next(types.Length)], start, random.Next(start + 1, Text.Length + 1), (PiiEvidence)random.Next(3));
            }).ToList();
            var merged = Merger.Merge(Text, spans, Policy);
            for (var at = 0; at < Text.Length; at++)
            {
                var here = spans.Where(s => s.Start <= at && at < s.End).ToList();
                here.Sort((a, b) => Merger.Compare(a, b));
                var expected = here.Count == 0 ? null : here[0].Type;
                Assert.Equal(expected, merged.Where(m => m.Start <= at && at < m.End).Select(m => m.Type).SingleOrDefault());
            }
        }
    }

    [Fact]
    public void A_hundred_thousand_nested_findings_are_merged_in_time()
    {
        var text = new string('7', 200_000);
        var spans = Enumerable.Range(0, 100_000).Select(i => Span(i % 2 == 0 ? "CARD" : "PHONE", i, text.Length - i)).ToList();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal("CARD", Assert.Single(Merger.Merge(text, spans, Policy)).Type);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"took {clock.Elapsed}");
    }

    [Fact]
    public void Findings_outside_the_policy_are_dropped() =>
        Assert.Equal("", Show(Policy, Text, Span("PERSON", 0, 4), Span("LOCATION", 5, 8)));

    [Fact]
    public void Under_pci_no_finding_takes_the_place_of_card_data_that_must_go()
    {
        var pci =
            new PiiPolicy("p", PiiAction.Tag,
            new Dictionary<string, PiiAction> { ["URL"] = PiiAction.Keep, ["EMAIL"] = PiiAction.Encrypt, ["TRACK"] = PiiAction.Tag }, PiiProfile.Pci);
        Assert.Equal("TRACK[0,12)", Show(pci, Text, Span("EMAIL", 0, 12, PiiEvidence.Context), Span("TRACK", 0, 12)));
        Assert.Equal("EMAIL[0,4) PIN[4,8) EMAIL[8,12)", Show(pci, Text, Span("EMAIL", 0, 12, PiiEvidence.Context), Span("PIN", 4, 8)));
        Assert.Contains("CVV[0,3)", Show(pci, Text, Span("URL", 0, 3, PiiEvidence.Context), Span("CVV", 0, 3)), StringComparison.Ordinal);
        Assert.Equal("EMAIL[0,12)", Show(Policy, Text, Span("EMAIL", 0, 12, PiiEvidence.Context), Span("TRACK", 0, 12)));
    }
}
