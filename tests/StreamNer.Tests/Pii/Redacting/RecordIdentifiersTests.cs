using System.Text;
using StreamNer.Configuration;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;
using StreamNer.Tests.Pii.Keys;

namespace StreamNer.Tests.Pii.Redacting;

public sealed class RecordIdentifiersTests
{
    private static readonly byte[] s_key = "ada@example.org"u8.ToArray();

    private static readonly PiiOptions s_options = new()
    {
        Key = IdentifierAction.Pseudonym,
        Id = IdentifierAction.Pseudonym,
        Policies = new Dictionary<string, PolicyOptions>
        {
            ["open"] = new(),
            ["bare"] = new() { Key = IdentifierAction.Remove, Id = IdentifierAction.Remove }
        },
        Topics = new Dictionary<string, string> { ["public"] = "open", ["clinic"] = "hipaa-safe-harbor" },
        Tenant = new TenantOptions { Header = "tenant" },
    };

    private static RecordIdentifiers Identifiers(PiiOptions? options = null, KeyRing? keys = null) =>
        new(new PolicyBook(options ?? s_options, keys ?? KeyRingTests.Ring()), keys ?? KeyRingTests.Ring());

    private static InputRecord Record(byte[]? key, string? tenant = "", string topic = "raw") =>
        new() { Key = key, Tenant = tenant, Position = new(topic, 0, 0, 0) };

    private static string? Key(RecordIdentifiers identifiers, InputRecord record) =>
        identifiers.Key(record) is { } key ? Encoding.UTF8.GetString(key) : null;

    [Fact]
    public void A_pseudonym_of_a_key_is_letters_with_the_version_and_the_same_for_the_same_key()
    {
        var identifiers = Identifiers();
        Assert.Matches("^\\[KEY~a~[a-p]{28}\\]$", Key(identifiers, Record(s_key)));
        Assert.Equal(Key(identifiers, Record(s_key)), Key(Identifiers(), Record([.. s_key])));
        Assert.Matches("^\\[KEY~a~[a-p]{28}\\]$", Key(identifiers, Record([])));
        Assert.Matches("^\\[KEY~a~[a-p]{28}\\]$", Key(identifiers, Record([0xff, 0x00, 0x80])));
        Assert.Null(Key(identifiers, Record(null)));
    }

    [Fact]
    public void Key_tenant_version_and_kind_each_separate_pseudonyms()
    {
        string[] all =
        [
            Key(Identifiers(), Record(s_key))!, Key(Identifiers(), Record(s_key, "acme"))!, Key(Identifiers(), Record([.. s_key, 0]))!,
            Key(Identifiers(keys: KeyRingTests.Ring("b")), Record(s_key))!,
            Identifiers().Apply(new Document("t") { Id = "ada@example.org" }, new PolicyBook(s_options, KeyRingTests.Ring()).For(null, "")).Id,
        ];
        Assert.Equal(all.Length, all.Select(tag => tag[^29..]).Distinct(StringComparer.Ordinal).Count());
        Assert.Matches("^\\[ID~a~[a-p]{28}\\]$", all[^1]);
    }

    [Fact]
    public void The_policy_of_topic_and_tenant_decides()
    {
        var identifiers = Identifiers(s_options with { Tenants = new Dictionary<string, string> { ["acme"] = "bare", ["shop"] = "open" } });
        Assert.Equal("ada@example.org", Key(identifiers, Record(s_key, topic: "public")));
        Assert.Equal("ada@example.org", Key(identifiers, Record(s_key, "shop")));
        Assert.Null(Key(identifiers, Record(s_key, "acme", "public")));
        Assert.StartsWith("[KEY~", Key(identifiers, Record(s_key, "unknown")), StringComparison.Ordinal);
    }

