using StreamNer.Pii.Scanning;
using StreamNer.Pii.Validators;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Detectors;

/// <summary>All detectors, and the words they know. Built once, then read by any thread.</summary>
internal sealed class DetectorTable
{
    /// <summary>The table.</summary>
    public static DetectorTable Default { get; } = new();

    private DetectorTable()
    {
        Walk = new Detector("", "identifiers", Structural);
        Detector[] rows = [.. Rows()];
        var types = PiiTypes.All.ToDictionary(t => t.Name);
        foreach (var row in rows) row.Type = types[row.TypeName];
        All = [.. rows.OrderBy(r => r.Type.Order), Walk];
        for (var i = 0; i < All.Length; i++) All[i].Index = i;

        Lexicon = new Lexicon();
        ContextWords = new ContextWords();
        foreach (var type in PiiTypes.All) ContextWords.Add(Lexicon, type.Context, type.Order);
        foreach (var word in "version|ver|v|build|release|firmware|kernel|driver|chapter|section|clause".Split('|')) Lexicon.Add(word, WordRoles.Version);
        ContextWords.Freeze();
        Lexicon.Freeze();

        Identifiers = new Identifiers(rows.Where(r => r.Shapes.Length > 0), Walk);
        AtDigits = [.. rows.Where(r => r.AtDigits is not null)];
        AtWord = [.. rows.Where(r => r.AtWord is not null)];
        AtRun = [.. rows.Where(r => r.AtRun is not null)];
        BySymbol = new Detector[128][];
        for (var c = 0; c < 128; c++) BySymbol[c] = [.. rows.Where(r => r.Symbols.Contains((char)c))];
    }

    /// <summary>All rows by the order of their types; the last carries the steps of the shared walk.</summary>
    public Detector[] All { get; }

    /// <summary>Carries the steps of the shared walk over identifiers.</summary>
    public Detector Walk { get; }

    /// <summary>The words known.</summary>
    public Lexicon Lexicon { get; }

    /// <summary>The context words of all types.</summary>
    public ContextWords ContextWords { get; }

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

    private static IEnumerable<Detector> Rows() =>
    [
        new("EMAIL", "email", Structural) { Symbols = "@", AtSymbol = EmailDetector.At },
        new("URL", "url.scheme", Structural) { Symbols = ":", AtSymbol = UrlDetector.AtColon },
        new("URL", "url.host", Structural) { Symbols = ".", AtSymbol = UrlDetector.AtDot },
        new("PHONE", "phone", Structural) { AtDigits = PhoneDetector.At },
        new("CARD", "card", Structural) { Shapes = Digits(14, 19), Validate = Card.IsValid },
        new("CARD", "card.short", Contextual) { Shapes = Digits(12, 13), Validate = Card.IsShort },
        new("IBAN", "iban", Structural) { Shapes = Iban.Shapes, Validate = Iban.IsValid },
        new("IP", "ip.v4", Structural) { AtDigits = IpDetector.V4 },
        new("IP", "ip.v6", Structural) { Symbols = ":", AtSymbol = IpDetector.V6 },
        new("SSN", "ssn.dashed", Structural) { Shapes = Digits(9), Layout = "3-2-4", Validate = Ssn.IsValid },
        new("SSN", "ssn", Contextual) { Shapes = Digits(9), Validate = Ssn.IsValid },
    ];

    private static string Digits(int from, int to = 0) => string.Join('|', Enumerable.Range(from, Math.Max(from, to) - from + 1).Select(n => new string('9', n)));
}
