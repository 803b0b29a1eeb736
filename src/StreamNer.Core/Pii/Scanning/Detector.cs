namespace StreamNer.Pii.Scanning;

/// <summary>A form of a type at its place in a table.</summary>
internal sealed class Detector(PiiType type, Form form)
{
    /// <summary>Its place in the table.</summary>
    public int Index { get; set; }

    /// <summary>The type it reports.</summary>
    public PiiType Type { get; } = type;

    /// <summary>The form it looks for.</summary>
    public Form Form { get; } = form;

    /// <summary>Its name in records.</summary>
    public string Name { get; } = form.Name;

    /// <summary>Whether it needs a context word.</summary>
    public PiiStrength Strength { get; } = form.Strength;
}
