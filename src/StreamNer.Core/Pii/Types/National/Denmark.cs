using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Denmark.</summary>
internal static class Denmark
{
    /// <summary>Danish personal number: date of birth; since 2007 no check digit is sure.</summary>
    public static readonly PiiType Cpr = new("DK_CPR", 540)
    {
        Region = "DK",
        Languages = "da,en",
        Context = "cpr|cpr nummer|cprnummer|cpr nr|personnummer|civil registration|cpr no|cprnr|person nummer|person nr|danish id",
        Forms = [new Shape("dk-cpr", Contextual, Digits(10), IsCpr)],
        Examples = ["CPR-nr. ⟦070761-4285⟧"],
        CounterExamples = ["070761-4285", "CPR-nr. 410761-4285"],
    };

    /// <summary>Ten digits.</summary>
    public static bool IsCpr(ReadOnlySpan<char> text) => BirthDate.IsDayFirst(text) && text[6..] is not "0000";
}
