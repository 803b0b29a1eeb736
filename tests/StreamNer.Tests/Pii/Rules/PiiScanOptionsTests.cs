using StreamNer.Configuration;
using StreamNer.Pii;
using StreamNer.Pii.Rules;

namespace StreamNer.Tests.Pii.Rules;

public sealed class PiiScanOptionsTests
{
    private static readonly PiiRule s_badge =
        new() { Name = "badge", Pattern = "EMP-[0-9]{6}", MustMatch = ["EMP-123456"], MustNotMatch = ["EMP-12"] };

    [Fact]
    public void A_rule_of_the_configuration_reports_its_name()
    {
        var scanner = new PiiScanner(new PiiScanOptions { Rules = [s_badge] });
        var spans = new List<PiiSpan>();
        scanner.Scan("badge emp-１23456 lost", spans);
        Assert.Contains(spans, s => s is { Type: "CUSTOM", Detector: "badge", Start: 6, End: 16 });
    }

    public static TheoryData<string, PiiRule> Mistakes => new()
    {
        { "pii:scan:rules:0:name", s_badge with { Name = "My Rule" } },
        { "pii:scan:rules:0:type", s_badge with { Type = "BADGE" } },
        { "pii:scan:rules:0:pattern", s_badge with { Pattern = "(" } },
        { "pii:scan:rules:0:pattern", s_badge with { Pattern = "(?=x)EMP-[0-9]{6}" } },
        { "pii:scan:rules:0:pattern", s_badge with { Pattern = "[0-9]*" } },
        { "pii:scan:rules:0:pattern", s_badge with { Pattern = new string('a', 1_001) } },
        { "pii:scan:rules:0:mustMatch", s_badge with { MustMatch = [] } },
        { "pii:scan:rules:0:mustMatch:0", s_badge with { MustMatch = ["EMP-12345"] } },
        { "pii:scan:rules:0:mustNotMatch:0", s_badge with { MustNotMatch = ["EMP-123456"] } },
        { "pii:scan:rules:0:maxLength", s_badge with { MaxLength = 0 } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_by_its_key(string key, PiiRule rule)
    {
        var errors = new List<OptionError>();
        new PiiScanOptions { Rules = [rule] }.Validate(errors);
        Assert.Contains(errors, e => e.Key == key);
        Assert.Throws<ArgumentException>(() => new PiiScanner(new PiiScanOptions { Rules = [rule] }));
    }

    [Fact]
    public void Allowed_values_are_left_out_in_any_form()
    {
        var scanner = new PiiScanner(new PiiScanOptions { Allow = ["support@example.com"] });
        var spans = new List<PiiSpan>();
        scanner.Scan("SUPPORT＠example.com or sales@example.com", spans);
        var email = Assert.Single(spans, s => s.Type == "EMAIL");
        Assert.Equal(23, email.Start);
    }

    [Fact]
    public void Denied_values_are_found_by_themselves_only()
    {
        var scanner = new PiiScanner(new PiiScanOptions { Deny = [new("Project Falcon"), new("falcon", "MRN")] });
        var spans = new List<PiiSpan>();
        scanner.Scan("project falcon, falconry, FALCON", spans);
        Assert.Equal([("CUSTOM", 0, 14), ("MRN", 26, 32)], spans.Where(s => s.Detector == "deny-list").Select(s => (s.Type, s.Start, s.End)));
    }

    [Fact]
    public void Nothing_is_allowed_by_default()
    {
        Found.Only("mail a@example.com", "EMAIL", "a@example.com");
        Found.Only("call 202-555-0123", "PHONE", "202-555-0123");
        Found.Only("2001:db8::17", "IP", "2001:db8::17");
    }
}
