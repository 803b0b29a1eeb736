using StreamNer.Pii.Types;

namespace StreamNer.Pii.Scanning;

/// <summary>The detectors of a scanner, by where they are asked, and the words they know. Built once, then read by any thread.</summary>
internal sealed class DetectorTable
{
    /// <summary>Makes a table of fresh detectors.</summary>
    internal DetectorTable(IReadOnlyList<Detector> detectors)
    {
        Walk = new Detector(Custom.Type, new Reader("identifiers", PiiStrength.Structural));
        All = Numbered([.. detectors.OrderBy(detector => detector.Type.Order), Walk]);

        Lexicon = new Lexicon();
        ContextWords = new ContextWords();
        foreach (var type in PiiTypes.All)
        {
            ContextWords.Add(Lexicon, type.Context, UInt128.One << type.Order, 0);
            ContextWords.Add(Lexicon, type.Labels, 0, UInt128.One << type.Order);
        }

        DetectorWords.AddTo(Lexicon);
        AddressWords = new AddressWords(Lexicon);
        ContextWords.Freeze();
        Lexicon.Freeze();

        Shapes = new ShapeWalk(detectors, Walk);
        AtDigits = Readers(detectors, anchor => anchor.Kind == AnchorKind.Digits);
        var atWords = Readers(detectors, anchor => anchor.Kind == AnchorKind.Word);
        ByWord = [.. Enumerable.Range(0, Lexicon.Count).Select(id => Array.FindAll(atWords, asked => Lexicon.Lists((ushort)id).Has(asked.List)))];
        AtRun = Readers(detectors, anchor => anchor.Kind == AnchorKind.Run);
        AtEnd = Readers(detectors, anchor => anchor.Kind == AnchorKind.End);
        BySymbol = [.. Enumerable.Range(0, 128).Select(c => Readers(detectors, anchor => anchor.Signs.Contains((char)c, StringComparison.Ordinal)))];
    }

    private DetectorTable(DetectorTable table, IReadOnlyList<Detector> own)
    {
        (Walk, Lexicon, ContextWords, AddressWords) = (table.Walk, table.Lexicon, table.ContextWords, table.AddressWords);
        (Shapes, AtDigits, ByWord, AtRun, BySymbol) = (table.Shapes, table.AtDigits, table.ByWord, table.AtRun, table.BySymbol);
        All = Numbered([.. table.All, .. own]);
        AtEnd = [.. table.AtEnd, .. Readers(own, anchor => anchor.Kind == AnchorKind.End)];
    }

    /// <summary>The table of all types' forms.</summary>
    public static DetectorTable Default { get; } = new(BuiltIn());

    /// <summary>All detectors by the order of their types, then <see cref="Walk"/>, then those of a configuration.</summary>
    public Detector[] All { get; }

    /// <summary>Carries the steps of the shared walk over identifiers.</summary>
    public Detector Walk { get; }

    /// <summary>The words known.</summary>
    public Lexicon Lexicon { get; }

    /// <summary>The context words of all types.</summary>
    public ContextWords ContextWords { get; }

    /// <summary>The words of addresses.</summary>
    public AddressWords AddressWords { get; }

    /// <summary>The identifiers of fixed form.</summary>
    public ShapeWalk Shapes { get; }

    /// <summary>Asked at digit runs.</summary>
    public Asked[] AtDigits { get; }

    /// <summary>Asked at a word, by its number; the number 0 of unknown words has none.</summary>
    public Asked[][] ByWord { get; }

    /// <summary>Asked at long unbroken runs.</summary>
    public Asked[] AtRun { get; }

    /// <summary>Asked once a text.</summary>
    public Asked[] AtEnd { get; }

    /// <summary>Asked at an ASCII symbol, [128].</summary>
    public Asked[][] BySymbol { get; }

    /// <summary>A fresh detector for each form of each type.</summary>
    public static Detector[] BuiltIn() => [.. PiiTypes.All.SelectMany(type => type.Forms.Select(form => new Detector(type, form)))];

    /// <summary>This table with the detectors of a configuration behind its own; they are asked at the end of a text.</summary>
    public DetectorTable With(IReadOnlyList<Detector> own) => new(this, own);

    private static Detector[] Numbered(Detector[] all)
    {
        for (var i = 0; i < all.Length; i++) all[i].Index = i;
        return all;
    }

    private static Asked[] Readers(IReadOnlyList<Detector> detectors, Func<Anchor, bool> where) =>
    [
        .. from detector in detectors
           where detector.Form is Reader
           from anchor in ((Reader)detector.Form).Anchors
           where @where(anchor)
           select new Asked(detector, anchor.Read, anchor.List),
    ];

    /// <summary>Who is asked, what reads, and the list of words at which it does.</summary>
    internal readonly record struct Asked(Detector Detector, Read Read, WordList List);
}
