namespace StreamNer.Pii;

/// <summary>The types that rules find, in their order: earlier wins where all else is equal. From this table the documentation page is
/// made.</summary>
public static class PiiTypes
{
    private const string European = "en,de,fr,es,it,pt,nl";

    private static readonly PiiType[] s_all = Numbered(
    [
        new("EMAIL", "", European, "email|e mail|mail|mailto|courriel|correo|posta"),
        new("URL", "", "", ""),
        new("HANDLE", "", "", ""),
        new("PHONE", "", European + ",sv,da,nb,fi,pl,ru,hi,ja,zh,ko",
            "phone|phones|telephone|tel|mobile|cell|cellphone|fax|call|called|calling|office|desk|reach|text|sms|whatsapp|contact|dial|ring|messages|hotline|telefon|telefono|handy|mobil|anruf|anrufen|"
            + "telefonnummer|portable|telephone|appelez|movil|celular|llamar|llame|llamame|llamadme|gsm|telemovel|मोबाइल|फोन|फ़ोन|телефон|тел|звоните|tfno|telefoon|mobiel|bel|cellulare|puhelin|telefone|ligar|numer telefonu|ring|"
            + "answering at|電話|電話番号|携帯|电话|手机|전화|휴대폰", 12, 5),
        new("CARD", "", European + ",zh,ja,ko",
            "card|credit|debit|visa|mastercard|amex|cc|maestro|kreditkarte|karte|carte|tarjeta|carta|cartao|creditcard|discover|pan|卡|カード|카드"),
        new("CVV", "", European,
            "cvv|cvv2|cvc|cvc2|cvn|cid|csc|security code|card verification|verification code|prufziffer|sicherheitscode|cryptogramme|code de "
            + "securite|codigo de seguridad|codice di sicurezza|codigo de seguranca", 4, 1),
        new("PIN", "", European, "pin|pin code|pin number|pincode|personal identification number|geheimzahl|code secret|codigo pin|codice pin", 4, 1),
        new("EXPIRY", "", European,
            "exp|expiry|expires|expiration|expire|valid thru|valid through|valid until|good thru|gultig bis|ablaufdatum|expire le|date d "
            + "expiration|caducidad|vencimiento|scadenza|validade|geldig tot", 6, 1),
        new("TRACK", "", "", ""),
        new("IBAN", "", European, "iban|account|konto|compte|cuenta|conto|conta|rekening"),
        new("SWIFT", "", European, "swift|bic|swift code|bank identifier", 8),
        new("BANK_ACCOUNT", "", European,
            "bank account|account number|account no|acct|acct no|acc no|account num|checking account|savings account|a c|kontonummer|kto nr|numero "
            + "de compte|numero de cuenta|numero di conto|numero da conta|rekeningnummer", 8, 2),
        new("IP", "", "en", "ip|ipv4|ipv6|host|server|subnet|gateway|client ip|ip address"),
        new("MAC", "", "en", "mac|mac address|hardware address|physical address|bssid|ethernet"),
        new("COORDINATES", "", European,
            "lat|latitude|lon|lng|longitude|coordinates|coords|gps|koordinaten|breitengrad|coordonnees|coordenadas|coordinate|location"),
        new("CRYPTO", "", "en", "bitcoin|btc|wallet|ethereum|eth|litecoin|ltc|crypto|tron|ripple|xrp|dogecoin"),
        new("SECRET", "", "en", "password|token|secret|api key|key|bearer|credentials", 6),
        new("IMEI", "", "en", "imei|imei1|imei2|imeisv|device id|handset|mobile equipment identity"),
        new("VIN", "", European,
            "vin|vehicle identification|chassis|chassis number|fahrgestellnummer|fin|numero de chasis|numero di telaio|numero de serie"),
        new("PLATE", "", European,
            "license plate|licence plate|plate|plates|number plate|registration number|reg "
            + "no|kennzeichen|plaque|immatriculation|matricula|targa|placa|kenteken", 6, 2),
        new("DATE", "", "", ""),
        new("AGE", "", European + ",zh,ja,ko", ""),
        new("DATE_OF_BIRTH", "", European + ",pl,sv,da,nb,fi,ja,zh,ko",
            "birth|born|birthday|dob|d o b|birthdate|date of birth|bday|geburtsdatum|geboren|geb|geburtstag|date de naissance|ne le|nee "
            + "le|naissance|fecha de nacimiento|nacido|nacida|nacimiento|data di nascita|nato il|nata il|nato|nata|"
            + "data de nascimento|nascido|nascida|geboortedatum|data urodzenia|urodzony|fodelsedatum|fodt|fodselsdato|syntymaaika|生年月日|出生日期|出生|생년월일",
            6, 3),
        new("PASSPORT", "", European + ",pl,sv,da,nb,fi,ja,zh,ko",
            "passport|passports|reisepass|reisepassnummer|passnummer|passeport|pasaporte|passaporto|passaporte|paspoort|paszport|pass "
            + "nr|passi|パスポート|護照|护照|여권", 8, 3),
        new("DRIVER_LICENSE", "", European,
            "driver license|drivers license|driver s license|driving license|driving licence|driver licence|driver s licence|drivers licence|dl|dl "
            + "number|dlnum|license number|licence number|"
            + "fuhrerschein|fuhrerscheinnummer|permis de conduire|permiso de conducir|licencia de conducir|carnet de conducir|patente|carta de "
            + "conducao|rijbewijs", 8, 3),
        new("MRN", "", "en,de,fr,es",
            "mrn|medical record|medical record number|patient id|patient number|patient no|chart number|hospital "
            + "number|patientennummer|fallnummer|numero de dossier|historia clinica|health record", 8, 2),
        new("ADDRESS", "", European + ",sv,da,nb,fi,hu,pl,cs",
            "address|addresses|live at|lives at|lived at|living at|live in|lives in|lived in|located at|located "
            + "in|adresse|anschrift|direccion|domicilio|indirizzo|endereco|adres|ship to|deliver to|sent to|meet at|visit us at|residing "
            + "at|resides at|billing address|home address", 8, 2),
        new("POSTCODE", "", European,
            "zip|zipcode|zip code|postcode|post code|postal code|postal|plz|postleitzahl|code postal|codigo postal|cap|cep|postnummer|pincode|pin "
            + "code", 5, 1),

        new("SSN", "US", "en,es", "ssn|ssns|s s n|ss|social security|social|soc sec|seguro social"),
        new("ITIN", "US", "en,es", "itin|individual taxpayer|taxpayer identification|taxpayer id|tax id|tin"),
        new("EIN", "US", "en", "ein|fein|employer identification|employer id|federal tax id|tax id|tin"),
        new("ABA", "US", "en", "aba|routing|routing number|rtn|transit number|routing transit|bank routing"),
        new("NPI", "US", "en", "npi|national provider|provider identifier|provider number|provider id"),
        new("MBI", "US", "en", "mbi|medicare|medicare beneficiary|beneficiary identifier|medicare number"),
        new("DEA", "US", "en", "dea|dea number|dea registration|prescriber|drug enforcement"),
        new("UK_NHS", "GB", "en", "nhs|nhs number|national health|health service number|nhs no"),
        new("UK_NINO", "GB", "en", "nino|national insurance|ni number|insurance number|ni no"),
        new("UK_SORT_CODE", "GB", "en", "sort code|sortcode|sort|bank branch"),
        new("CA_SIN", "CA", "en,fr", "sin|social insurance|sin number|nas|assurance sociale"),
        new("AU_TFN", "AU", "en", "tfn|tax file|tax file number"),
        new("AU_ABN", "AU", "en", "abn|a b n|australian business|business number"),
        new("AU_MEDICARE", "AU", "en", "medicare|medicare card|medicare number"),
        new("IN_AADHAAR", "IN", "en,hi", "aadhaar|aadhar|adhaar|uidai|uid|आधार"),
        new("IN_PAN", "IN", "en", "pan|permanent account|pan card|income tax"),
        new("DE_TAX_ID", "DE", "de,en",
            "steuer id|steueridentifikationsnummer|steuerid|steuernummer|idnr|tax id|tax number|steuerliche "
            + "identifikationsnummer|tin|identifikationsnummer"),
        new("ES_NIF", "ES", "es,en", "dni|nif|documento nacional|identidad|numero de identificacion"),
        new("ES_NIE", "ES", "es,en", "nie|extranjero|identidad de extranjero|foreigner id|numero de identificacion"),
        new("IT_CF", "IT", "it,en", "codice fiscale|cf|fiscal code|tax code"),
        new("PL_PESEL", "PL", "pl,en", "pesel|numer pesel|ewidencyjny"),
        new("FR_INSEE", "FR", "fr,en", "insee|nir|securite sociale|numero de securite sociale|carte vitale|social security"),
        new("NL_BSN", "NL", "nl,en", "bsn|burgerservicenummer|sofinummer|sofi nummer|burgerservice|citizen service number"),
        new("BE_NRN", "BE", "nl,fr,de,en",
            "rijksregisternummer|rijksregister|registre national|numero national|numero de registre "
            + "national|nationalregister|nationalregisternummer|nrn|insz|niss|national register|national number"),
        new("SE_PNR", "SE", "sv,en", "personnummer|personnr|pnr|samordningsnummer|personal identity number|swedish personal|personal number"),
        new("DK_CPR", "DK", "da,en", "cpr|cpr nummer|cprnummer|cpr nr|personnummer|civil registration"),
        new("FI_HETU", "FI", "fi,sv,en", "hetu|henkilotunnus|henkilotunnukseni|sotu|personbeteckning|personal identity code"),
        new("NO_FNR", "NO", "nb,en", "fodselsnummer|fnr|personnummer|fodselsnr|d nummer|national identity number|birth number"),
        new("PT_NIF", "PT", "pt,en", "nif|contribuinte|numero de contribuinte|identificacao fiscal|numero fiscal|tax number"),
        new("CH_AHV", "CH", "de,fr,it,en", "ahv|ahv nummer|avs|ahv nr|numero avs|sozialversicherungsnummer|social security|oasi"),
        new("BR_CPF", "BR", "pt,en", "cpf|cadastro de pessoas|contribuinte|pessoa fisica"),
        new("BR_CNPJ", "BR", "pt,en", "cnpj|cadastro nacional|pessoa juridica"),
        new("MX_CURP", "MX", "es,en", "curp|clave unica|registro de poblacion"),
        new("SG_NRIC", "SG", "en", "nric|fin|identity card|ic number"),
        new("KR_RRN", "KR", "ko,en", "주민등록번호|주민번호|주민등록|외국인등록번호|rrn|resident registration|resident number|jumin"),
        new("ZA_ID", "ZA", "en,af", "id number|identity number|south african id|sa id|rsa id|id no|identiteitsnommer|id nommer"),

        new("CUSTOM", "", "", ""), // rules and lists of the configuration
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
