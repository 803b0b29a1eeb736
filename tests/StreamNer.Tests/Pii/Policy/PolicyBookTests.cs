using StreamNer.Configuration;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Tests.Pii.Keys;

namespace StreamNer.Tests.Pii.Policy;

public sealed class PolicyBookTests
{
    private static readonly PiiOptions Options = new()
    {
        Tenant = new TenantOptions { Header = "tenant" },
        Policies = new Dictionary<string, PolicyOptions>
        {
            ["own"] = new() { Actions = new Dictionary<string, PiiAction> { ["EMAIL"] = PiiAction.Mask, ["person"] = PiiAction.NumberedTag } },
            ["loose"] = new() { Profile = PiiProfile.None },
        },
        Topics = new Dictionary<string, string> { ["clinic"] = "hipaa-safe-harbor", ["shop"] = "own" },
        Tenants = new Dictionary<string, string> { ["acme"] = "loose", ["bank"] = "pci" },
    };

    private static PolicyBook Book(PiiOptions? options = null, KeyRing? keys = null)
    {
        var errors = new List<OptionError>();
        (options ?? Options).Validate(errors);
        Assert.Empty(errors);
        return new PolicyBook(options ?? Options, keys ?? KeyRing.Empty);
    }

    [Fact]
    public void A_known_tenant_goes_before_the_topic_and_the_topic_before_the_base()
    {
        var book = Book();
        Assert.Equal("loose", book.For("clinic", "acme").Name);
        Assert.Equal("pci", book.For(null, "bank").Name);
        Assert.Equal("own", book.For("shop", "").Name);
        Assert.Equal("default", book.For("other", "").Name);
        Assert.Equal("default", book.For(null, "").Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("unknown")]
    [InlineData("ACME")]
    [InlineData("acme ")]
    public void A_missing_or_unknown_tenant_has_the_topics_policy(string tenant) =>
        Assert.Equal("hipaa-safe-harbor", Book().For("clinic", tenant).Name);

    [Fact]
    public void The_default_tags_every_rule_type_and_names_only_when_listed()
    {
        var policy = Book().For(null, "");
        Assert.All(PiiTypes.All, type => Assert.Equal(PiiAction.Tag, policy.ActionOf(type.Name)));
        Assert.Null(policy.ActionOf(ModelTypes.Person));
        Assert.Equal(PiiAction.NumberedTag, Book().For("shop", "").ActionOf(ModelTypes.Person));
        Assert.Equal(PiiAction.Mask, Book().For("shop", "").ActionOf("EMAIL"));
        Assert.Null(Book().For(null, "acme").ActionOf("EMAIL"));
    }

    [Fact]
    public void Strict_and_safe_harbor_redact_names_too_and_require_the_model()
    {
        foreach (var profile in new[] { PiiProfile.Strict, PiiProfile.HipaaSafeHarbor })
        {
            var book = Book(new PiiOptions { Profile = profile });
            Assert.Equal([ProfileTable.Name(profile)], book.RequiringModel);
            string[] types = [.. PiiTypes.All.Select(type => type.Name), ModelTypes.Person, ModelTypes.Location, ModelTypes.Organization];
            Assert.All(types, type => Assert.True(book.For(null, "").ActionOf(type) is PiiAction.Tag or PiiAction.Generalize, type));
        }

        Assert.Empty(Book(new PiiOptions()).RequiringModel);
    }

    [Fact]
    public void Pci_removes_codes_tracks_and_pins_and_has_dead_letters_scrubbed()
    {
        var book = Book();
        Assert.True(book.ScrubsDeadLetters);
        Assert.All(["CVV", "TRACK", "PIN"], type => Assert.Equal(PiiAction.Tag, book.For(null, "bank").ActionOf(type)));
        Assert.Equal(PiiAction.LastFour, book.For(null, "bank").ActionOf("CARD"));
        Assert.False(Book(new PiiOptions()).ScrubsDeadLetters);
    }

    [Fact]
    public void Types_of_other_regions_are_no_findings_unless_listed()
    {
        var region = PiiTypes.All.First(type => type.Region.Length > 0);
        var others = PiiTypes.All.Where(type => type.Region.Length > 0 && type.Region != region.Region).ToList();
        var policy = Book(new PiiOptions { Regions = [region.Region] }).For(null, "");
        Assert.Equal(PiiAction.Tag, policy.ActionOf(region.Name));
        Assert.Equal(PiiAction.Tag, policy.ActionOf("EMAIL"));
        Assert.All(others, type => Assert.Null(policy.ActionOf(type.Name)));
        var none = new PiiPolicy("p", PiiAction.Tag, new Dictionary<string, PiiAction> { ["A"] = PiiAction.Mask }, ignored: ["A", "B"]);
        Assert.Equal(PiiAction.Mask, none.ActionOf("A"));
        Assert.Null(none.ActionOf("B"));
        Assert.Null(none.KeepingAll().ActionOf("B"));
        Assert.Equal(default, Book(new PiiOptions { Key = IdentifierAction.Remove, Id = IdentifierAction.Remove }).For(null, "")
            .KeepingAll().Identifiers);
    }

    [Fact]
    public void The_fingerprint_and_the_cache_domain_change_with_policies_and_keys()
    {
        string[] prints =
        [
            Book(new PiiOptions()).Fingerprint, Book().Fingerprint, Book(keys: KeyRingTests.Ring("a")).Fingerprint,
            Book(keys: KeyRingTests.Ring("b")).Fingerprint,
            Book(Options with { Topics = new Dictionary<string, string>() }).Fingerprint, Book(new PiiOptions { Regions = ["US"] }).Fingerprint,
            Book(new PiiOptions { Key = IdentifierAction.Remove }).Fingerprint, Book(new PiiOptions { Id = IdentifierAction.Remove }).Fingerprint,
        ];
        Assert.Equal(prints.Length, prints.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Book().Fingerprint, Book().Fingerprint);
        Assert.NotEqual(Book(keys: KeyRingTests.Ring("a")).For(null, "").CacheDomain, Book(keys: KeyRingTests.Ring("b")).For(null, "").CacheDomain);
        Assert.NotEqual(PiiPolicy.Default.CacheDomain, PiiPolicy.Default.KeepingAll().CacheDomain);
    }
}
