using System.Text;

namespace StreamNer.Linking;

/// <summary>The entities that go by a mention, likeliest first. Valid as long as its file is open.</summary>
internal readonly ref struct KnowledgeMatches
{
    private readonly ReadOnlySpan<LinkRow> _links;
    private readonly MentionForm _form;

    internal KnowledgeMatches(ReadOnlySpan<LinkRow> links, MentionForm form)
    {
        _links = links;
        _form = form;
    }

    /// <summary>How many there are.</summary>
    public int Count => _links.Length;

    /// <summary>The entity's index in its file, and how the mention came to mean it.</summary>
    public (int Entity, AliasKind Kind) this[int index] => (_links[index].Entity, Seen(_links[index]));

    // Of several ways in which the mention differs, the one that weighs least.
    private AliasKind Seen(LinkRow link)
    {
        var kind = link.Kind;
        if (kind == AliasKind.Cashtag && (_form & (MentionForm.Cashtag | MentionForm.Plain)) == MentionForm.None) kind = AliasKind.Ticker;
        if (link.Capitals && (_form & MentionForm.Capitals) == MentionForm.None) kind = Lighter(kind, AliasKind.Case);
        return (_form & MentionForm.WithAccents) == MentionForm.None ? kind : Lighter(kind, AliasKind.Accents);
    }

    private static AliasKind Lighter(AliasKind one, AliasKind other) => one.Weight() <= other.Weight() ? one : other;
}

/// <summary>What folding drops of a mention.</summary>
[Flags]
internal enum MentionForm : byte
{
    None,

    /// <summary>It has no small letter.</summary>
    Capitals = 1,

    /// <summary>It begins with a dollar sign.</summary>
    Cashtag = 2,

    /// <summary>It is known only without its accents.</summary>
    WithAccents = 4,

    /// <summary>It is not a mention: kinds are those of the file.</summary>
    Plain = 8,
}

/// <summary>Tells the form of mentions.</summary>
internal static class MentionForms
{
    /// <summary>The form of a mention as its text has it.</summary>
    public static MentionForm Of(ReadOnlySpan<char> mention)
    {
        var form = mention.Length > 1 && mention[0] == '$' ? MentionForm.Cashtag : MentionForm.None;
        return HasSmallLetter(AliasKey.WithoutPossessive(mention)) ? form : form | MentionForm.Capitals;
    }

    private static bool HasSmallLetter(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLower(rune)) return true;
        }

        return false;
    }
}
