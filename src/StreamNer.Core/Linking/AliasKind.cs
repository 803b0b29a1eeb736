namespace StreamNer.Linking;

/// <summary>How an entity came by an alias, or how a mention differs from it. The first five are stated by a source, the others are made by
/// rule.</summary>
internal enum AliasKind : byte
{
    /// <summary>The preferred name.</summary>
    Name,

    /// <summary>Another name.</summary>
    Stated,

    /// <summary>A handle, such as <c>@nasa</c>.</summary>
    Handle,

    /// <summary>A ticker written as a cashtag, such as <c>$AAPL</c>.</summary>
    Cashtag,

    /// <summary>An adjective or the name of the inhabitants, such as <c>French</c>.</summary>
    Demonym,

    /// <summary>Without accents: <c>Zurich</c>.</summary>
    Accents,

    /// <summary>An organization without its legal suffix: <c>Apple</c> for <c>Apple Inc.</c>.</summary>
    LegalSuffix,

    /// <summary>A place followed by its state or country: <c>Austin, TX</c>.</summary>
    Region,

    /// <summary>In Latin letters, by table: <c>Moskva</c>, <c>Muenchen</c>.</summary>
    Transliteration,

    /// <summary>Its words written as one: <c>NewYorkCity</c>.</summary>
    Hashtag,

    /// <summary>An abbreviation in capitals that the mention writes otherwise: <c>nato</c>, but also <c>us</c> and <c>who</c>.</summary>
    Case,

    /// <summary>A person's initials and surname: <c>B. Obama</c>.</summary>
    Initials,

    /// <summary>The first letters of an organization's words: <c>WHO</c>.</summary>
    Acronym,

    /// <summary>A ticker without its sign: <c>AAPL</c>.</summary>
    Ticker,

    /// <summary>A person's surname alone.</summary>
    Surname,
}

/// <summary>What the kinds of aliases are worth.</summary>
internal static class AliasKinds
{
    /// <summary>How many kinds there are.</summary>
    public const int Count = (int)AliasKind.Surname + 1;

    private static readonly float[] s_weights = [1f, 0.95f, 0.95f, 0.95f, 0.9f, 0.88f, 0.88f, 0.85f, 0.8f, 0.7f, 0.6f, 0.5f, 0.5f, 0.35f, 0.3f];

    /// <summary>How far an alias of the kind means its entity, compared with the preferred name: above 0, at most 1.</summary>
    /// <exception cref="InvalidDataException">There is no such kind: the file that names it is damaged.</exception>
    public static float Weight(this AliasKind kind) => (int)kind < Count ? s_weights[(int)kind] : throw KnowledgeCheck.Damaged();

    /// <summary>Whether a source states aliases of the kind. No alias made by rule weighs as much as one that is stated.</summary>
    public static bool IsStated(this AliasKind kind) => kind <= AliasKind.Demonym;
}
