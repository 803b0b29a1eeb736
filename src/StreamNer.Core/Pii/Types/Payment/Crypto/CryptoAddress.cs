using StreamNer.Pii.Redacting;
using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Addresses of crypto currencies by their checksums: Base58Check (Bitcoin, Litecoin, Dogecoin, Tron …), Bech32, and Ethereum's 0x
/// form.</summary>
internal static class CryptoAddress
{
    /// <summary>Address of a crypto currency.</summary>
    public static readonly PiiType Type = new("CRYPTO", 160)
    {
        Languages = PiiType.European,
        Context = "bitcoin|btc|wallet|ethereum|eth|litecoin|ltc|crypto|tron|ripple|xrp|dogecoin|brieftasche|kryptowahrung|"
            + "portefeuille|cryptomonnaie|cartera|monedero|criptomoneda|portafoglio|criptovaluta|carteira|criptomoeda|portemonnee|cryptomunt",
        Forms = [new Reader("crypto", Structural, Anchor.Run(AtRun))],
        Hipaa = "J",
        IsNoName = true,
        Canonical = CanonicalValue.AsWritten,
        Examples = ["btc:⟦1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa⟧", "⟦bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4⟧", "⟦0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed⟧"],
        CounterExamples = ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"],
    };

    /// <summary>Looks at the long unbroken run that begins at <paramref name="token"/>.</summary>
    public static void AtRun(ref Scan scan, Detector self, int token)
    {
        var text = scan.Text;
        var start = scan.Tokens[token].Start;
        var end = start;
        while (end < text.Length && end - start <= 110 && CharTable.IsAlphanumeric(text[end])) end++;
        var value = text[start..end];
        if (!scan.Spend(self, 8) || value.Length is < 25 or > 100) return;
        var isAddress = value.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? Ethereum.IsValid(value)
            : Bech32.HasPrefix(value) ? Bech32.IsValid(value)
            : value.Length <= 36 && "13LMDTXrtm2n9A".Contains(value[0]) && scan.Spend(self, 36 * 36) && Base58.IsValid(value);
        if (isAddress) scan.ReportNear(self, start, end, token, scan.TokenAt(end - 1), PiiEvidence.Checksum);
    }
}
