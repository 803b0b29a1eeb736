using System.Text;
using StreamNer.Pii;
using StreamNer.Pii.Keys;

namespace StreamNer.Tests.Pii.Keys;

public sealed class KeyedTagsTests
{
    private static readonly KeyedTags Tags = new(KeyRingTests.Ring());

    private static string Pseudonym(KeyedTags tags, string tenant, string type, string canonical)
    {
        var output = new StringBuilder();
        Assert.True(tags.TryAppendPseudonym(output, tenant, type, canonical));
        return output.ToString();
    }

    private static string Encrypted(KeyedTags tags, string tenant, string type, string value)
    {
        var output = new StringBuilder();
        Assert.True(tags.TryAppendEncrypted(output, tenant, type, value));
        return output.ToString();
    }

    [Fact]
    public void A_pseudonym_is_letters_of_at_least_96_bits_with_type_and_key_version() =>
        Assert.Matches("^\\[EMAIL~a~[a-p]{28}\\]$", Pseudonym(Tags, "acme", "EMAIL", "a@b.io"));

    [Fact]
    public void Tenant_type_value_and_version_each_separate_pseudonyms()
    {
        var b = new KeyedTags(KeyRingTests.Ring("b"));
        string[] all =
        [
            Pseudonym(Tags, "acme", "EMAIL", "a@b.io")[9..], Pseudonym(Tags, "", "EMAIL", "a@b.io")[9..],
            Pseudonym(Tags, "acme", "PHONE", "a@b.io")[9..],
            Pseudonym(Tags, "acme", "EMAIL", "c@b.io")[9..], Pseudonym(b, "acme", "EMAIL", "a@b.io")[9..],
            Pseudonym(Tags, "acm", "EEMAIL", "a@b.io")[10..],
        ];
        Assert.Equal(all.Length, all.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Pseudonym(Tags, "acme", "EMAIL", "a@b.io"), Pseudonym(new KeyedTags(KeyRingTests.Ring()), "acme", "EMAIL", "a@b.io"));
    }

    [Theory]
    [InlineData("a@b.io")]
    [InlineData("Größe 😀")]
    [InlineData("lone \uD83D here")]
    [InlineData("\uFFFD")]
    [InlineData("")]
    public void An_encrypted_value_comes_back_as_it_stood(string value)
    {
        var tag = Encrypted(Tags, "acme", "EMAIL", value);
        Assert.Matches("^\\[EMAIL#a#[a-p]+\\]$", tag);
        Assert.Equal(value, Tags.Reveal(tag, "acme"));
    }

    [Fact]
    public void A_tag_is_bound_to_its_tenant_type_and_version()
    {
        var tag = Encrypted(Tags, "acme", "EMAIL", "a@b.io");
        Assert.Null(Tags.Reveal(tag, "other"));
        Assert.Null(Tags.Reveal(tag.Replace("EMAIL", "PHONE", StringComparison.Ordinal), "acme"));
        Assert.Null(Tags.Reveal(tag.Replace("#a#", "#b#", StringComparison.Ordinal), "acme"));
        Assert.Null(Tags.Reveal(tag.Replace("#a#", "#z#", StringComparison.Ordinal), "acme"));
    }

    [Theory]
    [InlineData("[EMAIL]")]
    [InlineData("[EMAIL#a]")]
    [InlineData("[EMAIL#a#]")]
    [InlineData("[EMAIL#a#abc]")]
    [InlineData("[EMAIL#a#aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]")]
    [InlineData("[#a#aa]")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("[##]")]
    [InlineData("[EMAIL#A#ÿÿ]")]
    public void A_forged_tag_reveals_nothing(string tag) => Assert.Null(Tags.Reveal(tag, "acme"));

    [Fact]
    public void An_older_version_stays_readable_after_another_is_active()
    {
        var tag = Encrypted(Tags, "acme", "EMAIL", "a@b.io");
        var rotated = new KeyedTags(KeyRingTests.Ring("b"));
        Assert.Equal("a@b.io", rotated.Reveal(tag, "acme"));
        Assert.StartsWith("[EMAIL#b#", Encrypted(rotated, "acme", "EMAIL", "a@b.io"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_destroyed_tenant_reveals_nothing_and_gets_no_new_tags()
    {
        var tag = Encrypted(Tags, "acme", "EMAIL", "a@b.io");
        var without = new KeyedTags(KeyRingTests.Ring(options: new KeyOptions { Destroyed = ["acme"] }));
        Assert.Null(without.Reveal(tag, "acme"));
        var output = new StringBuilder();
        Assert.False(without.TryAppendEncrypted(output, "acme", "EMAIL", "x"));
        Assert.False(without.TryAppendPseudonym(output, "acme", "EMAIL", "x"));
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public void Revealing_a_text_replaces_real_tags_and_leaves_the_rest()
    {
        var tag = Encrypted(Tags, "acme", "EMAIL", "a@b.io");
        var text = $"[[EMAIL] {tag} [EMAIL#a#abcd] [x {tag}] {tag[..^1]}";
        var revealed = Tags.RevealAll(text, "acme", out var count);
        Assert.Equal($"[[EMAIL] a@b.io [EMAIL#a#abcd] [x a@b.io] {tag[..^1]}", revealed);
        Assert.Equal(2, count);
    }
}
