using System.Globalization;
using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;
using static StreamNer.Pii.Scanning.Shape;

namespace StreamNer.Pii.Types;

/// <summary>Payment cards: issuer range and length (table of npm credit-card-type) and Luhn.</summary>
internal static class Card
{
    private static readonly (string Low, string High, int[] Lengths)[][] s_byFirstDigit = Load();

    /// <summary>Number of a payment card.</summary>
    public static readonly PiiType Type = new("CARD", 50)
    {
        Languages = PiiType.European + ",zh,ja,ko",
        Context = "card|credit|debit|visa|mastercard|amex|cc|maestro|kreditkarte|karte|carte|tarjeta|carta|cartao|creditcard|discover|"
            + "pan|卡|カード|카드|cards|kartennummer|bankkarte|girocard|kortnummer|bankpas|betaalpas|betaalkaart|bankkaart|bancaire|"
            + "bancontact",
        Forms =
        [
            new Shape("card", Structural, Digits(14, 16) + "|" + Digits(19), IsValid) { RareSeparators = true, NoDecimal = true, NoParcel = true },
            new Shape("card.word", Contextual, Digits(12, 19), IsNumber) { NoDecimal = true, NoParcel = true, Within = 4 },
        ],
        Hipaa = "J",
        IsNoName = true,
        Examples = ["card ⟦4111 1111 1111 1111⟧", "⟦4111111111111111⟧", "debit card no. ⟦501800000009⟧"],
        CounterExamples = ["4111111111111112", "501800000009", "3.5671759896801300", "USPS 9400 1112 0255 5000 0000 07"],
    };

    /// <summary>14 to 19 digits of a known issuer, with a right check digit.</summary>
    public static bool IsValid(ReadOnlySpan<char> digits) => digits.Length >= 14 && IsIssued(digits) && Checksums.Luhn(digits)
        && !Checksums.IsRepeated(digits);

    /// <summary>12 to 19 digits of any issuer, as ISO/IEC 7812-1 allows: Maestro, old JCB and Visa numbers, cards of shops.</summary>
    public static bool IsNumber(ReadOnlySpan<char> digits) => digits[0] != '0' && !IsSnowflake(digits)
        && Checksums.Luhn(digits) && !Checksums.IsRepeated(digits);

    // Numbers of posts and users since 2012: milliseconds above 22 bits, 17 to 19 digits from 1 on.
    private static bool IsSnowflake(ReadOnlySpan<char> digits) => digits.Length >= 17 && digits[0] == '1';

    private static bool IsIssued(ReadOnlySpan<char> digits)
    {
        foreach (var (low, high, lengths) in s_byFirstDigit[digits[0] - '0'])
        {
            if (Array.IndexOf(lengths, digits.Length) < 0) continue;
            var prefix = digits[..low.Length];
            if (prefix.SequenceCompareTo(low) >= 0 && prefix.SequenceCompareTo(high) <= 0) return true;
        }

        return false;
    }

    private static (string, string, int[])[][] Load()
    {
        var rows = DataTable.Lines("cards.txt").Select(line => line.Split(' '))
            .Select(f => (Low: f[0], High: f[1], Lengths: f[2].Split(',').Select(n =>
                int.Parse(n, CultureInfo.InvariantCulture)).ToArray())).ToList();
        return [.. Enumerable.Range(0, 10).Select(d => rows.Where(r => r.Low[0] - '0' <= d && r.High[0] - '0' >= d).ToArray())];
    }
}
