namespace StreamNer.Pii.Scanning;

/// <summary>The lists of words that detectors know beside the context words of the types. A word may stand in several.</summary>
internal enum WordList
{
    /// <summary>Names of months, and their short forms.</summary>
    Month,

    /// <summary>A version number follows: "firmware".</summary>
    Version,

    /// <summary>A password or key follows: "passwd".</summary>
    Password,

    /// <summary>The same, of words that are also said of other things: "token". What follows must look like a secret.</summary>
    WeakPassword,

    /// <summary>HTTP authentication schemes: "bearer".</summary>
    AuthScheme,

    /// <summary>The HTTP header with credentials: "authorization".</summary>
    AuthHeader,

    /// <summary>Commands whose option holds a user and a password: "curl".</summary>
    Curl,

    /// <summary>Before an age: "aged".</summary>
    AgeBefore,

    /// <summary>Right behind an age, and enough by itself: "yo".</summary>
    AgeAfter,

    /// <summary>Verbs before an age in years: "a" in "il a 34 ans".</summary>
    AgeVerb,

    /// <summary>"years" in "34 years old".</summary>
    YearUnit,

    /// <summary>"old" in "34 years old".</summary>
    Old,

    /// <summary>A business identifier code is near: "swift".</summary>
    Swift,

    /// <summary>Kinds of streets: "meadow".</summary>
    Street,

    /// <summary>Short forms of kinds of streets: "mdw".</summary>
    StreetShort,

    /// <summary>Kinds of streets that make an address with a number beside them, even in small letters: "street".</summary>
    StreetStrong,

    /// <summary>Those of <see cref="StreetStrong"/> that stand before the name alone: "calle".</summary>
    StreetPrefix,

    /// <summary>Those of <see cref="StreetStrong"/> that need neither capitals nor a number behind: "12 main road".</summary>
    StreetPlain,

    /// <summary>English kinds of streets, which end the name and never begin it: "court".</summary>
    StreetEnding,

    /// <summary>Parts of buildings that have a number: "suite".</summary>
    Unit,

    /// <summary>Post boxes: "postfach".</summary>
    PostBox,

    /// <summary>First words of countries' names.</summary>
    Country,

    /// <summary>Small words inside names: "de", "van".</summary>
    Connector,

    /// <summary>Before an address: "at".</summary>
    Opener,

    /// <summary>A corner of two streets.</summary>
    Corner,

    /// <summary>Behind an address and no place, though with a capital: "please", "tel".</summary>
    NoPlace,

    /// <summary>Before a number that is no house's: "chapter".</summary>
    Numbered,

    /// <summary>Behind a number that is no house's, units of measure and what is counted: "km", "followers".</summary>
    Counted,

    /// <summary>Before a year: "since".</summary>
    BeforeYear,

    /// <summary>Small words behind a number that begin no street: "10 on Main".</summary>
    NoStreet,
}

/// <summary>The lists in which a word stands.</summary>
internal readonly record struct WordLists
{
    private readonly uint _bits;

    private WordLists(uint bits) => _bits = bits;

    /// <summary>Several lists.</summary>
    public static WordLists Of(params ReadOnlySpan<WordList> lists)
    {
        WordLists all = default;
        foreach (var list in lists) all = all.With(list);
        return all;
    }

    /// <summary>These and one more.</summary>
    public WordLists With(WordList list) => new(_bits | 1u << (int)list);

    /// <summary>Whether the word stands in this list.</summary>
    public bool Has(WordList list) => (_bits & 1u << (int)list) != 0;

    /// <summary>Whether the word stands in any of these lists.</summary>
    public bool HasAny(WordLists lists) => (_bits & lists._bits) != 0;

    /// <summary>Whether the word stands in one of two lists.</summary>
    public bool Has(WordList one, WordList other) => (_bits & (1u << (int)one | 1u << (int)other)) != 0;
}
