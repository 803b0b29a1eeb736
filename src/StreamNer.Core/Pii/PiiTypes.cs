namespace StreamNer.Pii;

/// <summary>The types that rules find, in their order: earlier wins where all else is equal. From this table the documentation page is made.</summary>
public static class PiiTypes
{
    private static readonly PiiType[] s_all = Numbered(
    [
        new("EMAIL", "", "en,de,fr,es,it,pt,nl", "email|e mail|mail|mailto|courriel|correo|posta"),
        new("URL", "", "", ""),
        new("PHONE", "", "en,de,fr,es,it,pt,nl,sv,da,nb,pl",
            "phone|telephone|tel|mobile|cell|cellphone|fax|call|office|desk|reach|text|sms|whatsapp|contact|dial|ring|messages|hotline|telefon|telefono|handy|mobil|anruf|portable|telephone|"
            + "movil|celular|llamar|tfno|telefoon|mobiel|cellulare|puhelin|telefone|ligar|numer telefonu|number|answering"),
        new("CARD", "", "en,de,fr,es,it,pt,nl", "card|credit|debit|visa|mastercard|amex|cc|maestro|kreditkarte|karte|carte|tarjeta|carta|cartao|creditcard|discover|pan"),
        new("IBAN", "", "en", "iban|account|konto|compte|cuenta|conto|rekening"),
        new("IP", "", "en", "ip|ipv4|ipv6|address|host|server|subnet|gateway|client"),
        new("SSN", "US", "en", "ssn|ssns|ss|social security|social|soc sec"),
    ]);

    /// <summary>All types in order.</summary>
    public static IReadOnlyList<PiiType> All => s_all;

    /// <summary>Whether rules find a type of this name.</summary>
    public static bool IsKnown(string name) => Array.Exists(s_all, t => t.Name == name);

    private static PiiType[] Numbered(PiiType[] types)
    {
        for (var i = 0; i < types.Length; i++) types[i].Order = i;
        return types;
    }
}
