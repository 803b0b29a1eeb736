using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Detectors;

/// <summary>Looks at the text around an anchor token and reports what it finds.</summary>
internal delegate void Detect(ref Scan scan, Detector self, int token);

/// <summary>Looks at the whole text once.</summary>
internal delegate void DetectAtEnd(ref Scan scan, Detector self);

/// <summary>One row of the detector table.</summary>
internal sealed class Detector(string type, string name, PiiStrength strength)
{
    /// <summary>Its place in the table.</summary>
    public int Index { get; set; }

    /// <summary>The name of the type it reports.</summary>
    public string TypeName { get; } = type;

    /// <summary>The type it reports; set when the table is made.</summary>
    public PiiType Type { get; set; } = null!;

    /// <summary>Its name in records: lower case, one per form of a type.</summary>
    public string Name { get; } = name;

    /// <summary>Whether it needs a context word.</summary>
    public PiiStrength Strength { get; } = strength;

    /// <summary>Called at digit runs.</summary>
    public Detect? AtDigits { get; init; }

    /// <summary>Called at these symbols.</summary>
    public string Symbols { get; init; } = "";

    /// <summary>What is called at <see cref="Symbols"/>.</summary>
    public Detect? AtSymbol { get; init; }

    /// <summary>The word roles at which <see cref="AtWord"/> is called.</summary>
    public WordRoles Roles { get; init; }

    /// <summary>What is called at words of <see cref="Roles"/>.</summary>
    public Detect? AtWord { get; init; }

    /// <summary>Called at the first token of an unbroken run of letters, digits, <c>_</c> and <c>-</c> of 16 or more.</summary>
    public Detect? AtRun { get; init; }

    /// <summary>Called once, after the text.</summary>
    public DetectAtEnd? AtEnd { get; init; }

    /// <summary>For identifiers of fixed form: <c>9</c> digit, <c>A</c> letter, <c>X</c> either, forms parted by <c>|</c>.</summary>
    public string Shapes { get; init; } = "";

    /// <summary>For identifiers: the groups in which it must be written, such as <c>3-2-4</c>, with exactly these separators; one for all shapes, or
    /// one for each, parted by <c>|</c>; empty for any.</summary>
    public string Layout { get; init; } = "";

    /// <summary>For identifiers: no blanks inside, and no letters beside.</summary>
    public bool Solid { get; init; }

    /// <summary>For identifiers: also with <c>+ * | : , ~</c> and middle dots between groups.</summary>
    public bool RareSeparators { get; init; }

    /// <summary>For identifiers: letters must be upper case.</summary>
    public bool UpperCase { get; init; }

    /// <summary>For identifiers: the check of the compact form (ASCII, upper case, no separators).</summary>
    public Validate? Validate { get; init; }
}

/// <summary>Checks an identifier in compact form: ASCII, upper case, no separators.</summary>
internal delegate bool Validate(ReadOnlySpan<char> compact);
