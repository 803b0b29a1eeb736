using StreamNer.Configuration;
using StreamNer.Pii;

namespace StreamNer.Tests.Pii.Policy;

public sealed class PiiOptionsTests
{
    private static readonly KeyOptions WithKey = new()
    {
        Active = "a",
        Versions = new Dictionary<string, KeySource> { ["a"] = new() { Environment = "KEY_A" } },
    };

    private static string[] Errors(PiiOptions options)
    {
        var errors = new List<OptionError>();
        options.Validate(errors);
        return [.. errors.Select(error => error.ToString())];
    }

    private static Dictionary<string, PiiAction> Does(string type, PiiAction action) => new() { [type] = action };

    [Fact]
    public void The_defaults_have_no_mistake() => Assert.Empty(Errors(new PiiOptions()));

    [Fact]
    public void An_unknown_type_and_an_unknown_region_are_mistakes_with_their_key()
    {
        var errors = Errors(new PiiOptions { Actions = Does("EMIAL", PiiAction.Tag), Regions = ["US", "UK", "us"] });
        Assert.Equal(3, errors.Length);
        Assert.StartsWith("pii:regions: no types of region 'UK' (the United Kingdom is GB)", errors[0], StringComparison.Ordinal);
        Assert.StartsWith("pii:regions: no types of region 'us' (codes are upper case)", errors[1], StringComparison.Ordinal);
        Assert.Equal("pii:actions:EMIAL: no type 'EMIAL'", errors[2]);
    }

    [Fact]
    public void Types_may_be_written_in_any_case() => Assert.Empty(Errors(new PiiOptions { Actions = Does("email", PiiAction.Mask) }));

    [Fact]
    public void A_keyed_action_without_a_key_is_a_mistake()
    {
        var policies = new Dictionary<string, PolicyOptions> { ["strong"] = new() { Actions = Does("EMAIL", PiiAction.Encrypt) } };
        Assert.Equal(["pii:actions:PHONE: pseudonym needs pii:keys:active", "pii:policies:strong:actions:EMAIL: encrypt needs pii:keys:active"],
            Errors(new PiiOptions { Actions = Does("PHONE", PiiAction.Pseudonym), Policies = policies }));
        Assert.Empty(Errors(new PiiOptions { Actions = Does("PHONE", PiiAction.Pseudonym), Policies = policies, Keys = WithKey }));
        Assert.Equal(["pii:encryptDeadLetters: needs pii:keys:active"], Errors(new PiiOptions { EncryptDeadLetters = true }));
    }

    [Fact]
    public void Dropping_needs_encrypted_dead_letters_or_the_explicit_opt_in()
    {
        var options = new PiiOptions { Actions = Does("CARD", PiiAction.Drop) };
        Assert.StartsWith("pii:actions:CARD: drop puts the original in clear text", Assert.Single(Errors(options)), StringComparison.Ordinal);
        Assert.Empty(Errors(options with { AllowClearDeadLetters = true }));
        Assert.Empty(Errors(options with { EncryptDeadLetters = true, Keys = WithKey }));
    }

    [Fact]
    public void Topics_and_tenants_must_name_a_policy_or_a_profile()
    {
        var options = new PiiOptions
        {
            Policies = new Dictionary<string, PolicyOptions> { ["own"] = new(), ["strict"] = new() },
            Topics = new Dictionary<string, string> { ["a"] = "own", ["b"] = "pci", ["c"] = "missing" },
            Tenants = new Dictionary<string, string> { ["t"] = "gone" },
        };
        var errors = Errors(options);
        Assert.Equal("pii:policies:strict: is the name of a profile; choose another", errors[0]);
        Assert.StartsWith("pii:topics:c: no policy 'missing' in pii:policies", errors[1], StringComparison.Ordinal);
        Assert.StartsWith("pii:tenants:t: no policy 'gone' in pii:policies", errors[2], StringComparison.Ordinal);
        Assert.Equal("pii:tenant: needs header or jsonField, since pii:tenants lists tenants", errors[3]);
        Assert.Equal(4, errors.Length);
    }

    [Theory]
    [InlineData(PiiAction.Keep)]
    [InlineData(PiiAction.LastFour)]
    [InlineData(PiiAction.FirstSixLastFour)]
    [InlineData(PiiAction.Pseudonym)]
    [InlineData(PiiAction.Encrypt)]
    public void Safe_harbor_allows_no_action_that_leaves_a_trace_of_the_value(PiiAction action) =>
        Assert.StartsWith($"pii:actions:SSN: the profile hipaa-safe-harbor does not allow {action.Name()}",
            Assert.Single(Errors(new PiiOptions { Profile = PiiProfile.HipaaSafeHarbor, Actions = Does("SSN", action), Keys = WithKey })),
            StringComparison.Ordinal);

    [Fact]
    public void Safe_harbor_takes_the_identifiers_of_every_country() =>
        Assert.StartsWith("pii:policies:clinic:regions: must be empty", Assert.Single(Errors(new PiiOptions
        {
            Policies = new Dictionary<string, PolicyOptions> { ["clinic"] = new() { Profile = PiiProfile.HipaaSafeHarbor, Regions = ["US"] } },
        })), StringComparison.Ordinal);

    [Fact]
    public void Pci_keeps_no_card_number_and_takes_part_or_hash_but_never_both()
    {
        Assert.StartsWith("pii:actions:CARD: the profile pci shows at most",
            Assert.Single(Errors(new PiiOptions { Profile = PiiProfile.Pci, Actions = Does("CARD", PiiAction.Keep) })), StringComparison.Ordinal);
        var both = new PiiOptions
        {
            Profile = PiiProfile.Pci,
            Keys = WithKey,
            Policies =
                new Dictionary<string, PolicyOptions> { ["hash"] = new() { Profile = PiiProfile.Pci, Actions = Does("CARD", PiiAction.Pseudonym) } },
        };
        Assert.StartsWith("pii:policies:hash:actions:CARD: pseudonym here and a part of the number in pii:", Assert.Single(Errors(both)),
            StringComparison.Ordinal);
        Assert.Empty(Errors(both with { Actions = Does("card", PiiAction.Pseudonym) }));
        Assert.Empty(Errors(both with { Profile = PiiProfile.Default }));
        var errors = Errors(both with { Profile = PiiProfile.Default, Topics = new Dictionary<string, string> { ["raw"] = "pci" } });
        Assert.Contains("a part of the number in pii:topics:raw", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Generalizing_works_only_for_types_with_a_rule_for_it() =>
        Assert.Equal(["pii:actions:EMAIL: generalize works for DATE, AGE, DATE_OF_BIRTH, POSTCODE"],
            Errors(new PiiOptions { Actions = Does("EMAIL", PiiAction.Generalize) }));

    [Fact]
    public void A_topic_or_tenant_without_a_name_is_a_mistake()
    {
        var options = new PiiOptions
        {
            Topics = new Dictionary<string, string> { [""] = "strict" },
            Tenants = new Dictionary<string, string> { [""] = "none" },
            Tenant = new TenantOptions { Header = "tenant" },
        };
        Assert.Equal(["pii:topics: has an entry without a name", "pii:tenants: has an entry without a name"], Errors(options));
    }
}
