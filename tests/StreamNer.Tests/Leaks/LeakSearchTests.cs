using System.Net;
using System.Text;
using System.Text.Json;
using StreamNer.Pii;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;

namespace StreamNer.Tests.Leaks;

/// <summary>The judge: it finds each form of what is planted, and nothing in what is clean.</summary>
public sealed class LeakSearchTests
{
    private static readonly Canary s_card = new("CARD", "4111 1111-1111 1111", "");
    private static readonly Canary s_id = new("ID", "AB-123456-789", "");
    private static readonly Canary s_name = new("PERSON", "Zoë \"Zo\" Quark", "");

    public static TheoryData<string, string> Planted => new()
    {
        { "as it stood", "at 4111 1111-1111 1111." },
        { "as it stood", "X ZOË \"ZO\" QUARK" },
        { "without separators", "zoëzoquark" },
        { "without separators", "n=4111111111111111" },
        { "without separators", "4.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1" },
        { "digits", "n=123456789" },
        { "URL escapes", "/x?q=4111%201111-1111%201111" },
        { "URL escapes", "?q=" + WebUtility.UrlEncode(s_name.Value) },
        { "HTML escapes", "<b>" + WebUtility.HtmlEncode(s_name.Value) },
        { "JSON escapes", JsonSerializer.Serialize(new { a = s_name.Value }) },
        { "JSON escapes", string.Concat(s_card.Value.Select(c => $"\\u{(int)c:X4}")) },
        { "hex of UTF-8", Convert.ToHexString(Encoding.UTF8.GetBytes(s_name.Value)) },
        { "hex of UTF-8", BitConverter.ToString(Encoding.UTF8.GetBytes(s_card.Value)) },
        { "hex of UTF-16", Convert.ToHexStringLower(Encoding.Unicode.GetBytes(s_card.Value)) },
        { "base64 of UTF-8", Convert.ToBase64String(Encoding.UTF8.GetBytes(s_card.Value)) },
        { "base64 of UTF-8", Convert.ToBase64String(Encoding.UTF8.GetBytes("." + s_card.Value + "..")) },
        { "base64 of UTF-8", Convert.ToBase64String(Encoding.UTF8.GetBytes(".." + s_card.Value + "..")) },
        { "base64 of UTF-16", Convert.ToBase64String(Encoding.Unicode.GetBytes(".." + s_card.Value)) },
    };

    [Theory]
    [MemberData(nameof(Planted))]
    public void Each_form_of_a_planted_value_is_found_and_its_type_named(string form, string haystack)
    {
        var search = new LeakSearch([s_card, s_id, s_name]);
        search.In("here", haystack);
        Assert.Contains(search.Leaks, leak => leak.Contains($" ({form}) in here", StringComparison.Ordinal));
        var failure = Assert.ThrowsAny<Exception>(search.AssertNone);
        Assert.DoesNotContain("1111", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Quark", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Bytes_are_searched_as_both_encodings_at_any_offset()
    {
        foreach (var bytes in new[] { Encoding.UTF8.GetBytes(s_card.Value), [7, .. Encoding.Unicode.GetBytes(s_card.Value)],
            [1, 2, .. Encoding.Unicode.GetBytes(s_card.Value)] })
        {
            var search = new LeakSearch([s_card]);
            search.In("here", [0xff, .. bytes, 0xfe]);
            Assert.NotEmpty(search.Leaks);
        }
    }

    [Fact]
    public void What_is_clean_stays_clean()
    {
        var search = new LeakSearch([s_card, s_name, s_id]);
        search.In("here", "4111 1111 1111 1112 Zoe Quark 41111111 3123456789 1234567890 base64 aaaa %20 \\u0020");
        Assert.Empty(search.Leaks);
        search.AssertNone();
    }

    [Fact]
    public void A_search_that_saw_nothing_is_no_proof() => Assert.ThrowsAny<Exception>(() => new LeakSearch([s_card]).AssertNone());

    [Fact]
    public void Every_type_has_canaries_of_its_own_that_are_found_in_their_texts()
    {
        var scanner = new PiiScanner(new() { Deny = [new(Canaries.Denied)] });
        Assert.Equal(PiiTypes.All.Select(type => type.Name).Order(), Canaries.OfRules.Select(canary => canary.Type).Distinct().Order());
        Assert.Equal([ModelTypes.Location, ModelTypes.Organization, ModelTypes.Person],
            Canaries.OfTheModel.Select(canary => canary.Type).Distinct().Order());
        foreach (var canary in Canaries.OfRules)
        {
            var spans = new List<PiiSpan>();
            scanner.Scan(canary.Text, spans);
            var start = canary.Text.IndexOf(canary.Value, StringComparison.Ordinal);
            Assert.True(spans.Exists(span => span.Start <= start + 1 && span.End >= start + canary.Value.Length - 1),
                $"a canary of {canary.Type} is not found: {canary.Text}");
        }
    }

    [Fact]
    public void Every_canary_leaks_when_its_text_does()
    {
        foreach (var canary in Canaries.All)
        {
            var search = new LeakSearch([canary]);
            search.In("text", canary.Text);
            search.In("json", JsonSerializer.SerializeToUtf8Bytes(canary.Text));
            Assert.Contains(search.Leaks, leak => leak.EndsWith("text", StringComparison.Ordinal));
            Assert.Contains(search.Leaks, leak => leak.EndsWith("json", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Redaction_leaves_none_of_them_under_any_action()
    {
        var scanner = new PiiScanner(new() { Deny = [new(Canaries.Denied)] });
        Rescan scan = (text, into) => scanner.Scan(text, into).Complete;
        var redactor = new Redactor(new SpanMerger(PiiTypes.All.Select(type => type.Name)), StreamNer.Tests.Pii.Keys.KeyRingTests.Ring(), scan);
        foreach (var action in new[] { PiiAction.Tag, PiiAction.NumberedTag, PiiAction.Mask, PiiAction.LastFour, PiiAction.Pseudonym,
            PiiAction.Encrypt })
        {
            var policy = new PiiPolicy("p", action, new Dictionary<string, PiiAction>());
            var search = new LeakSearch(Canaries.OfRules);
            foreach (var text in Canaries.OfRules.Select(canary => canary.Text).Append(Canaries.Everything))
            {
                var spans = new List<PiiSpan>();
                Assert.True(scan(text, spans));
                var redaction = redactor.Apply(text, spans, policy);
                Assert.Null(redaction.Failure);
                search.In($"{(text.Length > 5_000 ? "everything" : "one")} under {action.Name()}", redaction.Text);
            }

            search.AssertNone();
        }
    }
}
