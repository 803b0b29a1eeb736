using StreamNer.Pii.Detectors.Addresses;
using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Detectors;

/// <summary>All detectors, and the words they know. Built once, then read by any thread.</summary>
internal sealed class DetectorTable
{
    /// <summary>Makes a table of fresh rows.</summary>
    internal DetectorTable(Detector[] rows)
    {
        Walk = new Detector("", "identifiers", PiiStrength.Structural);
        var types = PiiTypes.All.ToDictionary(t => t.Name);
        foreach (var row in rows) row.Type = types[row.TypeName];
        All = [.. rows.OrderBy(r => r.Type.Order), Walk];
        for (var i = 0; i < All.Length; i++) All[i].Index = i;

        Lexicon = new Lexicon();
        ContextWords = new ContextWords();
        foreach (var type in PiiTypes.All) ContextWords.Add(Lexicon, type.Context, type.Order);
        DetectorWords.AddTo(Lexicon);
        AddressWords = new AddressWords(Lexicon);
        ContextWords.Freeze();
        Lexicon.Freeze();

        Identifiers = new Identifiers(rows.Where(r => r.Shapes.Length > 0), Walk);
        AtDigits = [.. rows.Where(r => r.AtDigits is not null)];
        AtWord = [.. rows.Where(r => r.AtWord is not null)];
        AtEnd = [.. rows.Where(r => r.AtEnd is not null)];
        AtRun = [.. rows.Where(r => r.AtRun is not null)];
        BySymbol = new Detector[128][];
        for (var c = 0; c < 128; c++) BySymbol[c] = [.. rows.Where(r => r.Symbols.Contains((char)c, StringComparison.Ordinal))];
    }

    /// <summary>The table.</summary>
    public static DetectorTable Default { get; } = new(DetectorRows.Make());

    /// <summary>All rows by the order of their types; the last carries the steps of the shared walk.</summary>
    public Detector[] All { get; }

    /// <summary>Carries the steps of the shared walk over identifiers.</summary>
    public Detector Walk { get; }

    /// <summary>The words known.</summary>
    public Lexicon Lexicon { get; }

    /// <summary>The context words of all types.</summary>
    public ContextWords ContextWords { get; }

    /// <summary>The words of addresses.</summary>
    public AddressWords AddressWords { get; }

    /// <summary>Rows asked once a text.</summary>
    public Detector[] AtEnd { get; }

    /// <summary>The rows of fixed form.</summary>
    public Identifiers Identifiers { get; }

    /// <summary>Rows asked at digit runs.</summary>
    public Detector[] AtDigits { get; }

    /// <summary>Rows asked at words by their role.</summary>
    public Detector[] AtWord { get; }

    /// <summary>Rows asked at long unbroken runs.</summary>
    public Detector[] AtRun { get; }

    /// <summary>Rows asked at an ASCII symbol, [128].</summary>
    public Detector[][] BySymbol { get; }

    /// <summary>Names and strengths of the detectors of a type.</summary>
    public IReadOnlyList<(string Name, PiiStrength Strength)> Describe(PiiType type) => [.. All.Where(r => r.Type == type).Select(r =>
        (r.Name, r.Strength))];
}
