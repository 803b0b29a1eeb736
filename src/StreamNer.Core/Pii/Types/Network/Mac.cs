using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>MAC addresses (IEEE 802): six pairs of hexadecimal digits with colons or hyphens, or three groups of four with dots.</summary>
internal static class Mac
{
    /// <summary>Hardware address in a network.</summary>
    public static readonly PiiType Type = new("MAC", 140)
    {
        Languages = PiiType.European,
        Context = "mac|mac address|hardware address|physical address|bssid|ethernet|hardwareadresse|physikalische adresse|"
            + "adresse mac|adresse physique|direccion mac|direccion fisica|indirizzo mac|indirizzo fisico|endereco mac|endereco fisico|"
            + "mac adres|fysiek adres",
        Forms =
        [
            new Reader("mac", Structural, Anchor.Symbols(":-.", At)),
            new Shape("mac.bare", Contextual, Either(12), IsBare) { Solid = true },
        ],
        Hipaa = "M",
        IsNoName = true,
        Examples = ["⟦00:1A:2B:3C:4D:5E⟧", "MAC ⟦001A2B3C4D5E⟧"],
        CounterExamples = ["08:11:32:44:10:12:5", "001A2B3C4D5E"],
    };

    /// <summary>Twelve hexadecimal digits, letters among them.</summary>
    public static bool IsBare(ReadOnlySpan<char> compact)
    {
        var letters = 0;
        foreach (var c in compact)
        {
            if (!CharTable.IsHex(c)) return false;
            if (CharTable.IsLetter(c)) letters++;
        }

        return letters > 0 && letters < compact.Length;
    }

    /// <summary>Looks at the address whose first separator is the symbol <paramref name="token"/>.</summary>
    public static void At(ref Scan scan, Detector self, int token)
    {
        var text = scan.Text;
        var at = scan.Tokens[token].Start;
        var separator = text[at];
        var (group, length) = separator == '.' ? (4, 14) : (2, 17);
        var start = at - group;
        if (start < 0 || start + length > text.Length || !scan.Touches(token) || !scan.Spend(self, 4)) return;
        var line = 0;
        for (var i = 0; i < length; i++)
        {
            if (line == 0 && i > group && i % (group + 1) is var place && (place == 0 || place == group))
                line = Boundaries.LineEnd(text, start + i); // beside a separator a line may end once
            if (start + i + line >= text.Length) return;
            var c = text[start + i + line];
            if (i % (group + 1) == group ? c != separator : !CharTable.IsHex(c)) return;
        }

        if (start > 0 && (CharTable.IsAlphanumeric(text[start - 1]) || text[start - 1] == separator)) return;
        var end = start + length + line;
        if (end < text.Length && (CharTable.IsAlphanumeric(text[end]) || (text[end] == separator && end + 1 < text.Length
            && CharTable.IsHex(text[end + 1])))) return;
        var value = text[start..end];
        if ((separator != ':' || line > 0) && !value.ContainsAnyInRange('a', 'f') && !value.ContainsAnyInRange('A', 'F')
            && !scan.Near(self.Type, token, token)) return;
        scan.ReportNear(self, start, end, token, scan.TokenAt(end - 1), PiiEvidence.Checksum);
    }
}
