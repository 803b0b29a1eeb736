using StreamNer.Pii;
using StreamNer.Pii.Rules;

namespace StreamNer.Tests.Pii;

public sealed class PiiScannerTests
{
    [Theory]
    [InlineData("EMAIL", "write to jane.doe+x@example.com, please", "jane.doe+x@example.com")]
    [InlineData("EMAIL", "user%40example.org", "user%40example.org")]
    [InlineData("URL", "see https://example.com/a%20b?c=1.", "https://example.com/a%20b?c=1")]
    [InlineData("URL", "see www.example.co.uk now", "www.example.co.uk")]
    [InlineData("PHONE", "ring +44 20 7946 0958 now", "+44 20 7946 0958")]
    [InlineData("PHONE", "(202) 555-0123 x45", "(202) 555-0123 x45")]
    [InlineData("CARD", "4111 1111 1111 1111", "4111 1111 1111 1111")]
    [InlineData("CARD", "我的卡4111111111111111号", "4111111111111111")]
    [InlineData("IBAN", "GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 32")]
    [InlineData("IP", "from 192.0.2.44:80", "192.0.2.44")]
    [InlineData("IP", "2001:db8::1", "2001:db8::1")]
    [InlineData("SSN", "id 536-90-4399 on file", "536-90-4399")]
    [InlineData("SSN", "my ssn 536904399", "536904399")]
    public void A_value_is_found_with_its_exact_span(string type, string text, string value) => Found.Only(text, type, value);

    [Theory]
    [InlineData("CARD", "4111111111111112")]
    [InlineData("CARD", "order 550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("CARD", "a4f4111111111111111bc3")]
    [InlineData("IBAN", "GB83 WEST 1234 5698 7654 32")]
    [InlineData("IP", "version 10.15.7.2")]
    [InlineData("IP", "std::string a::b 12:30:45")]
    [InlineData("SSN", "666-12-3456 and 536904399")]
    [InlineData("EMAIL", "a@b.notatld or @name")]
    [InlineData("PHONE", "on 12/05/2020, 1.2.3 or 123456789")]
    public void What_only_looks_like_it_is_not(string type, string text) => Found.Only(text, type);

    [Fact]
    public void Many_threads_share_one_scanner()
    {
        var scanner = new PiiScanner();
        Parallel.For(0, 2_000, i =>
        {
            var text = new string('x', i % 50) + $" call +1 202 555 {i % 10000:D4} or mail a{i}@example.com";
            var spans = new List<PiiSpan>();
            Assert.True(scanner.Scan(text, spans).Complete);
            Assert.Contains(spans, s => s.Type == "EMAIL" && text[s.Start..s.End] == $"a{i}@example.com");
        });
    }

    [Fact]
    public void A_detector_without_steps_left_is_named()
    {
        var result = new PiiScanner(new PiiScanOptions { StepsPerCharacter = 10 }).Scan(string.Concat(Enumerable.Repeat("1 ", 20_000)), []);
        Assert.False(result.Complete);
        Assert.NotNull(result.ExhaustedDetector);
    }
}
