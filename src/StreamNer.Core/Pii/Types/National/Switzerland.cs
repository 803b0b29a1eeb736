using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Switzerland.</summary>
internal static class Switzerland
{
    /// <summary>Swiss social security number: 756 and the check digit of EAN-13.</summary>
    public static readonly PiiType Ahv = new("CH_AHV", 580)
    {
        Region = "CH",
        Languages = "de,fr,it,en",
        Context = "ahv|ahv nummer|avs|ahv nr|numero avs|sozialversicherungsnummer|social security|oasi|ahv n|ahvn|avsn|navs|numero d avs|"
            + "sozialversicherungs nr|versichertennummer|numero di assicurato|assicurazione sociale|social insurance|ssn",
        Forms =
        [
            new Shape("ch-ahv.form", Structural, Digits(13), IsAhv) { Layout = "3.4.4.2" },
            new Shape("ch-ahv", Contextual, Digits(13), IsAhv),
        ],
        Examples = ["⟦756.9217.0769.85⟧", "AVS ⟦7569217076985⟧"],
        CounterExamples = ["756.9217.0769.84", "7569217076985"],
    };

    /// <summary>Thirteen digits.</summary>
    public static bool IsAhv(ReadOnlySpan<char> text) => text.StartsWith("756")
        && Checksums.Weighted(text, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 == 0;
}
