using System.Buffers;
using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Identifiers of the United States of America.</summary>
internal static class UnitedStates
{
    private static readonly SearchValues<char> s_notInMbi = SearchValues.Create("SLOIBZ");

    /// <summary>US Social Security Number: no area 000, 666 or 900 to 999, no group 00, no serial 0000 (SSA, randomised since 2011), and not the
    /// numbers printed in advertisements.</summary>
    public static readonly PiiType Ssn = new("SSN", 290)
    {
        Region = "US",
        Languages = "en,es",
        Context = "ssn|ssns|s s n|ss|social security|social|soc sec|seguro social|soc sec no|social sec|social insurance|ss no|"
            + "ss number|numero de seguro social|nss",
        Forms =
        [
            new Shape("ssn.dashed", Structural, Digits(9), IsSsn) { Layout = "3-2-4" },
            new Shape("ssn", Contextual, Digits(9), IsSsn) { RareSeparators = true },
        ],
        Hipaa = "G",
        Examples = ["SSN ⟦536 90 4399⟧", "she gave ⟦536-90-4399⟧"],
        CounterExamples = ["SSN 666-90-4399", "536904399"],
    };

    /// <summary>US Individual Taxpayer Identification Number: 9xx, group 50-65, 70-88, 90-92 or 94-99 (IRS Publication 1915).</summary>
    public static readonly PiiType Itin = new("ITIN", 300)
    {
        Region = "US",
        Languages = "en,es",
        Context = "itin|individual taxpayer|taxpayer identification|taxpayer id|tax id|tin|taxpayer number|tax identification|"
            + "taxpayer no|individual tax|itin no|numero de identificacion personal del contribuyente",
        Forms =
        [
            new Shape("itin.dashed", Structural, Digits(9), IsItin) { Layout = "3-2-4" },
            new Shape("itin", Contextual, Digits(9), IsItin),
        ],
        Hipaa = "G",
        Examples = ["⟦912-70-1234⟧", "ITIN ⟦912705678⟧"],
        CounterExamples = ["912-49-1234"],
    };

    /// <summary>US Employer Identification Number: the prefixes that the IRS has given out.</summary>
    public static readonly PiiType Ein = new("EIN", 310)
    {
        Region = "US",
        Languages = "en",
        Context = "ein|fein|employer identification|employer id|federal tax id|tax id|tin|ein no|employer tax|tax identification|"
            + "tax identification number|employer number|employer no|fed id|federal id|fed tax id|federal tax|irs number",
        Forms = [new Shape("ein", Contextual, Digits(9), IsEin)],
        Hipaa = "G",
        Examples = ["EIN ⟦12-3456789⟧"],
        CounterExamples = ["12-3456789", "EIN 07-3456789"],
    };

    /// <summary>US bank routing number (American Bankers Association): Federal Reserve prefix and weights 3, 7, 1.</summary>
    public static readonly PiiType Aba = new("ABA", 320)
    {
        Region = "US",
        Languages = "en",
        Context = "aba|routing|routing number|rtn|transit number|routing transit|bank routing|routing no|routing num|rtn no|transit no|"
            + "bank routing number|aba no|aba number|route number|rt no|transit routing",
        Forms = [new Shape("aba", Contextual, Digits(9), IsAba)],
        Hipaa = "J",
        Examples = ["routing number ⟦011000015⟧"],
        CounterExamples = ["011000015", "routing number 011000016"],
    };

    /// <summary>US National Provider Identifier: Luhn over 80840 and the number (45 CFR 162.406).</summary>
    public static readonly PiiType Npi = new("NPI", 330)
    {
        Region = "US",
        Languages = "en",
        Context = "npi|national provider|provider identifier|provider number|provider id|npi no|npi number|npi num|provider no|"
            + "nat provider",
        Forms = [new Shape("npi", Contextual, Digits(10), IsNpi)],
        Hipaa = "K",
        Examples = ["NPI: ⟦1234567893⟧"],
        CounterExamples = ["1234567893", "NPI: 1234567894"],
    };

