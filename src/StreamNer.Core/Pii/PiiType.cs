using StreamNer.Pii.Redacting;
using StreamNer.Pii.Scanning;

namespace StreamNer.Pii;

/// <summary>
/// All that is known of one type of personal data. Every static field of this type under <c>Pii/Types</c> is in <see cref="PiiTypes"/>: a new type
/// is one more field, with its forms, checks and examples beside it.
/// </summary>
/// <param name="Name">The name in records, policies and metrics.</param>
/// <param name="Rank">Its place among the types: the lower one wins where overlapping findings are otherwise equal. Unique.</param>
internal sealed record PiiType(string Name, int Rank)
{
    /// <summary>The languages in which most types have context words.</summary>
    internal const string European = "en,de,fr,es,it,pt,nl";

    /// <summary>ISO 3166 code of the country whose identifier it is; empty for everywhere.</summary>
    public string Region { get; init; } = "";

    /// <summary>ISO 639-1 codes of its context words, with commas; empty if it has none.</summary>
    public string Languages { get; init; } = "";

    /// <summary>Context words and phrases, parted by <c>|</c>: whole words, any case, accents do not matter.</summary>
    public string Context { get; init; } = "";

    /// <summary>Words that are also said of other things, parted by <c>|</c>: they count right before the value alone, with a sign such as a colon
    /// between.</summary>
    public string Labels { get; init; } = "";

    /// <summary>How many tokens before the value a context word may end.</summary>
    public int Before { get; init; } = 10;

    /// <summary>How many tokens after the value a context word may begin.</summary>
    public int After { get; init; } = 4;

    /// <summary>The letters of the identifiers of 45 CFR 164.514(b)(2)(i) that it finds; empty for the last, "any other".</summary>
    public string Hipaa { get; init; } = "";

    /// <summary>Whether PCI DSS 3.3.1 forbids to store it, even encrypted.</summary>
    public bool IsNeverStored { get; init; }

    /// <summary>Whether no name is written like it: the words of a finding are taken out of the model's entities.</summary>
    public bool IsNoName { get; init; }

    /// <summary>Texts in which it is found, each value between <c>⟦</c> and <c>⟧</c>. Values of documentation, or invented.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Texts in which it is not found.</summary>
    public IReadOnlyList<string> CounterExamples { get; init; } = [];

    /// <summary>The detectors that report it.</summary>
    public IReadOnlyList<(string Name, PiiStrength Strength)> Detectors => [.. Forms.Select(form => (form.Name, form.Strength))];

    /// <summary>The forms in which it is written; none for a type that only rules and lists of the configuration report.</summary>
    internal IReadOnlyList<Form> Forms { get; init; } = [];

    /// <summary>The form in which two spellings of one value are equal.</summary>
    internal Canonical Canonical { get; init; } = CanonicalValue.Compact;

    /// <summary>What may stand of a value where a policy generalizes; null: policies cannot.</summary>
    internal Generalize? Generalize { get; init; }

    /// <summary>Its place in <see cref="PiiTypes.All"/>, by <see cref="Rank"/>.</summary>
    internal int Order { get; set; }
}

/// <summary>Makes the canonical form of a value in the scanner's view of it.</summary>
internal delegate string Canonical(ReadOnlySpan<char> view);

/// <summary>Tells what may stand of a value.</summary>
internal delegate Remainder Generalize(ReadOnlySpan<char> value);

/// <summary>What stands of a generalized value: all of it, or behind the type's name a part of it, which may be empty.</summary>
internal readonly record struct Remainder(bool IsWhole, string Part)
{
    /// <summary>Nothing stands.</summary>
    public static Remainder None => new(false, "");

    /// <summary>The value stands as it is.</summary>
    public static Remainder Whole => new(true, "");

    /// <summary>A part of it stands.</summary>
    public static Remainder Of(string part) => new(false, part);
}
