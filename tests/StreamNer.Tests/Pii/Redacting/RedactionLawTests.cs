using System.Text;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Redacting;
using StreamNer.Tests.Pii.Keys;

namespace StreamNer.Tests.Pii.Redacting;

public sealed class RedactionLawTests
{
    private static readonly PiiScanner Scanner = new();
    private static readonly Rescan Scan = (text, into) => Scanner.Scan(text, into).Complete;
    private static readonly SpanMerger Merger = new(PiiTypes.All.Select(type => type.Name));
    private static readonly Redactor Redactor = new(Merger, KeyRingTests.Ring(), Scan);

    private static readonly string[] Values =
    [
        "ann@example.com", "a@b.io", "x%40y.com", "+1 212-555-0123", "(212) 555-0198 ext. 7", "+44 20 7946 0958", "4111 1111 1111 1111",
        "5500-0055-5555-5559", "378282246310005",
        "078-05-1120", "536-22-8726", "GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "192.168.0.1", "2001:db8::1",
        "http://user:pw@h.example.org/a?b=c#d",
        "https://example.com/ann@example.com/4111111111111111", "1234567890", "2024-01-15 10:30", "12345678901234567890", "4111", "1111", "-", "@",
        ".", "[EMAIL]", "[PHONE]", "[EMAIL#a#abcd]",
    ];

    private static readonly string[] Words =
    [
        " ", " ", "\n", ",", ": ", "call ", "ssn ", "card ", "my iban is ", "e-mail ", "ip ", "phone number ", "order ", "é\u0301", "😀", "👩\u200D👧",
        "1\uFE0F\u20E3", "\u200B", "\uD83D", "中文", "_", "/", "(", ")", "x", "\0", "\u202E",
    ];

    internal static string RandomText(Random random)
    {
        var text = new StringBuilder();
        for (var parts = random.Next(1, 14); parts > 0; parts--)
        {
            text.Append(Words[random.Next(Words.Length)]);
            if (random.Next(3) == 0) text.Append(Values[random.Next(Values.Length)]);
            if (random.Next(20) == 0) text.Append((char)random.Next(0x10000));
        }

        return text.ToString();
    }

    private static Redaction Redact(string text, PiiPolicy policy, string tenant = "")
    {
        var spans = new List<PiiSpan>();
        Assert.True(Scan(text, spans));
        return Redactor.Apply(text, spans, policy, tenant);
    }

    private static readonly PiiPolicy[] Policies =
    [
        PiiPolicy.Default, RedactorTests.All(PiiAction.NumberedTag), RedactorTests.All(PiiAction.Mask), RedactorTests.All(PiiAction.LastFour),
        RedactorTests.All(PiiAction.Pseudonym), RedactorTests.All(PiiAction.Encrypt), RedactorTests.All(PiiAction.Generalize),
        PiiPolicy.Default.KeepingAll(),
        new("mixed", PiiAction.Tag,
            new Dictionary<string, PiiAction> { ["URL"] = PiiAction.Keep, ["CARD"] = PiiAction.Encrypt, ["PHONE"] = PiiAction.LastFour }),
    ];

    [Fact]
    public void What_is_outside_of_findings_stays_and_offsets_go_there_and_back()
    {
        var random = new Random(5);
        for (var round = 0; round < 30_000; round++)
        {
            var text = RandomText(random);
            var redaction = Redact(text, Policies[round % Policies.Length]);
            Assert.Null(redaction.Failure);
            foreach (var finding in redaction.Findings)
            {
                Assert.Equal((finding.OutputStart, finding.OutputEnd), redaction.Map.ToOutput(finding.Start, finding.End));
                var (start, end) = redaction.Map.ToOriginal(finding.OutputStart, finding.OutputEnd);
                Assert.True(start <= finding.Start && finding.End <= end);
            }

            var length = 0;
            for (var at = 0; at < text.Length; at++)
            {
                if (redaction.Map.Covers(at, at + 1)) continue;
                var (start, end) = redaction.Map.ToOutput(at, at + 1);
                Assert.Equal(text[at], redaction.Text[start]);
                Assert.Equal((at, at + 1), redaction.Map.ToOriginal(start, end));
                length++;
            }

            var replaced = redaction.Findings.Where(f => f.Action != "keep").Select(f => (f.OutputStart, f.OutputEnd)).Distinct()
                .Sum(f => f.OutputEnd - f.OutputStart);
            Assert.Equal(redaction.Text.Length, length + replaced);
        }
    }