    /// <summary>US Medicare Beneficiary Identifier: the form given by CMS, letters without S, L, O, I, B, Z.</summary>
    public static readonly PiiType Mbi = new("MBI", 340)
    {
        Region = "US",
        Languages = "en",
        Context = "mbi|medicare|medicare beneficiary|beneficiary identifier|medicare number|medicare id|medicare no|medicare card|mbi no|"
            + "hicn|beneficiary id|beneficiary number",
        Forms =
        [
            new Shape("mbi.dashed", Structural, "9AX9AX9AA99", IsMbi) { Layout = "4-3-4" },
            new Shape("mbi", Contextual, "9AX9AX9AA99", IsMbi),
        ],
        Hipaa = "I",
        Examples = ["⟦1EG4-TE5-MK73⟧", "medicare ⟦1EG4TE5MK73⟧"],
        CounterExamples = ["1SG4-TE5-MK73"],
    };

    /// <summary>US Drug Enforcement Administration number: registrant type, and a check digit over the other six.</summary>
    public static readonly PiiType Dea = new("DEA", 350)
    {
        Region = "US",
        Languages = "en",
        Context = "dea|dea number|dea registration|prescriber|drug enforcement|dea no|dea reg|dea num|dea registration number",
        Forms = [new Shape("dea", Contextual, "AX9999999", IsDea) { Solid = true }],
        Hipaa = "K",
        Examples = ["DEA ⟦AB1234563⟧"],
        CounterExamples = ["AB1234563", "DEA AB1234564"],
    };

    /// <summary>Nine digits.</summary>
    public static bool IsSsn(ReadOnlySpan<char> digits) =>
        digits[0] != '9' && !digits.StartsWith("000") && !digits.StartsWith("666") && digits[3..5] is not "00" && digits[5..] is not "0000"
        && digits is not ("078051120" or "219099999") && !Checksums.IsRepeated(digits);

    /// <summary>Nine digits.</summary>
    public static bool IsItin(ReadOnlySpan<char> text) => text[0] == '9'
        && BirthDate.Two(text, 3) is >= 50 and <= 65 or >= 70 and <= 88 or >= 90 and <= 92 or >= 94;

    /// <summary>Nine digits.</summary>
    public static bool IsEin(ReadOnlySpan<char> text) =>
        BirthDate.Two(text, 0) is (>= 1 and <= 6) or (>= 10 and <= 16) or (>= 20 and <= 27) or (>= 30 and <= 48) or (>= 50 and <= 68)
            or (>= 71 and <= 77) or (>= 80 and <= 88) or (>= 90 and <= 95) or 98 or 99;

    /// <summary>Nine digits.</summary>
    public static bool IsAba(ReadOnlySpan<char> text) =>
        BirthDate.Two(text, 0) is (>= 1 and <= 12) or (>= 21 and <= 32) or (>= 61 and <= 72) or 80
            && Checksums.Weighted(text, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 == 0;

    /// <summary>Ten digits.</summary>
    public static bool IsNpi(ReadOnlySpan<char> text)
    {
        if (text[0] is not ('1' or '2')) return false;
        Span<char> card = stackalloc char[15];
        "80840".CopyTo(card);
        text.CopyTo(card[5..]);
        return Checksums.Luhn(card);
    }

    /// <summary>Eleven characters of the shape <c>9AX9AX9AA99</c>.</summary>
    public static bool IsMbi(ReadOnlySpan<char> text) => text[0] != '0' && !text.ContainsAny(s_notInMbi);

    /// <summary>Two letters and seven digits.</summary>
    public static bool IsDea(ReadOnlySpan<char> text) =>
        "ABCDEFGHJKLMPRSTUX".Contains(text[0]) && Checksums.Weighted(text[2..], [1, 2, 1, 2, 1, 2]) % 10 == text[8] - '0';
}
