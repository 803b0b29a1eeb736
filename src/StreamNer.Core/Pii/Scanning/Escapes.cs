using System.Globalization;

namespace StreamNer.Pii.Scanning;

/// <summary>Percent, HTML and JSON escapes of single characters. What is no escape stays as it is.</summary>
internal static class Escapes
{
    private static readonly (string Name, char Is)[] s_entities =
    [
        ("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("apos;", '\''), ("nbsp;", ' '), ("commat;", '@'), ("period;", '.'),
        ("colon;", ':'), ("sol;", '/'), ("plus;", '+'), ("lowbar;", '_'), ("hyphen;", '-'), ("dash;", '-'), ("num;", '#'), ("shy;", '\u00AD'),
        ("equals;", '='), ("lpar;", '('), ("rpar;", ')'), ("Tab;", '\t'), ("NewLine;", '\n'), ("zwnj;", '\u200C'), ("zwj;", '\u200D'),
    ];

    /// <summary>Decodes the escape at the start of <paramref name="text"/> into <paramref name="c"/>; returns how many units it took, 1 if there is
    /// none.</summary>
    public static int Decode(ReadOnlySpan<char> text, ref char c) => text[0] switch
    {
        '%' => Percent(text, ref c),
        '&' => Entity(text, ref c),
        _ => Json(text, ref c),
    };

    private static int Percent(ReadOnlySpan<char> text, ref char c)
    {
        if (text.Length < 3 || !CharTable.IsHex(text[1]) || !CharTable.IsHex(text[2])) return 1;
        var value = (Hex(text[1]) << 4) | Hex(text[2]);
        if (value is < 0x20 and not (9 or 10 or 13) or > 0x7E) return 1;
        c = (char)value;
        return c == '%' && Percent(text[2..], ref c) is > 1 and var twice ? twice + 2 : 3; // "%2540" went through two encoders
    }

    private static int Entity(ReadOnlySpan<char> text, ref char c)
    {
        if (text.Length > 3 && text[1] == '#') return Numeric(text, ref c);
        foreach (var (name, value) in s_entities)
        {
            if (!text[1..].StartsWith(name, StringComparison.Ordinal)) continue;
            c = value;
            return value == '&' && text.Length > 5 && Entity(text[4..], ref c) is > 1 and var twice ? twice + 4 : name.Length + 1; // "&amp;#64;"
        }

        return 1;
    }

    private static int Numeric(ReadOnlySpan<char> text, ref char c)
    {
        var hex = text[2] is 'x' or 'X';
        var from = hex ? 3 : 2;
        var end = from;
        while (end < text.Length && end < from + 7 && (hex ? CharTable.IsHex(text[end]) : CharTable.IsDigit(text[end]))) end++;
        if (end == from || !int.TryParse(text[from..end], hex ? NumberStyles.AllowHexSpecifier
            : NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return 1;
        if (value is 0 or > 0xFFFF || char.IsSurrogate((char)value)) return 1;
        c = (char)value;
        return end < text.Length && text[end] == ';' ? end + 1 : end;
    }

    private static int Json(ReadOnlySpan<char> text, ref char c)
    {
        if (text.Length < 2) return 1;
        switch (text[1])
        {
            case 'n' or 'r':
                c = '\n';
                return 2;
            case 't':
                c = '\t';
                return 2;
            case '/' or '"':
                c = text[1];
                return 2;
            case 'u' when text.Length >= 6 && CharTable.IsHex(text[2]) && CharTable.IsHex(text[3]) && CharTable.IsHex(text[4])
                && CharTable.IsHex(text[5]):
                var value = (char)((Hex(text[2]) << 12) | (Hex(text[3]) << 8) | (Hex(text[4]) << 4) | Hex(text[5]));
                if (char.IsSurrogate(value)) return 1;
                c = value;
                return 6;
            case '\\' when text.Length >= 7 && text[2] == 'u': // JSON within JSON
                return Json(text[1..], ref c) is > 1 and var twice ? twice + 1 : 1;
            default:
                return 1;
        }
    }

    private static int Hex(char c) => CharTable.IsDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}
