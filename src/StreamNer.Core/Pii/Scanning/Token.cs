namespace StreamNer.Pii.Scanning;

/// <summary>What a token is made of.</summary>
internal enum TokenKind : byte
{
    /// <summary>One other non-blank character.</summary>
    Symbol,

    /// <summary>A maximal run of letters.</summary>
    Letters,

    /// <summary>A maximal run of decimal digits.</summary>
    Digits,

    /// <summary>A maximal run of Chinese, Japanese or Korean letters.</summary>
    Cjk,
}

/// <summary>What stands between a token and the one before it.</summary>
internal enum Gap : byte
{
    /// <summary>Nothing: they touch, or it is the first at position 0.</summary>
    None,

    /// <summary>One blank.</summary>
    Blank,

    /// <summary>Two or more blanks.</summary>
    Blanks,

    /// <summary>One line break, with any blanks.</summary>
    Line,

    /// <summary>An empty line or more.</summary>
    Paragraph,
}

/// <summary>A token of the folded text: [Start, End), what it is, the gap before it and the <see cref="Lexicon"/>'s entry for a word (0:
/// none).</summary>
internal readonly record struct Token(int Start, int End, TokenKind Kind, Gap Gap, ushort Word)
{
    /// <summary>Length in folded units.</summary>
    public int Length => End - Start;
}
