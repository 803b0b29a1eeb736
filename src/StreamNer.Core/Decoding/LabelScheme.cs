namespace StreamNer.Decoding;

/// <summary>How labels mark where an entity begins and ends.</summary>
internal enum TagScheme
{
    /// <summary>Inside or outside; the prefix <c>I-</c> may be left out.</summary>
    Io,

    /// <summary>Begin, inside, outside.</summary>
    Bio,

    /// <summary>Begin, inside, end, single, outside; also spelt BILOU (last, unit).</summary>
    Bioes,
}

/// <summary>What one label says of its token.</summary>
internal enum TagRole : byte
{
    /// <summary>No entity.</summary>
    Outside,

    /// <summary>Continues an entity, or begins one where none of its type is open.</summary>
    Inside,

    /// <summary>Begins an entity.</summary>
    Begin,

    /// <summary>Continues an entity and ends it.</summary>
    End,

    /// <summary>An entity of its own.</summary>
    Single,
}

/// <summary>The labels of a model, read from the names in its <c>config.json</c>. Immutable.</summary>
internal sealed class LabelScheme
{
    private readonly TagRole[] _roles;
    private readonly string[] _types;

    private LabelScheme(TagScheme scheme, TagRole[] roles, string[] types) => (Scheme, _roles, _types) = (scheme, roles, types);

    /// <summary>How the labels mark boundaries.</summary>
    public TagScheme Scheme { get; }

    /// <summary>How many labels there are.</summary>
    public int Count => _roles.Length;

    /// <summary>The entity types, each once, in the order of the labels.</summary>
    public IEnumerable<string> Types => _types.Where(type => type.Length > 0).Distinct(StringComparer.Ordinal);

    /// <summary>What label <paramref name="label"/> (0 to <see cref="Count"/> - 1) says.</summary>
    public TagRole RoleOf(int label) => _roles[label];

    /// <summary>The entity type of a label, such as <c>PER</c>; empty for the outside label. One instance for each type.</summary>
    public string TypeOf(int label) => _types[label];

    /// <summary>
    /// Reads the labels in index order, such as <c>O, B-PER, I-PER</c>. A scheme that is mixed or unknown is refused: null, and
    /// <paramref name="error"/> names the label that does not fit.
    /// </summary>
    public static LabelScheme? Read(IReadOnlyList<string> labels, out string error)
    {
        ArgumentNullException.ThrowIfNull(labels);
        error = "";
        var roles = new TagRole[labels.Count];
        var types = new string[labels.Count];
        var prefixes = new HashSet<char>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? bare = null, tagged = null;
        for (var i = 0; i < labels.Count; i++)
        {
            var label = labels[i];
            if (!seen.Add(label)) return Refuse($"label '{label}' appears twice", out error);
            if (label is "O")
            {
                (roles[i], types[i]) = (TagRole.Outside, "");
            }
            else if (label.Length > 2 && label[1] is '-')
            {
                if (RoleOf(label[0]) is not { } role) return Refuse($"the prefix of label '{label}' is not one of B, I, E, S, L, U", out error);
                (roles[i], types[i]) = (role, Intern(types, label[2..]));
                prefixes.Add(label[0]);
                tagged = label;
            }
            else if (label.Length == 0 || label.StartsWith("LABEL_", StringComparison.Ordinal) || HasSuffixTag(label))
            {
                return Refuse($"label '{label}' is not of the form O, TYPE or PREFIX-TYPE", out error);
            }
            else
            {
                (roles[i], types[i]) = (TagRole.Inside, Intern(types, label));
                bare = label;
            }
        }

        if (!seen.Contains("O")) return Refuse("there is no outside label 'O'", out error);
        if (bare is not null && tagged is not null) return Refuse($"labels with a prefix ('{tagged}') and without ('{bare}') are mixed", out error);
        if (bare is null && tagged is null) return Refuse("the only label is 'O'", out error);
        var scheme = SchemeOf(prefixes);
        return scheme is { } known
            ? new LabelScheme(known, roles, types)
            : Refuse($"the prefixes {string.Join(", ", prefixes.Order())} are of no known scheme (IO, BIO, BIOES, BILOU)", out error);
    }

    private static LabelScheme? Refuse(string reason, out string error)
    {
        error = reason;
        return null;
    }

    private static TagRole? RoleOf(char prefix) => prefix switch
    {
        'B' => TagRole.Begin,
        'I' => TagRole.Inside,
        'E' or 'L' => TagRole.End,
        'S' or 'U' => TagRole.Single,
        _ => null,
    };

    // A prefix set is fine when one scheme has all of it: a model may know no I-TYPE, or no S-TYPE.
    private static TagScheme? SchemeOf(HashSet<char> prefixes) =>
        prefixes.IsSubsetOf("I") ? TagScheme.Io
        : prefixes.IsSubsetOf("BI") ? TagScheme.Bio
        : prefixes.Contains('B') && (prefixes.IsSubsetOf("BIES") || prefixes.IsSubsetOf("BILU")) ? TagScheme.Bioes
        : null;

    private static bool HasSuffixTag(string label) => label.Length > 2 && label[^2] is '-' && RoleOf(label[^1]) is not null;

    private static string Intern(string[] types, string type) => Array.Find(types, known => known == type) ?? type;
}
