using StreamNer.Pii.Scanning;

namespace StreamNer.Pii.Types;

/// <summary>One way of writing a telephone number. Those of a table are tried in its order; with a context word near, each is as sure as can
/// be.</summary>
/// <param name="Example">A text with such a number between <c>⟦</c> and <c>⟧</c>; no writing before it in the tables fits.</param>
/// <param name="Evidence">How sure it is without a context word; <see cref="PiiEvidence.Context"/>: it needs one.</param>
/// <param name="Fits">Whether a number is written so.</param>
internal sealed record PhoneWriting(string Example, PiiEvidence Evidence, PhoneFits Fits)
{
    /// <summary>With a plus sign: nothing else is tried then.</summary>
    public static readonly PhoneWriting[] WithSign =
    [
        new("write to ⟦+44 20 7946 0958⟧", PiiEvidence.Checksum, IsInternational),
        new("call ⟦+44 1 234 567⟧", PiiEvidence.Context, HasWorldLength),
        new("write to ⟦+1 555 555 0123⟧", PiiEvidence.Shape, IsNorthAmericanForm),
        new("write to ⟦+972 10-123-4567⟧", PiiEvidence.Shape, HasCallingCode),
    ];

    /// <summary>As dialled from another country; more surely a telephone's than a date or amount.</summary>
    public static readonly PhoneWriting[] FromAbroad = [new("write to ⟦0044 20 7946 0958⟧", PiiEvidence.Checksum, IsDialledAbroad)];

    /// <summary>Groups that only telephone numbers have, and digits of a plan.</summary>
    public static readonly PhoneWriting[] ByForm =
    [
        new("write to ⟦202-555-0123⟧", PiiEvidence.Shape, IsNorthAmerican),
        new("write to ⟦1-202-555-0123⟧", PiiEvidence.Shape, IsNorthAmericanWithCode),
        new("write to ⟦(06) 123 4567⟧", PiiEvidence.Shape, HasAreaInParentheses),
        new("write to ⟦030 1234567⟧", PiiEvidence.Shape, HasTrunkDigit),
    ];

    /// <summary>What only a word nearby makes a telephone number.</summary>
    public static readonly PhoneWriting[] BesideWord =
    [
        new("call ⟦555 0123⟧", PiiEvidence.Context, HasGroups),
        new("call ⟦612345⟧", PiiEvidence.Context, IsOfSomePlan),
        new("call ⟦0000123⟧", PiiEvidence.Context, IsOneRun),
    ];

    /// <summary>Every writing, in the order in which they are tried.</summary>
    public static IEnumerable<PhoneWriting> All => [.. WithSign, .. FromAbroad, .. ByForm, .. BesideWord];

    /// <summary>Whether it is one near a context word alone.</summary>
    public bool NeedsWord => Evidence == PiiEvidence.Context;

    private static bool IsInternational(ref Scan scan, Detector self, scoped PhoneNumber number) => PhonePlan.IsInternational(number.Dialled);

    private static bool HasWorldLength(ref Scan scan, Detector self, scoped PhoneNumber number) => number.Length is >= 7 and <= 15;

    // Numbers that no plan gives out, in a form that nothing else has.
    private static bool IsNorthAmericanForm(ref Scan scan, Detector self, scoped PhoneNumber number) =>
        number.Length == 11 && number.Digits[0] == '1' && number.Digits[1] >= '2' && number.Digits[4] >= '2';

    private static bool HasCallingCode(ref Scan scan, Detector self, scoped PhoneNumber number) =>
        number.Groups >= 3 && number.Length is >= 10 and <= 13 && number.Digits[number.Size(0)] != '0'
        && PhonePlan.IsCallingCode(number.Digits[..number.Size(0)]);

    private static bool IsDialledAbroad(ref Scan scan, Detector self, scoped PhoneNumber number) =>
        number.Length >= 9 && number.Dialled.StartsWith("00") && PhonePlan.IsInternational(number.Dialled[2..]);

    private static bool IsNorthAmerican(ref Scan scan, Detector self, scoped PhoneNumber number) =>
        number.Is(3, 3, 4) && number.Tight && PhonePlan.IsNorthAmerican(number.Dialled);

    private static bool IsNorthAmericanWithCode(ref Scan scan, Detector self, scoped PhoneNumber number) =>
        number.Is(1, 3, 3, 4) && number.Digits[0] == '1' && PhonePlan.IsNorthAmerican(number.Dialled[1..]);

    // A year in parentheses is none's.
    private static bool HasAreaInParentheses(ref Scan scan, Detector self, scoped PhoneNumber number) =>
        number.Parenthesis && number.Groups >= 2 && number.Length is >= 7 and <= 12 && number.Size(0) is >= 2 and <= 5
        && !(number.Size(0) == 4 && BirthDate.Two(number.Digits, 0) is 19 or 20);

    private static bool HasTrunkDigit(ref Scan scan, Detector self, scoped PhoneNumber number) =>
        number.Length is >= 9 and <= 11 && number.Digits[0] == '0' && number.Digits[1] != '0' && number.Groups >= 2
        && !number.Text(scan).Contains('.') && PhonePlan.IsTrunkNational(number.Dialled);

    private static bool HasGroups(ref Scan scan, Detector self, scoped PhoneNumber number) => number.Groups >= 2 && number.Length >= 6;

    // All plans are asked: that is as much as a long number costs.
    private static bool IsOfSomePlan(ref Scan scan, Detector self, scoped PhoneNumber number) =>
        number.Length >= 6 && scan.Spend(self, 200) && PhonePlan.IsNational(number.Dialled);

    private static bool IsOneRun(ref Scan scan, Detector self, scoped PhoneNumber number) => number.Length is >= 7 and <= 13 && number.Groups == 1;
}

/// <summary>Whether a number is written in some way; <paramref name="self"/> pays for what it costs.</summary>
internal delegate bool PhoneFits(ref Scan scan, Detector self, scoped PhoneNumber number);
