using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Mobile equipment identity: fifteen digits with Luhn (3GPP TS 23.003).</summary>
internal static class Imei
{
    /// <summary>Number of a mobile device.</summary>
    public static readonly PiiType Type = new("IMEI", 180)
    {
        Languages = "en",
        Context = "imei|imei1|imei2|imeisv|device id|handset|mobile equipment identity|imei no|imei number|mobile equipment|"
            + "equipment identity",
        Forms = [new Shape("imei", Contextual, Digits(15), IsValid)],
        Hipaa = "M",
        Examples = ["IMEI ⟦49-015420-323751-8⟧"],
        CounterExamples = ["490154203237518", "IMEI 490154203237519"],
    };

    /// <summary>Fifteen digits.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => Checksums.Luhn(text) && !Checksums.IsRepeated(text);
}
