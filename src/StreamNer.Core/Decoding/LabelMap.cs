using System.Collections.Frozen;

namespace StreamNer.Decoding;

/// <summary>What the entities of a model's label are.</summary>
public enum LabelKind
{
    /// <summary>None of the others: it is no personal data, and constrains no link.</summary>
    Other,

    /// <summary>A person's name.</summary>
    Person,

    /// <summary>An organization.</summary>
    Organization,

    /// <summary>A place.</summary>
    Location,

    /// <summary>A name of anything else (<c>MISC</c>).</summary>
    Miscellaneous,
}

/// <summary>
/// The one map from the labels of models to what they mean, for linking, redaction and names by rules. It knows the spellings of CoNLL, OntoNotes,
/// WNUT, WikiANN, i2b2, GMB and common sets of personal data, in any case and with any separators; <c>pii:labels</c> adds to it and goes before it.
/// Immutable.
/// </summary>
internal sealed class LabelMap
{
    private static readonly FrozenDictionary<string, LabelKind> s_known = new (LabelKind Kind, string Labels)[]
    {
        (LabelKind.Person,
            "PER PERS PERSON PERSONNAME NAME FULLNAME FIRSTNAME LASTNAME MIDDLENAME GIVENNAME SURNAME FAMILYNAME PATIENT DOCTOR STAFF"),
        (LabelKind.Organization, "ORG ORGANIZATION ORGANISATION CORPORATION COMPANY COMPANYNAME GROUP INSTITUTION HOSPITAL HOSP PATORG AGENCY"),
        (LabelKind.Location, "LOC LOCATION LOCATIONOTHER GPE GEO FAC FACILITY PLACE CITY STATE COUNTRY COUNTY STREET BUILDING REGION"),
        (LabelKind.Miscellaneous, "MISC MISCELLANEOUS NORP PRODUCT EVENT WORKOFART CREATIVEWORK LAW LANGUAGE ART EVE"),
    }.SelectMany(row => row.Labels.Split(' ').Select(label => KeyValuePair.Create(label, row.Kind))).ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Dictionary<string, LabelKind> _own = new(StringComparer.Ordinal);

    /// <summary>The map with labels of one's own; they go before those it knows.</summary>
    public LabelMap(IEnumerable<KeyValuePair<string, LabelKind>> own)
    {
        ArgumentNullException.ThrowIfNull(own);
        foreach (var (label, kind) in own) _own[Key(label)] = kind;
    }

    /// <summary>The map alone.</summary>
    public static LabelMap Default { get; } = new([]);

    /// <summary>All that differs from <see cref="Default"/>, in one form for equal maps: it is part of a snapshot's name.</summary>
    public string Fingerprint =>
        string.Join(',', _own.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>What a label is; <see cref="LabelKind.Other"/> where it is unknown.</summary>
    public LabelKind Of(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        if (_own.Count == 0 && s_known.TryGetValue(label, out var kind)) return kind;
        Span<char> key = stackalloc char[64];
        var length = 0;
        foreach (var c in label)
        {
            if (!char.IsLetterOrDigit(c)) continue;
            if (length == key.Length) return LabelKind.Other;
            key[length++] = char.ToUpperInvariant(c);
        }

        ReadOnlySpan<char> found = key[..length];
        if (_own.Count > 0 && _own.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(found, out var own)) return own;
        return s_known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(found, out var known) ? known : LabelKind.Other;
    }

    private static string Key(string label) => string.Concat(label.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
