namespace StreamNer.Host.Configuration;

/// <summary>Which settings are secret, how they are masked, and how they are read from files.</summary>
internal static class Secrets
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Masked = "******";

    private static readonly string[] Lists = ["allow", "deny", "mustMatch", "mustNotMatch"];
    private static readonly string[] Words =
        ["password", "secret", "passphrase", "key.pem", "apikey", "token", "credential", "userinfo", "basicauth", "oauthbearer.config"];

    /// <summary>True when the key's last segment names a secret.</summary>
    public static bool IsSecret(string key)
    {
        var name = key[(key.LastIndexOf(':') + 1)..];
        if (name.Contains("tokens", StringComparison.OrdinalIgnoreCase)) return false;
        return Array.Exists(Words, word => name.Contains(word, StringComparison.OrdinalIgnoreCase)) && NameWithoutFile(name) == name
            && !name.EndsWith(".url", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>True for settings that list values of persons, or texts with them: the lists and the examples of <c>pii:scan</c>.</summary>
    public static bool IsPersonal(string key) =>
        key.StartsWith("pii:scan:", StringComparison.OrdinalIgnoreCase) && !key.EndsWith(":type", StringComparison.OrdinalIgnoreCase)
        && key.Split(':').Any(segment => Array.Exists(Lists, list => segment.Equals(list, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The value as it may be shown: masked when the key is secret or of persons, and without user information when it is a URL.</summary>
    public static string Mask(string key, string value)
    {
        if (value.Length == 0) return value;
        if (IsSecret(key) || IsPersonal(key)) return Masked;
        if (!value.Contains("://", StringComparison.Ordinal) || !value.Contains('@', StringComparison.Ordinal)) return value;
        var from = value.IndexOf("://", StringComparison.Ordinal) + 3;
        var to = value.LastIndexOf('@');
        return to > from ? value[..from] + Masked + value[to..] : value;
    }

    /// <summary>The keys that may name a file holding the secret <paramref name="key"/>.</summary>
    public static IEnumerable<string> FileKeys(string key) => [key + "File", key + ".file"];

    /// <summary>A secret's name without the suffix that says it stands in a file; other names unchanged.</summary>
    public static string NameWithoutFile(string name)
    {
        if (!name.EndsWith("file", StringComparison.OrdinalIgnoreCase)) return name;
        var plain = name[..^4].TrimEnd('.', '_');
        return plain.Length > 0 && IsSecret(plain) ? plain : name;
    }

    /// <summary>The file's text without its last line break, or null when it cannot be read.</summary>
    public static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
