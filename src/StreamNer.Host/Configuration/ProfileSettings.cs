using StreamNer.Pii;
using StreamNer.Pii.Policy;

namespace StreamNer.Host.Configuration;

/// <summary>What the profiles of batches and policies set where the user has not: <c>config show</c> fills it in.</summary>
internal static class ProfileSettings
{
    /// <summary><paramref name="effective"/> with the profiles' values in the places that are not set.</summary>
    public static IReadOnlyList<EffectiveSetting> Fill(Settings settings, IReadOnlyList<EffectiveSetting> effective)
    {
        var given = effective.Where(setting => setting.Value.Length > 0).Select(setting => setting.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var filled = Of(settings).Where(setting => !given.Contains(setting.Key)).ToList();
        var result = new List<EffectiveSetting>(effective.Count + filled.Count);
        foreach (var setting in effective)
        {
            // Actions are a map, in which a profile's own have no place yet: they go before the policy's key.
            if (setting.Key.EndsWith(":key", StringComparison.OrdinalIgnoreCase))
                result.AddRange(filled.Where(own => IsActionOf(own.Key, setting.Key[..^4])));
            var at = filled.FindIndex(own => own.Key.Equals(setting.Key, StringComparison.OrdinalIgnoreCase));
            result.Add(at < 0 ? setting : filled[at]);
        }

        return result;
    }

    private static bool IsActionOf(string key, string policy) => key.StartsWith(policy + ":actions:", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<EffectiveSetting> Of(Settings settings)
    {
        var source = $"batch:profile {OptionTypes.Format(settings.Batch.Profile)}";
        var bounds = settings.Batch.Bounds;
        yield return new("batch:documents", OptionTypes.Format(bounds.Documents), source);
        yield return new("batch:bytes", OptionTypes.Format(bounds.Bytes), source);
        yield return new("batch:tokens", OptionTypes.Format(bounds.Tokens), source);
        yield return new("batch:ageMs", OptionTypes.Format(bounds.Age.TotalMilliseconds), source);
        foreach (var setting in Policy("pii", settings.Pii.Profile)) yield return setting;
        foreach (var (name, policy) in settings.Pii.Policies)
        {
            foreach (var setting in Policy($"pii:policies:{name}", policy.Profile)) yield return setting;
        }
    }

    private static IEnumerable<EffectiveSetting> Policy(string section, PiiProfile profile)
    {
        var source = $"{section}:profile {ProfileTable.Name(profile)}";
        foreach (var (type, action) in ProfileTable.ActionsOf(profile)) yield return new($"{section}:actions:{type}", action.Name(), source);
        yield return new($"{section}:actions:*", ProfileTable.OthersOf(profile) is { } others ? others.Name() : "not looked for", source);
        var identifiers = ProfileTable.IdentifiersOf(profile);
        yield return new($"{section}:key", OptionTypes.Format(identifiers.Key), source);
        yield return new($"{section}:id", OptionTypes.Format(identifiers.Id), source);
    }
}
