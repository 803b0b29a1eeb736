using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Australia.</summary>
internal static class Australia
{
    /// <summary>Australian Tax File Number: weighted sum divisible by 11.</summary>
    public static readonly PiiType Tfn = new("AU_TFN", 400)
    {
        Region = "AU",
        Languages = "en",
        Context = "tfn|tax file|tax file number|tax file no|tax number",
        Forms = [new Shape("au-tfn", Contextual, Digits(8, 9), IsTfn)],
        Examples = ["TFN ⟦123 456 782⟧"],
        CounterExamples = ["123 456 782", "TFN 123 456 783"],
    };

    /// <summary>Australian Business Number: the first digit less one, weighted sum divisible by 89 (Australian Business Register).</summary>
    public static readonly PiiType Abn = new("AU_ABN", 410)
    {
        Region = "AU",
        Languages = "en",
        Context = "abn|a b n|australian business|business number|abn no|australian company|business no",
        Forms = [new Shape("au-abn", Contextual, Digits(11), IsAbn)],
        Examples = ["ABN ⟦51 824 753 556⟧"],
        CounterExamples = ["51 824 753 556", "ABN 51 824 753 557"],
    };

    /// <summary>Australian Medicare card: first digit 2 to 6, check digit ninth, issue number 1 to 9, perhaps the person's number.</summary>
    public static readonly PiiType Medicare = new("AU_MEDICARE", 420)
    {
        Region = "AU",
        Languages = "en",
        Context = "medicare|medicare card|medicare number|medicare no|medicare num",
        Forms = [new Shape("au-medicare", Contextual, Digits(10, 11), IsMedicare)],
        Hipaa = "I",
        Examples = ["Medicare ⟦2123 45670 1⟧"],
        CounterExamples = ["2123 45670 1", "Medicare 2123 45671 1"],
    };

    /// <summary>Eight or nine digits.</summary>
    public static bool IsTfn(ReadOnlySpan<char> text) => !Checksums.IsRepeated(text)
        && (text.Length == 9 ? Checksums.Weighted(text, [1, 4, 3, 7, 5, 8, 6, 9, 10])
            : Checksums.Weighted(text, [10, 7, 8, 4, 6, 3, 5, 1])) % 11 == 0;

    /// <summary>Eleven digits.</summary>
    public static bool IsAbn(ReadOnlySpan<char> text) => text[0] != '0'
        && (Checksums.Weighted(text, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 == 0;

    /// <summary>Ten or eleven digits.</summary>
    public static bool IsMedicare(ReadOnlySpan<char> text) =>
        text[0] is >= '2' and <= '6' && text[9] != '0' && Checksums.Weighted(text, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 == text[8] - '0';
}
