namespace StreamNer.Pii.Scanning;

/// <summary>One form in which values of a type are written: a <see cref="Shape"/>, or what a <see cref="Reader"/> recognises.</summary>
/// <param name="Name">Its name in records: lower case, unique.</param>
/// <param name="Strength">Whether it needs a context word.</param>
internal abstract record Form(string Name, PiiStrength Strength);

/// <summary>An identifier of fixed length: characters in groups, and a check.</summary>
/// <param name="Name">Its name in records.</param>
/// <param name="Strength">Whether it needs a context word.</param>
/// <param name="Pattern">What it is without separators: <c>9</c> digit, <c>A</c> letter, <c>X</c> either; patterns parted by <c>|</c>.</param>
/// <param name="Check">The check of the compact form.</param>
internal sealed record Shape(string Name, PiiStrength Strength, string Pattern, Check Check) : Form(Name, Strength)
{
    /// <summary>The groups in which it must be written, such as <c>3-2-4</c>, with exactly these separators; one for all patterns, or one for each,
    /// parted by <c>|</c>; empty for any.</summary>
    public string Layout { get; init; } = "";

    /// <summary>No blanks inside, and no letters beside.</summary>
    public bool Solid { get; init; }

    /// <summary>Also with <c>+ * | : , ~</c> and middle dots between groups.</summary>
    public bool RareSeparators { get; init; }

    /// <summary>Letters must be upper case.</summary>
    public bool UpperCase { get; init; }

    /// <summary>Not as two groups parted by one dot or comma: that is a decimal number.</summary>
    public bool NoDecimal { get; init; }

    /// <summary>Not before another group of digits: what goes on is another number.</summary>
    public bool Alone { get; init; }

    /// <summary>Not among the groups of a parcel's number, which begins with 9 and goes on: "9400 1112 0255 5000 0000 07".</summary>
    public bool NoParcel { get; init; }

    /// <summary>The most words between it and its context word, three more for a word behind it; by default what the type allows. With such a bound,
    /// other types' claims on the same range win by two words.</summary>
    public int Within { get; init; } = int.MaxValue;

    /// <summary>The pattern of so many digits, or from so many to so many.</summary>
    public static string Digits(int from, int to = 0) => Repeat('9', from, to);

    /// <summary>The pattern of so many digits or letters, or from so many to so many.</summary>
    public static string Either(int from, int to = 0) => Repeat('X', from, to);

    private static string Repeat(char c, int from, int to) =>
        string.Join('|', Enumerable.Range(from, Math.Max(from, to) - from + 1).Select(n => new string(c, n)));
}

/// <summary>A form that code recognises, asked where a value can begin.</summary>
/// <param name="Name">Its name in records.</param>
/// <param name="Strength">Whether it needs a context word.</param>
/// <param name="Anchors">Where it is asked.</param>
internal sealed record Reader(string Name, PiiStrength Strength, params Anchor[] Anchors) : Form(Name, Strength);

/// <summary>Where a reader is asked, and what then reads.</summary>
internal sealed record Anchor
{
    private Anchor(AnchorKind kind, Read read) => (Kind, Read) = (kind, read);

    /// <summary>At what kind of place.</summary>
    public AnchorKind Kind { get; }

    /// <summary>What reads there.</summary>
    public Read Read { get; }

    /// <summary>The ASCII signs, for <see cref="AnchorKind.Symbol"/>.</summary>
    public string Signs { get; private init; } = "";

    /// <summary>The list, for <see cref="AnchorKind.Word"/>.</summary>
    public WordList List { get; private init; }

    /// <summary>At each run of digits.</summary>
    public static Anchor Digits(Read read) => new(AnchorKind.Digits, read);

    /// <summary>At each of these ASCII signs.</summary>
    public static Anchor Symbols(string signs, Read read) => new(AnchorKind.Symbol, read) { Signs = signs };

    /// <summary>At each word of a list.</summary>
    public static Anchor Words(WordList list, Read read) => new(AnchorKind.Word, read) { List = list };

    /// <summary>At the first token of each unbroken run of letters, digits, <c>_</c> and <c>-</c> of 16 or more.</summary>
    public static Anchor Run(Read read) => new(AnchorKind.Run, read);

    /// <summary>Once, behind the last token.</summary>
    public static Anchor End(Read read) => new(AnchorKind.End, read);
}

/// <summary>The kinds of places at which readers are asked.</summary>
internal enum AnchorKind
{
    /// <summary>A run of digits.</summary>
    Digits,

    /// <summary>An ASCII sign.</summary>
    Symbol,

    /// <summary>A word of a list.</summary>
    Word,

    /// <summary>A long unbroken run.</summary>
    Run,

    /// <summary>The end of the text.</summary>
    End,
}

/// <summary>Looks at the text around the token <paramref name="token"/> and reports what it finds as <paramref name="self"/>.</summary>
internal delegate void Read(ref Scan scan, Detector self, int token);

/// <summary>Checks an identifier in compact form: ASCII, upper case, no separators.</summary>
internal delegate bool Check(ReadOnlySpan<char> compact);