    [Fact]
    public void Findings_stand_in_the_records_order_and_those_that_change_the_text_do_not_overlap()
    {
        var random = new Random(6);
        for (var round = 0; round < 20_000; round++)
        {
            var findings = Redact(RandomText(random), Policies[round % Policies.Length]).Findings;
            var order = findings.OrderBy(f => f.Start).ThenByDescending(f => f.End).ThenBy(f => f.Type, StringComparer.Ordinal);
            Assert.Equal(order, findings);
            var changing = findings.Where(f => f.Action != "keep").ToList();
            for (var i = 1; i < changing.Count; i++) Assert.True(changing[i - 1].End <= changing[i].Start);
        }
    }

    [Fact]
    public void Scanning_the_redacted_text_finds_nothing_beside_the_tags_but_what_the_tags_bring_near_a_context_word()
    {
        var random = new Random(7);
        var found = new List<PiiSpan>();
        for (var round = 0; round < 30_000; round++)
        {
            var redaction = Redact(RandomText(random), PiiPolicy.Default);
            var atoms = redaction.Text.ToCharArray();
            foreach (var finding in redaction.Findings) atoms.AsSpan(finding.OutputStart..finding.OutputEnd).Fill('\u00A6');
            found.Clear();
            Assert.True(Scan(new string(atoms), found));
            Assert.DoesNotContain(found, span => span.Evidence != PiiEvidence.Context);
        }
    }

    [Fact]
    public void Scanning_again_with_the_tags_as_atoms_and_the_original_distances_finds_nothing()
    {
        var random = new Random(8);
        var found = new List<PiiSpan>();
        for (var round = 0; round < 30_000; round++)
        {
            var text = RandomText(random);
            var redaction = Redact(text, PiiPolicy.Default);
            var atoms = text.ToCharArray();
            for (var at = 0; at < atoms.Length; at++)
            {
                if (!redaction.Map.Covers(at, at + 1) || char.IsWhiteSpace(text[at])) continue;
                var goesOn = at > 0 && redaction.Map.Covers(at - 1, at) && ClassOf(text[at]) is var kind and not '.' && kind == ClassOf(text[at - 1]);
                atoms[at] = goesOn || char.IsLowSurrogate(text[at]) ? '\u200B' : '\u00A6';
            }

            found.Clear();
            Assert.True(Scan(new string(atoms), found));
            Assert.DoesNotContain(found, span => !redaction.Map.Covers(span.Start, span.End));
        }
    }

    private static char ClassOf(char c) => char.IsDigit(c) ? '0' : !char.IsLetter(c) ? '.' : c >= '\u2E80' ? 'c' : 'a';

    [Theory]
    [InlineData("4111 1111 a@b.io 1111 1111", "4111 1111 [EMAIL] 1111 1111")]
    [InlineData("4111 1111,a@b.io,1111 1111", "4111 1111,[EMAIL],1111 1111")]
    [InlineData("GB82 WEST a@b.io 1234 5698 7654 32", "GB82 WEST [EMAIL] 1234 5698 7654 32")]
    public void Two_parts_of_a_number_that_only_a_finding_parts_stay_two(string text, string expected) =>
        Assert.Equal(expected, Redact(text, PiiPolicy.Default).Text);

    [Fact]
    public void An_encrypted_document_is_revealed_as_it_was()
    {
        var random = new Random(9);
        var tags = new KeyedTags(KeyRingTests.Ring());
        for (var round = 0; round < 3_000; round++)
        {
            var text = RandomText(random);
            Assert.Equal(text, tags.RevealAll(Redact(text, RedactorTests.All(PiiAction.Encrypt), "acme").Text, "acme", out _));
        }
    }

    [Fact]
    public void Redaction_is_a_function_of_text_policy_and_tenant()
    {
        var random = new Random(10);
        for (var round = 0; round < 3_000; round++)
        {
            var text = RandomText(random);
            var policy = Policies[round % Policies.Length];
            Assert.Equal(Redact(text, policy, "t").Text, Redact(text, policy, "t").Text);
        }
    }

    [Fact]
    public void Random_Unicode_never_throws_whatever_the_spans()
    {
        var random = new Random(11);
        var characters = new char[24];
        var spans = new List<PiiSpan>();
        for (var round = 0; round < 200_000; round++)
        {
            var length = random.Next(characters.Length);
            for (var i = 0; i < length; i++)
                characters[i] = random.Next(4) == 0 ? "\uD83D\uDE00\u200D\uFE0F\u20E3\u0301 1a"[random.Next(9)] : (char)random.Next(0x10000);
            var text = new string(characters, 0, length);
            spans.Clear();
            Assert.True(Scan(text, spans));
            for (var extra = random.Next(4); extra > 0; extra--)
            {
                var start = random.Next(length + 1);
                spans.Add(new PiiSpan(random.Next(2) == 0
                    ? "PHONE"
                    : "EMAIL", start, random.Next(start, length + 1), "random", (PiiEvidence)random.Next(3)));
            }

            var redaction = Redactor.Apply(text, spans, Policies[round % Policies.Length]);
            Assert.Null(redaction.Failure);
        }
    }
}
