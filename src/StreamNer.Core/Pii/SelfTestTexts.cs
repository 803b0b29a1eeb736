using System.Text;

namespace StreamNer.Pii;

/// <summary>A canned text, what stands in it, and what the default policy must make of it.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Marked">The text; a value stands as <c>⟦TYPE:value⟧</c>.</param>
internal sealed record CannedText(string Name, string Marked)
{
    private readonly (string Text, string Redacted, List<(string Type, int Start, int End)> Values) _read = Read(Marked);

    /// <summary>The text without marks.</summary>
    public string Text => _read.Text;

    /// <summary>The text with a tag for each value.</summary>
    public string Redacted => _read.Redacted;

    /// <summary>Type and place of each value in <see cref="Text"/>, by start.</summary>
    public List<(string Type, int Start, int End)> Values => _read.Values;

    private static (string, string, List<(string, int, int)>) Read(string marked)
    {
        var text = new StringBuilder();
        var redacted = new StringBuilder();
        var values = new List<(string, int, int)>();
        for (var at = 0; at < marked.Length; at++)
        {
            if (marked[at] != '⟦')
            {
                text.Append(marked[at]);
                redacted.Append(marked[at]);
                continue;
            }

            var colon = marked.IndexOf(':', at);
            var close = marked.IndexOf('⟧', colon);
            var type = marked[(at + 1)..colon];
            values.Add((type, text.Length, text.Length + close - colon - 1));
            text.Append(marked, colon + 1, close - colon - 1);
            redacted.Append('[').Append(type).Append(']');
            at = close;
        }

        return (text.ToString(), redacted.ToString(), values);
    }
}

/// <summary>The texts of the self-test: ordinary writing, identifiers of many countries, evasions, and numbers that are nobody's. All values are of
/// documentation or invented.</summary>
internal static class SelfTestTexts
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<CannedText> All { get; } =
    [
        new("letter", """
            Dear team, ⟦EMAIL:jane.doe@example.com⟧ called from ⟦PHONE:+44 20 7946 0958⟧ about ⟦URL:https://example.org/a?b=1⟧ on ⟦DATE:2024-03-12⟧.
            She pays by card ⟦CARD:4111 1111 1111 1111⟧ (cvv ⟦CVV:123⟧, exp ⟦EXPIRY:12/29⟧) or IBAN ⟦IBAN:GB82 WEST 1234 5698 7654 32⟧, BIC ⟦SWIFT:DEUTDEFF⟧.
            Born ⟦DATE_OF_BIRTH:12.03.1980⟧, she is ⟦AGE:44⟧ years old and lives at ⟦ADDRESS:12 Main Street, Springfield⟧.
            Login: host ⟦IP:192.0.2.44⟧ and ⟦IP:2001:db8::1⟧, mac ⟦MAC:00:1A:2B:3C:4D:5E⟧, password: ⟦SECRET:hunter2!x⟧, see ⟦HANDLE:@jane_doe⟧
            """),
        new("identifiers", """
            ssn ⟦SSN:536-90-4399⟧; NHS number ⟦UK_NHS:943 476 5919⟧; SIN ⟦CA_SIN:046 454 286⟧; CPF ⟦BR_CPF:529.982.247-25⟧; PESEL ⟦PL_PESEL:44051401359⟧
            BSN ⟦NL_BSN:111222333⟧; codice fiscale ⟦IT_CF:RSSMRA85T10A562S⟧; DNI ⟦ES_NIF:12345678Z⟧; AHV ⟦CH_AHV:756.9217.0769.85⟧; NINO ⟦UK_NINO:AB123456C⟧
            steuer id ⟦DE_TAX_ID:86095742719⟧; wallet ⟦CRYPTO:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa⟧; imei ⟦IMEI:490154203237518⟧; vin ⟦VIN:1HGCM82633A004352⟧
            """),
        new("evasions", """
            卡⟦CARD:４１１１１１１１１１１１１１１１⟧号, id_⟦CARD:4111111111111111⟧_x, ⟦CARD:4111-1111--1111 1111⟧, mail ⟦EMAIL:jane&#64;example&#46;com⟧ or ⟦EMAIL:jane%40example.com⟧
            ⟦EMAIL:ja
            """.TrimEnd() + "\u200Bne@exam\u00ADple.com⟧ 😀⟦CARD:4\uFE0F\u20E3111111111111111⟧😀 ⟦CARD:4111\u202E1111\u200B11111111⟧ ⟦CARD:٤١١١١١١١١١١١١١١١⟧ ⟦CARD:4111 1111\n1111 1111⟧"),
        new("nobody's", """
            Order ORD-48151623 of invoice INV-2024-00042 shipped as 1Z999AA10123456784 at 1711929600 (1711929600123 ms), build v1.2.3 and 10.4.1.
            Hash d41d8cd98f00b204e9800998ecf8427e, id 550e8400-e29b-41d4-a716-446655440000, ISBN 978-3-16-148410-0, score 3-2, price $1,299.00, 4111111111111112.
            """),
    ];
}
