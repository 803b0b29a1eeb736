using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Finland.</summary>
internal static class Finland
{
    private const string Check = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    /// <summary>Finnish personal identity code: date, century sign, and a check character modulo 31 (Digital and Population Data Services
    /// Agency).</summary>
    public static readonly PiiType Hetu = new("FI_HETU", 550)
    {
        Region = "FI",
        Languages = "fi,sv,en",
        Context = "hetu|henkilotunnus|henkilotunnukseni|sotu|personbeteckning|personal identity code|henkilo tunnus|hetuni|"
            + "henkilotunnuksesi|finnish id|personal identity number",
        Forms =
        [
            new Shape("fi-hetu", Structural, "999999999X|999999999X", IsHetu) { Layout = "6-4|6+4" },
            new Shape("fi-hetu.sign", Structural, "999999A999X", IsWithSign) { Solid = true },
        ],
        Examples = ["⟦131052-308T⟧", "hetu ⟦131052A308T⟧"],
        CounterExamples = ["131052-308U"],
    };

    /// <summary>Ten characters: the sign was a hyphen and is left out.</summary>
    public static bool IsHetu(ReadOnlySpan<char> text) => Fits(text[..6], text[6..9], text[9]);

    /// <summary>Eleven characters with a letter for the century.</summary>
    public static bool IsWithSign(ReadOnlySpan<char> text) => "ABCDEFYXWVU".Contains(text[6]) && Fits(text[..6], text[7..10], text[10]);

    private static bool Fits(ReadOnlySpan<char> date, ReadOnlySpan<char> number, char check) =>
        BirthDate.IsDayFirst(date) && Check[(int)((Checksums.Value(date) * 1000 + Checksums.Value(number)) % 31)] == check;
}
