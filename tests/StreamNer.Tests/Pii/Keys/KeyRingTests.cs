using System.Security.Cryptography;
using StreamNer.Configuration;
using StreamNer.Pii;
using StreamNer.Pii.Keys;

namespace StreamNer.Tests.Pii.Keys;

public sealed class KeyRingTests
{
    internal static readonly string SecretA = Convert.ToHexStringLower(SHA256.HashData("a"u8));
    internal static readonly string SecretB = Convert.ToBase64String(SHA256.HashData("b"u8));

    internal static KeyRing Ring(string active = "a", KeyOptions? options = null)
    {
        var errors = new List<OptionError>();
        var ring = KeyRing.Load((options ?? new KeyOptions()) with { Active = active, Versions = TwoVersions }, Environment, errors);
        Assert.Empty(errors);
        return ring;
    }

    private static readonly Dictionary<string, KeySource> TwoVersions = new()
    {
        ["a"] = new KeySource { Environment = "KEY_A" },
        ["b"] = new KeySource { Environment = "KEY_B" },
    };

    internal static string? Environment(string name) => name switch
    {
        "KEY_A" => SecretA,
        "KEY_B" => SecretB,
        "KEY_ACME" => Convert.ToHexString(SHA256.HashData("acme"u8)),
        "KEY_SHORT" => "c2hvcnQ=",
        _ => null,
    };

    private static byte[]? Derive(KeyRing ring, string version, string tenant, string purpose)
    {
        var key = new byte[32];
        return ring.TryDerive(version, tenant, purpose, key) ? key : null;
    }

    private static string[] Errors(KeyOptions options)
    {
        var errors = new List<OptionError>();
        Assert.False(KeyRing.Load(options, Environment, errors).HasActive);
        return [.. errors.Select(error => error.ToString())];
    }

    [Fact]
    public void Version_tenant_and_purpose_each_give_another_key()
    {
        using var ring = Ring();
        string[] keys =
        [
            .. from version in new[] { "a", "b" } from tenant in new[] { "", "x", "y" }
            from purpose in new[] { KeyRing.Pseudonym, KeyRing.Encryption, KeyRing.DeadLetter }
               select Convert.ToHexString(Derive(ring, version, tenant, purpose)!),
        ];
        Assert.Equal(18, keys.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Derive(ring, "a", "x", KeyRing.Pseudonym), Derive(ring, "a", "x", KeyRing.Pseudonym));
        Assert.Null(Derive(ring, "c", "x", KeyRing.Pseudonym));
    }

    [Fact]
    public void A_key_is_HKDF_of_RFC_5869_over_the_secret()
    {
        using var ring = Ring();
        byte[] info = [.. "pseudonym"u8, 0, .. "a"u8, 0, (byte)'x', 0];
        Assert.Equal(HKDF.DeriveKey(HashAlgorithmName.SHA256, Convert.FromHexString(SecretA), 32, "streamner.v1"u8.ToArray(), info),
            Derive(ring, "a", "x", KeyRing.Pseudonym));
    }

    [Fact]
    public void A_tenant_with_a_secret_of_its_own_has_other_keys_which_are_gone_with_it()
    {
        using var shared = Ring();
        using var own =
            Ring(options: new KeyOptions { Tenants = new Dictionary<string, KeySource> { ["acme"] = new() { Environment = "KEY_ACME" } } });
        Assert.NotEqual(Derive(shared, "a", "acme", KeyRing.Pseudonym), Derive(own, "a", "acme", KeyRing.Pseudonym));
        Assert.Equal(Derive(shared, "a", "other", KeyRing.Pseudonym), Derive(own, "a", "other", KeyRing.Pseudonym));
    }

    [Fact]
    public void A_destroyed_tenant_has_no_keys_and_its_secret_is_not_looked_for()
    {
        using var ring = Ring(options: new KeyOptions
        {
            Tenants = new Dictionary<string, KeySource> { ["acme"] = new() { File = "/nonexistent/acme.key" } },
            Destroyed = ["acme"],
        });
        Assert.Null(Derive(ring, "a", "acme", KeyRing.Pseudonym));
        Assert.NotNull(Derive(ring, "a", "other", KeyRing.Pseudonym));
    }

    [Fact]
    public void Mistakes_name_their_key_and_never_the_secret()
    {
        Assert.Equal(["pii:keys:active: no version 'c' in pii:keys:versions"], Errors(new KeyOptions { Active = "c", Versions = TwoVersions }));
        Assert.Equal(["pii:keys:active: must name one of pii:keys:versions"], Errors(new KeyOptions { Versions = TwoVersions }));
        Assert.Equal(
            ["pii:keys:versions:v2: a version is 1 to 12 letters a to z", "pii:keys:versions:v2: needs either file or environment"],
            Errors(new KeyOptions { Active = "v2", Versions = new Dictionary<string, KeySource> { ["v2"] = new() } }));
        Assert.Equal(
            ["pii:keys:versions:a:environment: the variable NONE is not set", "pii:keys:versions:b: must be base64 or hex of 32 to 64 bytes",
                "pii:keys:tenants:acme:file: cannot read '/nonexistent/k'"],
            Errors(new KeyOptions
            {
                Active = "a",
                Versions = new Dictionary<string, KeySource> { ["a"] = new() { Environment = "NONE" }, ["b"] = new() { Environment = "KEY_SHORT" } },
                Tenants = new Dictionary<string, KeySource> { ["acme"] = new() { File = "/nonexistent/k" } },
            }));
    }

    [Fact]
    public void A_secret_is_read_from_a_file_with_a_line_break_at_its_end()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, SecretA + "\n");
            var errors = new List<OptionError>();
            using var ring =
                KeyRing.Load(new KeyOptions { Active = "a", Versions = new Dictionary<string, KeySource> { ["a"] = new() { File = file } } }, _ =>
                null, errors);
            using var other = Ring();
            Assert.Equal(Derive(other, "a", "", KeyRing.DeadLetter), Derive(ring, "a", "", KeyRing.DeadLetter));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Nothing_that_it_shows_holds_a_secret()
    {
        using var ring = Ring();
        var shown = ring + ring.Fingerprint();
        Assert.DoesNotContain(SecretA, shown, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(SecretA[..16], shown, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void The_fingerprint_changes_with_the_active_version_the_secrets_and_the_destroyed_tenants()
    {
        var errors = new List<OptionError>();
        var swapped = new Dictionary<string, KeySource> { ["a"] = new() { Environment = "KEY_B" }, ["b"] = new() { Environment = "KEY_A" } };
        string[] prints =
        [
            Ring("a").Fingerprint(), Ring("b").Fingerprint(), Ring("a", new KeyOptions { Destroyed = ["x"] }).Fingerprint(),
            Ring("a", new KeyOptions { Tenants = new Dictionary<string, KeySource> { ["acme"] = new() { Environment = "KEY_ACME" } } }).Fingerprint(),
            KeyRing.Load(new KeyOptions { Active = "a", Versions = swapped }, Environment, errors).Fingerprint(),
        ];
        Assert.Equal(5, prints.Distinct(StringComparer.Ordinal).Count());
    }
}
