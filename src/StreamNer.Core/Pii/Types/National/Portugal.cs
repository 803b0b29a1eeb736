using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Portugal.</summary>
internal static class Portugal
{
    /// <summary>Portuguese tax number: modulus 11.</summary>
    public static readonly PiiType Nif = new("PT_NIF", 570)
    {
        Region = "PT",
        Languages = "pt,en",
        Context = "nif|contribuinte|numero de contribuinte|identificacao fiscal|numero fiscal|tax number|nif n|n contribuinte|nipc|"
            + "numero de identificacao fiscal|numero fiscal de contribuinte",
        Forms = [new Shape("pt-nif", Contextual, Digits(9), IsNif)],
        Examples = ["NIF ⟦123 456 789⟧"],
        CounterExamples = ["123 456 789", "NIF 123 456 788"],
    };

    /// <summary>Nine digits.</summary>
    public static bool IsNif(ReadOnlySpan<char> text)
    {
        if (text[0] is '0' || (text[0] == '4' && text[1] != '5')) return false;
        var check = 11 - Checksums.Weighted(text, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        return (check >= 10 ? 0 : check) == text[8] - '0' && !Checksums.IsRepeated(text);
    }
}
