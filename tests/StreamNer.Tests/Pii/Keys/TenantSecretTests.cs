using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Tests.Onnx;

namespace StreamNer.Tests.Pii.Keys;

/// <summary>What is found out about a tenant's secret before it is destroyed, and its end.</summary>
public sealed class TenantSecretTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly string _file;

    public TenantSecretTests()
    {
        _file = Path.Combine(_folder.Path, "acme");
        File.WriteAllText(_file, new string('a', 64));
    }

    public void Dispose() => _folder.Dispose();

    private KeyOptions Keys(bool listed = true, KeySource? source = null) => new()
    {
        Tenants = new Dictionary<string, KeySource> { ["acme"] = source ?? new KeySource { File = _file } },
        Destroyed = listed ? ["acme"] : [],
    };

    private static string Obstacle(KeyOptions keys, string tenant = "acme") => Assert.Single(TenantSecret.Of(tenant, keys).Obstacles());

    [Fact]
    public void A_file_is_deleted_and_only_that()
    {
        var other = Path.Combine(_folder.Path, "other");
        File.WriteAllText(other, "x");
        var secret = TenantSecret.Of("acme", Keys());
        Assert.Equal((TenantSecretState.File, _file), (secret.State, secret.Place));
        Assert.Empty(secret.Obstacles());
        secret.Destroy();
        Assert.Equal([other], Directory.GetFileSystemEntries(_folder.Path));
        var gone = TenantSecret.Of("acme", Keys());
        Assert.Equal(TenantSecretState.Destroyed, gone.State);
        Assert.Empty(gone.Obstacles());
        gone.Destroy();
    }

    [Fact]
    public void A_running_worker_must_have_been_told_before() =>
        Assert.Contains("pii:keys:destroyed does not list 'acme'", Obstacle(Keys(listed: false)), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_destroyed_only_where_that_was_intended()
    {
        File.Delete(_file);
        Assert.Equal(2, TenantSecret.Of("acme", Keys(listed: false)).Obstacles().Count);
        Assert.Equal(TenantSecretState.Destroyed, TenantSecret.Of("acme", Keys()).State);
    }

    [Fact]
    public void A_variable_is_deleted_where_it_is_set() =>
        Assert.Contains(
            "environment variable KEY_ACME", Obstacle(Keys(source: new KeySource { Environment = "KEY_ACME" })), StringComparison.Ordinal);

    [Fact]
    public void A_tenant_without_a_secret_of_its_own_has_nothing_to_destroy()
    {
        Assert.Equal(TenantSecretState.None, TenantSecret.Of("zeta", Keys()).State);
        Assert.Contains("no secret of its own", Obstacle(Keys(), "zeta"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_others_share_stays()
    {
        var keys = Keys();
        var shared = new KeySource { File = Path.Combine(_folder.Path, ".", "acme") };
        var both = keys with { Tenants = new Dictionary<string, KeySource>(keys.Tenants) { ["other"] = shared } };
        Assert.Contains("is the secret of pii:keys:tenants:other too", Obstacle(both), StringComparison.Ordinal);
        var version = keys with { Versions = new Dictionary<string, KeySource> { ["a"] = shared } };
        Assert.Contains("is the secret of pii:keys:versions:a too", Obstacle(version), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_is_not_the_secret()
    {
        var link = Path.Combine(_folder.Path, "link");
        File.CreateSymbolicLink(link, _file);
        Assert.Contains("is a symbolic link", Obstacle(Keys(source: new KeySource { File = link })), StringComparison.Ordinal);
        Assert.True(File.Exists(_file));
    }

    // Where no permission helps: also for root.
    [Fact]
    public void A_folder_that_takes_no_changes_is_found_out_before_anything_is_destroyed()
    {
        Assert.SkipUnless(File.Exists("/proc/version"), "no /proc");
        Assert.Contains("is not writable", Obstacle(Keys(source: new KeySource { File = "/proc/version" })), StringComparison.Ordinal);
        Assert.Contains("is a directory", string.Join('\n', TenantSecret.Of("acme", Keys(source: new KeySource { File = _folder.Path })).Obstacles()),
            StringComparison.Ordinal);
    }
}
