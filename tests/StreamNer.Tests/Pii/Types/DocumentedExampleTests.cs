using StreamNer.Pii.Types;

namespace StreamNer.Tests.Pii.Types;

/// <summary>Validators against the examples that their issuers publish, and the same with one character changed.</summary>
public sealed class DocumentedExampleTests
{
    private static readonly Dictionary<string, (Validate Check, string Example)> s_examples = new()
    {
        ["Visa test number (Visa, Stripe)"] = (Card.IsValid, "4111111111111111"),
        ["American Express test number"] = (Card.IsValid, "378282246310005"),
        ["Discover test number"] = (Card.IsValid, "6011111111111117"),
        ["IBAN, GB (ISO 13616 registry)"] = (Iban.IsValid, "GB29NWBK60161331926819"),
        ["IBAN, DE (registry)"] = (Iban.IsValid, "DE89370400440532013000"),
        ["IBAN, FR (registry)"] = (Iban.IsValid, "FR1420041010050500013M02606"),
        ["IBAN, NO (registry)"] = (Iban.IsValid, "NO9386011117947"),
        ["IBAN, MT (registry)"] = (Iban.IsValid, "MT84MALT011000012345MTLCAST001S"),
        ["NPI (CMS check digit paper)"] = (UnitedStates.IsNpi, "1234567893"),
        ["ABA, Federal Reserve Bank of Boston"] = (UnitedStates.IsAba, "011000015"),
        ["NHS number (NHS test range)"] = (UnitedKingdom.IsNhs, "9434765919"),
        ["Social Insurance Number (CRA, fictitious)"] = (Canada.IsSin, "046454286"),
        ["TFN (ATO test number)"] = (Australia.IsTfn, "123456782"),
        ["ABN of the Australian Taxation Office"] = (Australia.IsAbn, "51824753556"),
        ["Aadhaar (UIDAI test number)"] = (India.IsAadhaar, "999941057058"),
        ["German tax id (ELSTER documentation)"] = (Germany.IsTaxId, "86095742719"),
        ["Spanish DNI (Interior Ministry example)"] = (Spain.IsNif, "12345678Z"),
        ["Spanish NIE"] = (Spain.IsNie, "X1234567L"),
        ["Italian fiscal code (Agenzia delle Entrate's example)"] = (Italy.IsFiscalCode, "RSSMRA85T10A562S"),
        ["PESEL (gov.pl example)"] = (Poland.IsPesel, "44051401359"),
        ["NIR (INSEE example)"] = (France.IsInsee, "255081416802538"),
        ["BSN (Dutch test number)"] = (Netherlands.IsBsn, "111222333"),
        ["Belgian national number (IBZ example)"] = (Belgium.IsNrn, "85073003328"),
        ["Swedish personnummer (Skatteverket example)"] = (Sweden.IsPnr, "8112189876"),
        ["Finnish HETU (DVV example)"] = (Finland.IsHetu, "131052308T"),
        ["Swiss AHV number (ZAS example)"] = (Switzerland.IsAhv, "7569217076985"),
        ["CPF (common documentation value)"] = (Brazil.IsCpf, "52998224725"),
        ["CNPJ of Banco do Brasil"] = (Brazil.IsCnpj, "00000000000191"),
        ["CNPJ with letters (Receita Federal example)"] = (Brazil.IsCnpj, "12ABC34501DE35"),
        ["CURP (RENAPO example)"] = (Mexico.IsCurp, "HEGG560427MVZRRL04"),
        ["NRIC (common documentation value)"] = (Singapore.IsNric, "S1234567D"),
        ["IMEI (GSMA example)"] = (Imei.IsValid, "490154203237518"),
        ["VIN (49 CFR 565 worked example)"] = (Vin.IsValid, "1M8GDM9AXKP042788"),
        ["South African identity number (Home Affairs example)"] = (SouthAfrica.IsId, "8001015009087"),
        ["Bitcoin genesis address"] = (Base58.IsValid, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        ["Bech32 (BIP 173)"] = (Bech32.IsValid, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
        ["Ethereum (EIP-55)"] = (Ethereum.IsValid, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        ["Ethereum (EIP-55), second"] = (Ethereum.IsValid, "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"),
    };

    private delegate bool Validate(ReadOnlySpan<char> text);

    public static TheoryData<string> Names => [.. s_examples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_example_passes(string name) => Assert.True(s_examples[name].Check(s_examples[name].Example));

    [Theory]
    [MemberData(nameof(Names))]
    public void Most_single_changes_fail(string name)
    {
        var (check, example) = s_examples[name];
        int passed = 0, tried = 0;
        for (var at = example.StartsWith("0x", StringComparison.Ordinal) ? 2 : 0; at < example.Length; at++)
        {
            if (!char.IsAsciiDigit(example[at])) continue;
            foreach (var digit in "123456789".Where(d => d != example[at]))
            {
                tried++;
                if (check(example[..at] + digit + example[(at + 1)..])) passed++;
            }
        }

        Assert.True(passed * 10 <= tried, $"{passed} of {tried} changed values pass");
    }

    [Theory]
    [InlineData("536904399", true)]
    [InlineData("000121234", false)]
    [InlineData("666121234", false)]
    [InlineData("900121234", false)]
    [InlineData("123001234", false)]
    [InlineData("123120000", false)]
    [InlineData("078051120", false)]
    public void Social_security_numbers_follow_the_rules_of_the_issuer(string digits, bool valid) => Assert.Equal(valid, UnitedStates.IsSsn(digits));

    [Theory]
    [InlineData("12025550123", true)] // NANP fiction range
    [InlineData("442079460958", true)] // Ofcom drama range
    [InlineData("33142685300", true)]
    [InlineData("19995550123", false)]
    [InlineData("4420794", false)]
    [InlineData("999123456", false)]
    public void Number_plans_tell_valid_numbers(string digits, bool valid) => Assert.Equal(valid, PhonePlan.IsInternational(digits));
}
