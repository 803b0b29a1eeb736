using System.Text.RegularExpressions;
using StreamNer.Configuration;

namespace StreamNer.Host.Configuration;

/// <summary>
/// Settings as environment variables: <c>STREAMNER__SECTION__NAME</c>. After <c>CONSUMER__</c>, <c>PRODUCER__</c> and <c>CLIENT__</c> the rest is a
/// librdkafka property and <c>_</c> stands for a dot.
/// </summary>
internal static partial class EnvironmentNames
{
    /// <summary>What a setting's variable begins with.</summary>
    public const string Prefix = "STREAMNER__";

    private const string Single = "STREAMNER_";

    /// <summary>The key that a variable sets.</summary>
    /// <param name="name">Begins with <see cref="Prefix"/>.</param>
    public static string KeyOf(string name)
    {
        var segments = name[Prefix.Length..].Split("__");
        for (var i = 1; i < segments.Length; i++)
        {
            if (!IsProperties(segments[i - 1])) continue;
            var property = string.Join('_', segments[i..]).Replace('_', '.').ToLowerInvariant();
            return string.Join(':', segments[..i]) + ":" + property;
        }

        return string.Join(':', segments);
    }

    /// <summary>The variable that sets a key.</summary>
    public static string Of(string key)
    {
        var segments = key.ToUpperInvariant().Split(':');
        for (var i = 1; i < segments.Length; i++)
        {
            if (IsProperties(segments[i - 1])) segments[i] = segments[i].Replace('.', '_');
        }

        return Prefix + string.Join("__", segments);
    }

    /// <summary>
    /// Appends a mistake for each variable with a single underscore that nearly is a setting's: passed over in silence,
    /// <c>STREAMNER_PII_PROFILE=strict</c> would leak. Variables of tests, those that Kubernetes sets for a service named streamner, and those that
    /// a setting names as the place of a secret are left alone.
    /// </summary>
    /// <param name="variables">The environment.</param>
    /// <param name="named">Variables that settings name (<c>pii:keys:versions:*:environment</c>).</param>
    /// <param name="errors">Receives the mistakes.</param>
    public static void CheckSingle(IEnumerable<KeyValuePair<string, string>> variables, IReadOnlyCollection<string> named, List<OptionError> errors)
    {
        foreach (var (name, value) in variables)
        {
            if (!name.StartsWith(Single, StringComparison.OrdinalIgnoreCase) || name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            if (name.StartsWith("STREAMNER_TEST_", StringComparison.OrdinalIgnoreCase) || IsKubernetes(name, value) || named.Contains(name)) continue;
            var meant = Meant(Plain(name[Single.Length..]));
            if (meant.Count == 0) continue;
            errors.Add(new(
                name,
                $"looks like a setting but is not read; did you mean {string.Join(" or ", meant.Select(key => $"'{Of(key)}'"))}? "
                + "If it belongs to another program, keep it out of this one's environment"));
        }
    }

    /// <summary>The settings that a name, without its underscores, nearly is: by the whole key, else by its last segment.</summary>
    private static List<string> Meant(string plain)
    {
        List<string> whole = [], last = [];
        foreach (var key in SettingCatalogue.All.Select(info => info.Key))
        {
            var star = key.IndexOf(":*", StringComparison.Ordinal);
            if (star >= 0)
            {
                if (plain.StartsWith(Plain(key[..star]), StringComparison.Ordinal)) whole.Add(key[..star] + ":…");
            }
            else if (NearMatch.Distance(plain, Plain(key)) <= Plain(key).Length / 8)
            {
                whole.Add(key);
            }
            else if (plain == Plain(key[(key.LastIndexOf(':') + 1)..]))
            {
                last.Add(key);
            }
        }

        return whole.Count > 0 ? [whole[0]] : last;
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    private static bool IsProperties(string segment) => segment.ToLowerInvariant() is "consumer" or "producer" or "client";

    // A service streamner-http gives STREAMNER_HTTP_PORT, whose value tells it from a setting.
    private static bool IsKubernetes(string name, string value) =>
        name.Equals("STREAMNER_PORT", StringComparison.Ordinal) || ServiceVariable().IsMatch(name)
        || (name.EndsWith("_PORT", StringComparison.Ordinal) && Address().IsMatch(value));

    [GeneratedRegex(
        "^STREAMNER(_[A-Z0-9_]+)?_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex ServiceVariable();

    [GeneratedRegex("^(tcp|udp|sctp)://", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Address();
}