    [Fact]
    public void Safe_harbor_removes_keys_and_ids_unless_told_that_they_are_codes()
    {
        Assert.Null(Key(Identifiers(), Record(s_key, topic: "clinic")));
        var safe = new PiiOptions { Profile = PiiProfile.HipaaSafeHarbor };
        Assert.Null(Key(Identifiers(safe), Record(s_key)));
        Assert.Equal("", Identifiers(safe).Apply(new Document("t") { Id = "7" }, new PolicyBook(safe, KeyRing.Empty).For(null, "")).Id);
        Assert.Equal("ada@example.org", Key(Identifiers(safe with { Key = IdentifierAction.Keep }), Record(s_key)));
        var errors = new List<OptionError>();
        (safe with { Key = IdentifierAction.Pseudonym }).Validate(errors);
        Assert.StartsWith("pii:key: the profile hipaa-safe-harbor does not allow pseudonym: 45 CFR 164.514(c)", Assert.Single(errors).ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_pseudonym_without_an_active_key_is_a_mistake_with_its_setting()
    {
        var errors = new List<OptionError>();
        new PiiOptions
        {
            Key = IdentifierAction.Pseudonym,
            Policies = new Dictionary<string, PolicyOptions> { ["p"] = new() { Id = IdentifierAction.Pseudonym } },
        }.Validate(errors);
        Assert.Equal(["pii:key: pseudonym needs pii:keys:active", "pii:policies:p:id: pseudonym needs pii:keys:active"],
            errors.Select(error => error.ToString()));
    }

    [Fact]
    public void A_destroyed_tenant_has_neither_key_nor_id()
    {
        var keys = KeyRingTests.Ring(options: new KeyOptions { Destroyed = ["acme"] });
        Assert.Null(Key(Identifiers(keys: keys), Record(s_key, "acme")));
        Assert.Equal("", Identifiers(keys: keys)
            .Apply(new Document("t") { Id = "7", Tenant = "acme" }, new PolicyBook(s_options, keys).For(null, "")).Id);
        Assert.StartsWith("[KEY~", Key(Identifiers(keys: keys), Record(s_key, "other")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(InputFormat.Text, "", "tenant", true)]
    [InlineData(InputFormat.Json, "", "", true)]
    [InlineData(InputFormat.Json, "customer", "", false)]
    [InlineData(InputFormat.Protobuf, "", "", false)]
    [InlineData(InputFormat.Protobuf, "", "tenant", true)]
    public void A_tombstone_has_the_key_of_its_records_or_none_at_all(InputFormat format, string jsonField, string header, bool known)
    {
        var codec = new DocumentCodec(new InputOptions { Format = format, JsonTenantField = jsonField, TenantHeader = header });
        var tombstone = codec.Decode(new("raw", 0, 1, 0), s_key, null, header.Length > 0 ? [new RecordHeader("tenant", "acme"u8.ToArray())] : []);
        Assert.True(tombstone.IsTombstone);
        var identifiers = Identifiers();
        Assert.Equal(known, identifiers.CanKey(tombstone));
        Assert.Equal(known ? Key(identifiers, Record(s_key, header.Length > 0 ? "acme" : "")) : null, Key(identifiers, tombstone));
        Assert.True(identifiers.CanKey(codec.Decode(new("raw", 0, 1, 0), null, null, [])));
    }

    [Fact]
    public void A_tombstone_of_unknown_tenant_keeps_its_key_only_where_all_policies_do()
    {
        var record = Record(s_key, null);
        var open = new PiiOptions { Tenant = new TenantOptions { JsonField = "t" }, Policies = s_options.Policies };
        Assert.Equal("ada@example.org", Key(Identifiers(open), record));
        var one = open with { Tenants = new Dictionary<string, string> { ["acme"] = "bare" } };
        Assert.False(Identifiers(one).CanKey(record));
        Assert.Null(Key(Identifiers(one), record));
        var both = one with { Key = IdentifierAction.Remove };
        Assert.True(Identifiers(both).CanKey(record));
        Assert.Null(Key(Identifiers(both), record));
    }
}
