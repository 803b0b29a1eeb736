using StreamNer.Configuration;
using StreamNer.Diagnostics;

namespace StreamNer.Pii.Keys;

/// <summary>What there is of a tenant's own secret.</summary>
internal enum TenantSecretState
{
    /// <summary>A file holds it.</summary>
    File,

    /// <summary>An environment variable holds it, which no program can take out of another's hands.</summary>
    Environment,

    /// <summary>Its file is gone, and <c>pii:keys:destroyed</c> lists the tenant.</summary>
    Destroyed,

    /// <summary><c>pii:keys:tenants</c> does not list the tenant: its keys follow from the versions' secrets.</summary>
    None,
}

/// <summary>The secret that one tenant has of its own, as the configuration and the disk have it.</summary>
internal sealed class TenantSecret
{
    private readonly KeyOptions _keys;

    private TenantSecret(string tenant, KeyOptions keys)
    {
        (Tenant, _keys) = (tenant, keys);
        IsListed = keys.Destroyed.Contains(tenant, StringComparer.Ordinal);
        var source = keys.Tenants.GetValueOrDefault(tenant);
        Place = source is null ? "" : source.File.Length > 0 ? source.File : source.Environment;
        State = source switch
        {
            null => IsListed ? TenantSecretState.Destroyed : TenantSecretState.None,
            { File.Length: > 0 } => IsListed && !IsThere(source.File) ? TenantSecretState.Destroyed : TenantSecretState.File,
            _ => TenantSecretState.Environment,
        };
    }

    /// <summary>The tenant.</summary>
    public string Tenant { get; }

    /// <summary>What there is.</summary>
    public TenantSecretState State { get; }

    /// <summary>The file or the variable; empty where there is neither.</summary>
    public string Place { get; }

    /// <summary>Whether <c>pii:keys:destroyed</c> lists the tenant.</summary>
    public bool IsListed { get; }

    /// <summary>Looks at it; nothing is read.</summary>
    public static TenantSecret Of(string tenant, KeyOptions keys) => new(tenant, keys);

    /// <summary>Why it cannot be destroyed, each with what to change; none where it can, or has been. Nothing of it is changed; to try its folder, a
    /// file of another name is created there and deleted.</summary>
    public IReadOnlyList<string> Obstacles()
    {
        if (State == TenantSecretState.Destroyed) return [];
        if (State == TenantSecretState.None)
            return [$"pii:keys:tenants does not list '{Tenant}': it has no secret of its own, and its keys follow from those of pii:keys:versions"];
        var obstacles = new List<string>();
        if (!IsListed)
            obstacles.Add(
                $"pii:keys:destroyed does not list '{Tenant}': list it and restart the workers first, since a running worker keeps the secret in "
                + "memory and a new one would not start without it");
        if (State == TenantSecretState.Environment)
            obstacles.Add($"the secret of '{Tenant}' is in the environment variable {Place}: delete it where that is set");
        else obstacles.AddRange(FileObstacles());
        return obstacles;
    }

    /// <summary>Overwrites the file, waits until that is on the disk, and deletes it. One that was killed in between is called again.</summary>
    /// <exception cref="IOException">It was not destroyed; with <see cref="UnauthorizedAccessException"/>, not its own.</exception>
    public void Destroy()
    {
        if (State != TenantSecretState.File) return;
        using (var file = new FileStream(Place, FileMode.Open, FileAccess.Write, FileShare.None))
        {
            file.Write(new byte[file.Length]);
            file.Flush(flushToDisk: true);
        }

        Failpoint.Reach("erase.overwritten");
        File.Delete(Place);
        if (IsThere(Place)) throw new IOException($"'{Place}' is still there after it was deleted");
        Failpoint.Reach("erase.deleted");
    }

    private IEnumerable<string> FileObstacles()
    {
        var info = new FileInfo(Place);
        if (!IsThere(Place))
        {
            yield return $"'{Place}' (pii:keys:tenants:{Tenant}): {FileFault.OfFile(Place) ?? "is not there"}";
            yield break;
        }

        if (info.LinkTarget is not null)
            yield return $"'{Place}' (pii:keys:tenants:{Tenant}) is a symbolic link, as mounted secrets are: delete the secret where it comes from";
        var others = _keys.Versions.Where(one => IsSame(one.Value)).Select(one => $"pii:keys:versions:{one.Key}")
            .Concat(_keys.Tenants.Where(one => one.Key != Tenant && IsSame(one.Value)).Select(one => $"pii:keys:tenants:{one.Key}")).ToList();
        if (others.Count > 0)
            yield return $"'{Place}' (pii:keys:tenants:{Tenant}) is the secret of {string.Join(", ", others)} too, which would be destroyed with it";
        if (Unwritable(info) is { } why) yield return $"'{Place}' (pii:keys:tenants:{Tenant}) cannot be deleted: {why}";
    }

    private bool IsSame(KeySource source) => source.File.Length > 0 && Path.GetFullPath(source.File) == Path.GetFullPath(Place);

    private static bool IsThere(string path) => File.Exists(path) || Directory.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private static string? Unwritable(FileInfo file)
    {
        if (Directory.Exists(file.FullName)) return FileFault.OfFile(file.FullName);
        try
        {
            using (file.Open(FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) { }
            var probe = Path.Combine(file.DirectoryName!, $".streamner-{Guid.NewGuid():n}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)) { }
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "its folder or the file itself is not writable";
        }
    }
}
