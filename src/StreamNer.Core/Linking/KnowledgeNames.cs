using System.Runtime.InteropServices;
using StreamNer.Decoding;

namespace StreamNer.Linking;

/// <summary>Finds the persons and organizations that two sources have, one of which states no country. Places need one.</summary>
internal sealed class KnowledgeNames
{
    private readonly IReadOnlyList<KnowledgeRecord?> _entities;
    private readonly Dictionary<string, List<int>> _byName = new(StringComparer.Ordinal);

    /// <summary>Takes the entities; null for those that became a part of another.</summary>
    public KnowledgeNames(IReadOnlyList<KnowledgeRecord?> entities)
    {
        _entities = entities;
        for (var i = 0; i < entities.Count; i++)
        {
            if (entities[i] is not { } entity || KeyOf(entity, entity.Name) is not { } key) continue;
            ref var named = ref CollectionsMarshal.GetValueRefOrAddDefault(_byName, key, out _);
            (named ??= []).Add(i);
        }
    }

    // How many times as likely as the next an organization must be to be the one that other sources mean by its brief name.
    private const float Dominant = 1.5f;

    /// <summary>Hands over the indices of the same entity, in ascending order. Where a scheme has several of the name, none is the same, but for an
    /// organization that is far the likeliest.</summary>
    public void Join(Action<List<int>> merge)
    {
        foreach (var named in _byName.Values)
        {
            if (named.Count < 2) continue;
            var chosen = OneOfEach(named);
            if (chosen.Count > 1 && chosen.Exists(i => _entities[i]!.Country.Length == 0) && AreOne(chosen)) merge(chosen);
        }

        // "George Bush" of one source is the "George W. Bush" of another when it states that name too.
        for (var i = 0; i < _entities.Count; i++)
        {
            if (_entities[i] is not { Country.Length: 0 } entity || LabelMap.Default.Of(entity.Type) != LabelKind.Person) continue;
            var others = entity.Aliases.Where(alias => alias.Contains(' ', StringComparison.Ordinal))
                .SelectMany(alias => KeyOf(entity, alias) is { } key && _byName.TryGetValue(key, out var named) ? named : [])
                .Where(other => other != i && _entities[other] is not null).Distinct().ToList();
            if (others.Count == 1 && AreOne([others[0], i])) merge([Math.Min(others[0], i), Math.Max(others[0], i)]);
        }
    }

    private List<int> OneOfEach(List<int> named)
    {
        var chosen = new List<int>();
        foreach (var scheme in named.GroupBy(i => KnowledgeRecord.SchemeOf(_entities[i]!.Id).ToString()))
        {
            var likeliest = scheme.OrderByDescending(i => _entities[i]!.Prior).ToList();
            var dominates = likeliest.Count > 1 && LabelMap.Default.Of(_entities[likeliest[0]]!.Type) == LabelKind.Organization
                && _entities[likeliest[0]]!.Prior >= Dominant * _entities[likeliest[1]]!.Prior;
            chosen.AddRange(dominates ? likeliest[..1] : likeliest);
        }

        chosen.Sort();
        return chosen;
    }

    private bool AreOne(List<int> named)
    {
        var entities = named.ConvertAll(i => _entities[i]!);
        return entities.Select(one => KnowledgeRecord.SchemeOf(one.Id).ToString()).Distinct().Count() == named.Count
            && entities.Where(one => one.Country.Length > 0).Select(one => one.Country).Distinct().Count() <= 1;
    }

    private static string? KeyOf(KnowledgeRecord entity, string name) => LabelMap.Default.Of(entity.Type) switch
    {
        LabelKind.Person when name.Contains(' ', StringComparison.Ordinal) => "P" + AliasKey.Of(name),
        LabelKind.Organization => "O" + KnowledgeBuilder.KeyOf(LegalSuffixes.Without(name) ?? name),
        _ => null,
    };
}
