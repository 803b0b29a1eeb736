namespace StreamNer.Pii;

/// <summary>What a policy does with a finding.</summary>
public enum PiiAction
{
    /// <summary>The text stays; the finding is reported.</summary>
    Keep,

    /// <summary>The type's tag, such as <c>[EMAIL]</c>.</summary>
    Tag,

    /// <summary>The type's tag with a number, such as <c>[PERSON_1]</c>: the same value has the same number within a document.</summary>
    NumberedTag,

    /// <summary>Each letter and digit becomes <c>*</c>; length and punctuation stay.</summary>
    Mask,

    /// <summary>Masked but for the last four letters or digits; the type's tag where it has fewer than nine.</summary>
    LastFour,

    /// <summary>Masked but for the first six and the last four letters or digits; the type's tag where it has fewer than thirteen.</summary>
    FirstSixLastFour,

    /// <summary>What HIPAA's safe harbor leaves: the year, ages to 89, three digits of a ZIP code; the type's tag for other types.</summary>
    Generalize,

    /// <summary>A keyed pseudonym: equal values stay equal within a tenant, and nothing leads back.</summary>
    Pseudonym,

    /// <summary>An encrypted tag that the key's holder can reveal.</summary>
    Encrypt,

    /// <summary>The whole record is rejected with the code <c>policy</c>.</summary>
    Drop,
}

/// <summary>The stable names of actions, as in configuration and in records, and what they need.</summary>
internal static class PiiActions
{
    /// <summary>The name, such as <c>last_four</c>.</summary>
    public static string Name(this PiiAction action) => action switch
    {
        PiiAction.Keep => "keep",
        PiiAction.Tag => "tag",
        PiiAction.NumberedTag => "numbered_tag",
        PiiAction.Mask => "mask",
        PiiAction.LastFour => "last_four",
        PiiAction.FirstSixLastFour => "first_six_last_four",
        PiiAction.Generalize => "generalize",
        PiiAction.Pseudonym => "pseudonym",
        PiiAction.Encrypt => "encrypt",
        PiiAction.Drop => "drop",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "unknown action"),
    };

    /// <summary>True for actions that cannot work without an active key.</summary>
    public static bool NeedsKey(this PiiAction action) => action is PiiAction.Pseudonym or PiiAction.Encrypt;

    /// <summary>True for actions that leave a part of the value in the text.</summary>
    public static bool ShowsPart(this PiiAction action) => action is PiiAction.Keep or PiiAction.LastFour or PiiAction.FirstSixLastFour;
}
