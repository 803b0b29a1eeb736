using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of Germany.</summary>
internal static class Germany
{
    /// <summary>German tax identification number: one digit twice or three times among the first ten, ISO 7064 MOD 11,10.</summary>
    public static readonly PiiType TaxId = new("DE_TAX_ID", 450)
    {
        Region = "DE",
        Languages = "de,en",
        Context = "steuer id|steueridentifikationsnummer|steuerid|steuernummer|idnr|tax id|tax number|steuerliche identifikationsnummer|"
            + "tin|identifikationsnummer|steuer idnr|steueridnr|steuer identifikationsnummer|steuer nr|steuernr|id nr|steuerliche id|"
            + "persönliche identifikationsnummer",
        Forms = [new Shape("de-tax-id", Contextual, Digits(11), IsTaxId)],
        Examples = ["Steuer-ID: ⟦86 095 742 719⟧"],
        CounterExamples = ["86 095 742 719", "Steuer-ID: 86 095 742 718"],
    };

    /// <summary>Eleven digits.</summary>
    public static bool IsTaxId(ReadOnlySpan<char> text)
    {
        if (text[0] == '0') return false;
        Span<int> seen = stackalloc int[10];
        seen.Clear();
        var product = 10;
        foreach (var c in text[..10])
        {
            seen[c - '0']++;
            var sum = (c - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        var repeated = 0;
        foreach (var n in seen)
        {
            if (n > 3) return false;
            if (n > 1) repeated++;
        }

        return repeated == 1 && (11 - product) % 10 == text[10] - '0';
    }
}
