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
}

/// <summary>The stable names of actions, as in configuration and in records.</summary>
public static class PiiActions
{
    /// <summary>The name, such as <c>last_four</c>.</summary>
    public static string Name(this PiiAction action) => action switch
    {
        PiiAction.Keep => "keep",
        PiiAction.Tag => "tag",
        PiiAction.NumberedTag => "numbered_tag",
        PiiAction.Mask => "mask",
        PiiAction.LastFour => "last_four",
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "unknown action"),
    };
}
