using StreamNer.Configuration;

namespace StreamNer.Pii.Policy;

/// <summary>What makes a configured policy wrong; each mistake names its key.</summary>
internal static class PolicyRules
{
    /// <summary>Appends the mistakes of one policy, whose settings stand under <paramref name="key"/>.</summary>
    public static void Check(string key, PolicyOptions policy, PiiOptions options, List<OptionError> errors)
    {
        foreach (var region in policy.Regions)
        {
            if (!IsRegion(region))
                errors.Add(new($"{key}:regions", $"no types of region '{region}'{Meant(region)}; known: {string.Join(' ', Regions())}"));
        }

        if (policy.Profile == PiiProfile.HipaaSafeHarbor && policy.Regions.Count > 0)
            errors.Add(new($"{key}:regions",
                "must be empty under the profile hipaa-safe-harbor: 45 CFR 164.514(b)(2)(i)(R) takes any unique number, of whatever country"));

        foreach (var (name, action) in new[] { ("key", policy.Key), ("id", policy.Id) })
        {
            if (action is not { } wanted) continue;
            if (ProfileTable.Forbids(policy.Profile, wanted) is { } reason) errors.Add(new($"{key}:{name}", reason));
            else if (wanted == IdentifierAction.Pseudonym && options.Keys.Active.Length == 0)
                errors.Add(new($"{key}:{name}", "pseudonym needs pii:keys:active"));
        }

        foreach (var (name, action) in policy.Actions)
        {
            var at = $"{key}:actions:{name}";
            var type = TypeName(name);
            if (!IsType(type)) errors.Add(new(at, $"no type '{name}'"));
            else if (ProfileTable.Forbids(policy.Profile, type, action) is { } reason) errors.Add(new(at, reason));
            else if (action == PiiAction.Generalize && !IsGeneralized(type))
                errors.Add(new(at, $"generalize works for {Generalized()}"));
            else if (action.NeedsKey() && options.Keys.Active.Length == 0) errors.Add(new(at, $"{action.Name()} needs pii:keys:active"));
            else if (action == PiiAction.Drop && !options.EncryptDeadLetters && !options.AllowClearDeadLetters)
            {
                errors.Add(new(at, "drop puts the original in clear text into the dead-letter topic: set pii:encryptDeadLetters, or allow it with "
                    + "pii:allowClearDeadLetters"));
            }
        }
    }

    /// <summary>
    /// PCI DSS 3.5.1: a truncated and a hashed form of one card must not stand side by side, for together they give the number back. One card can
    /// pass through any policy, so all policies of the profile count together.
    /// </summary>
    public static void CheckCardsTogether(PiiOptions options, List<OptionError> errors)
    {
        string? truncated = null, hashed = null;
        foreach (var (key, policy) in All(options))
        {
            if (policy.Profile != PiiProfile.Pci) continue;
            switch (policy.Actions.FirstOrDefault(pair => TypeName(pair.Key) == "CARD") is { Key: not null, Value: var action }
                ? action
                : ProfileTable.ActionsOf(PiiProfile.Pci)["CARD"])
            {
                case PiiAction.LastFour or PiiAction.FirstSixLastFour: truncated ??= key; break;
                case PiiAction.Pseudonym: hashed ??= key; break;
            }
        }

        if (truncated is not null && hashed is not null)
            errors.Add(new($"{hashed}:actions:CARD",
                $"pseudonym here and a part of the number in {truncated}: under the profile pci a card may have one of the two forms, never both"));
    }

    /// <summary>True when no record can have a policy that goes without the model.</summary>
    public static bool AllRequireModel(PiiOptions options) =>
        PiiPolicy.NeedsModel(options.Profile) && options.Topics.Values.Concat(options.Tenants.Values)
            .All(name => options.Policies.TryGetValue(name, out var policy)
            ? PiiPolicy.NeedsModel(policy.Profile) : ProfileTable.Find(name) is not { } profile || PiiPolicy.NeedsModel(profile));

    /// <summary>A type's name as configuration may write it, in the case of the table.</summary>
    public static string TypeName(string configured) => configured.ToUpperInvariant();

    /// <summary>True for types of rules and of the model.</summary>
    public static bool IsType(string type) => PiiTypes.IsKnown(type) || ModelTypes.Contains(type);

    private static IEnumerable<(string Key, PolicyOptions Policy)> All(PiiOptions options)
    {
        yield return ("pii", options.Base);
        foreach (var (name, policy) in options.Policies) yield return ($"pii:policies:{name}", policy);
        foreach (var (topic, name) in options.Topics)
        {
            if (ProfileTable.Find(name) is { } profile) yield return ($"pii:topics:{topic}", new PolicyOptions { Profile = profile });
        }

        foreach (var (tenant, name) in options.Tenants)
        {
            if (ProfileTable.Find(name) is { } profile) yield return ($"pii:tenants:{tenant}", new PolicyOptions { Profile = profile });
        }
    }

    private static bool IsGeneralized(string type) => PiiTypes.Find(type)?.Generalize is not null;

    private static string Generalized() => string.Join(", ", PiiTypes.All.Where(type => type.Generalize is not null).Select(type => type.Name));

    private static SortedSet<string> Regions() =>
        new(PiiTypes.All.Select(type => type.Region).Where(region => region.Length > 0), StringComparer.Ordinal);

    private static bool IsRegion(string region) => region.Length > 0 && PiiTypes.All.Any(type => type.Region == region);

    private static string Meant(string region) => region switch
    {
        "UK" => " (the United Kingdom is GB)",
        "EL" => " (Greece is GR)",
        _ when region.Any(char.IsAsciiLetterLower) => " (codes are upper case)",
        _ => "",
    };
}
