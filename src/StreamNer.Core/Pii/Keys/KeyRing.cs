using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using StreamNer.Configuration;

namespace StreamNer.Pii.Keys;

/// <summary>
/// The secrets by version, and the keys derived from them by HKDF-SHA-256 (RFC 5869): one for each purpose, version and tenant.
/// Thread-safe. Never prints a secret.
/// </summary>
internal sealed class KeyRing : IDisposable
{
    /// <summary>Purpose: HMAC of pseudonyms, 32 bytes.</summary>
    public const string Pseudonym = "pseudonym";

    /// <summary>Purpose: AES-SIV of encrypted tags, 64 bytes.</summary>
    public const string Encryption = "encrypt";

    /// <summary>Purpose: AES-256-GCM of dead letters, 32 bytes.</summary>
    public const string DeadLetter = "dead-letter";

    private static readonly byte[] SharedSalt = "streamner.v1"u8.ToArray();
    private readonly Dictionary<string, byte[]> _versions;
    private readonly Dictionary<string, byte[]> _tenants;
    private readonly HashSet<string> _destroyed;

    private KeyRing(string active, Dictionary<string, byte[]> versions, Dictionary<string, byte[]> tenants, HashSet<string> destroyed)
    {
        ActiveVersion = active;
        _versions = versions;
        _tenants = tenants;
        _destroyed = destroyed;
    }

    /// <summary>A ring without keys.</summary>
    public static KeyRing Empty { get; } = new("", [], [], []);

    /// <summary>The version for new values; empty when there is none.</summary>
    public string ActiveVersion { get; }

    /// <summary>True when keyed actions are possible.</summary>
    public bool HasActive => ActiveVersion.Length > 0;

    /// <summary>Reads all secrets; a mistake is appended to <paramref name="errors"/> with its key and never with the secret.</summary>
    /// <param name="options">The section.</param>
    /// <param name="environment">Looks up an environment variable; null when it is not set.</param>
    /// <param name="errors">Receives the mistakes.</param>
    public static KeyRing Load(KeyOptions options, Func<string, string?> environment, List<OptionError> errors)
    {
        var before = errors.Count;
        options.Validate(errors);
        if (errors.Count > before) return Empty;
        var versions = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (version, source) in options.Versions)
        {
            if (Read($"pii:keys:versions:{version}", source, environment, errors) is { } secret) versions[version] = secret;
        }

        var destroyed = new HashSet<string>(options.Destroyed, StringComparer.Ordinal);
        var tenants = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (tenant, source) in options.Tenants)
        {
            if (!destroyed.Contains(tenant) && Read($"pii:keys:tenants:{tenant}", source, environment, errors) is { } secret)
                tenants[tenant] = secret;
        }

        return errors.Count > before ? Empty : new KeyRing(options.Active, versions, tenants, destroyed);
    }

    /// <summary>False for a version that is not here and for a tenant whose keys are destroyed.</summary>
    public bool CanDerive(string version, string tenant) => _versions.ContainsKey(version) && !_destroyed.Contains(tenant);

    /// <summary>Derives a key, filling <paramref name="key"/> (at most 8,160 bytes); false where <see cref="CanDerive"/> is.</summary>
    public bool TryDerive(string version, string tenant, string purpose, Span<byte> key)
    {
        if (_destroyed.Contains(tenant) || !_versions.TryGetValue(version, out var secret)) return false;
        var salt = _tenants.TryGetValue(tenant, out var own) ? own : SharedSalt;

        // Purpose and version hold no NUL and the tenant comes last, so no two inputs give the same bytes.
        var info = new byte[Encoding.ASCII.GetByteCount(purpose) + version.Length + 2 + (2 * tenant.Length)];
        var at = Encoding.ASCII.GetBytes(purpose, info) + 1;
        at += Encoding.ASCII.GetBytes(version, info.AsSpan(at)) + 1;
        MemoryMarshal.AsBytes(tenant.AsSpan()).CopyTo(info.AsSpan(at));
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt, info);
        return true;
    }

    /// <summary>What decides keyed outputs, without any secret in clear: the active version, a check value of each secret, the destroyed
    /// tenants.</summary>
    public string Fingerprint()
    {
        var text = new StringBuilder(ActiveVersion);
        Span<byte> check = stackalloc byte[8];
        foreach (var (version, secret) in _versions.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, check, SharedSalt, "check"u8);
            text.Append('|').Append(version).Append('=').Append(Convert.ToHexStringLower(check));
        }

        foreach (var (tenant, secret) in _tenants.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, check, SharedSalt, "check"u8);
            text.Append('|').Append(tenant.Length).Append(':').Append(tenant).Append('=').Append(Convert.ToHexStringLower(check));
        }

        foreach (var tenant in _destroyed.Order(StringComparer.Ordinal)) text.Append("|-").Append(tenant.Length).Append(':').Append(tenant);
        return text.ToString();
    }

    /// <summary>Clears all secrets.</summary>
    public void Dispose()
    {
        foreach (var secret in _versions.Values) CryptographicOperations.ZeroMemory(secret);
        foreach (var secret in _tenants.Values) CryptographicOperations.ZeroMemory(secret);
    }

    /// <inheritdoc/>
    public override string ToString() => $"KeyRing({_versions.Count} versions)";

    private static byte[]? Read(string key, KeySource source, Func<string, string?> environment, List<OptionError> errors)
    {
        string? text;
        if (source.File.Length > 0)
        {
            try
            {
                text = File.ReadAllText(source.File);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                errors.Add(new(key + ":file", $"cannot read '{source.File}'"));
                return null;
            }
        }
        else
        {
            text = environment(source.Environment);
            if (text is null)
            {
                errors.Add(new(key + ":environment", $"the variable {source.Environment} is not set"));
                return null;
            }
        }

        if (Decode(text.Trim()) is { } secret) return secret;
        errors.Add(new(key, "must be base64 or hex of 32 to 64 bytes"));
        return null;
    }

    // 64 hex digits are also base64 of 48 bytes: hex is what was meant.
    private static byte[]? Decode(string text)
    {
        byte[] secret;
        if (IsHex(text)) secret = Convert.FromHexString(text);
        else
        {
            secret = new byte[text.Length];
            if (!Convert.TryFromBase64String(text, secret, out var written)) return null;
            secret = secret[..written];
        }

        return secret.Length is >= 32 and <= 64 ? secret : null;
    }

    private static bool IsHex(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c)) return false;
        }

        return text.Length > 0 && text.Length % 2 == 0;
    }
}
