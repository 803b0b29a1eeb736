using StreamNer.Pii;

namespace StreamNer.Tests.Pii.Types;

/// <summary>
/// Hard negatives of a type: three tenths ordinary numbers (epochs, versions, orders, tracking, hashes, scores, prices, ISBNs …), six tenths near
/// misses (a valid value with one digit or letter changed, or an arrangement that only looks like the type), one tenth, for contextual types, valid
/// values without a context word.
/// </summary>
internal static class Negatives
{
    private static readonly string[] s_frames = ["ref {0} shipped", "{0}", "see {0} for more", "value={0};", "got {0} today.", "({0})"];

    /// <summary>One text that holds no value of the type.</summary>
    public static string Make(Random random, PiiType type, bool contextual, int i)
    {
        var value = (i % 10) switch
        {
            < 3 => Ordinary(random),
            9 when contextual => Positives.Of(type, random),
            _ => NearMiss(random, type),
        };
        return string.Format(s_frames[random.Next(s_frames.Length)], value);
    }

    /// <summary>A number that is nobody's.</summary>
    public static string Ordinary(Random r) => r.Next(16) switch
    {
        0 => r.NextInt64(1_400_000_000, 1_800_000_000).ToString(),
        1 => r.NextInt64(1_400_000_000_000, 1_800_000_000_000).ToString(),
        2 => $"20{r.Next(10, 30)}{r.Next(1, 13):D2}{r.Next(1, 29):D2}{r.Next(24):D2}{r.Next(60):D2}{r.Next(60):D2}",
        3 => $"v{r.Next(20)}.{r.Next(30)}.{r.Next(30)}",
        4 => $"{r.Next(1, 10)}.{r.Next(10)}.{r.Next(10)}.{r.Next(10)}",
        5 => $"ORD-{Positives.Digits(r, 8)}",
        6 => $"1Z{Positives.Letters(r, 3)}{Positives.Digits(r, 13)}",
        7 => "94001" + Positives.Digits(r, 17),
        8 => $"INV-{r.Next(2015, 2030)}-{Positives.Digits(r, 5)}",
        9 => Positives.Hex(r, 32),
        10 => Positives.Hex(r, 40),
        11 => $"{Positives.Hex(r, 8)}-{Positives.Hex(r, 4)}-4{Positives.Hex(r, 3)}-a{Positives.Hex(r, 3)}-{Positives.Hex(r, 12)}",
        12 => $"0.{Positives.Digits(r, 14)}",
        13 => $"${r.Next(1, 1000)},{Positives.Digits(r, 3)}.{Positives.Digits(r, 2)}",
        14 => $"978-{r.Next(10)}-{Positives.Digits(r, 4)}-{Positives.Digits(r, 4)}-{r.Next(10)}",
        _ => $"{r.Next(1, 40)}-{r.Next(1, 40)}",
    };

    private static string NearMiss(Random r, PiiType type) => type.Name switch
    {
        "EMAIL" =>
            Positives.Pick(r, $"{Positives.Word(r)}@{Positives.Word(r)}", $"@{Positives.Word(r)}",
                $"{Positives.Word(r)}@{Positives.Word(r)}.q{Positives.Word(r)}q", $"{Positives.Word(r)} @ {Positives.Word(r)}", $"a@b@{r.Next(100)}"),
        "URL" =>
            Positives.Pick(r, $"{Positives.Word(r)}.{Positives.Word(r)}q", $"and/or", $"{Positives.Word(r)}.Then {Positives.Word(r)}",
                $"{r.Next(100)}://", $"file.t{Positives.Word(r)}q"),
        "HANDLE" =>
            Positives.Pick(r, $"{Positives.Word(r)}@{Positives.Word(r)}.com", $"@ {Positives.Word(r)}", $"@{r.Next(1000)}", $"5 @ ${r.Next(10)}"),
        "PHONE" =>
            Positives.Pick(r, $"{r.Next(100, 200)}-{r.Next(100, 200)}-{Positives.Digits(r, 4)}",
                $"{r.Next(1, 32)}/{r.Next(1, 13)}/{r.Next(1990, 2030)}", Positives.Digits(r, 8),
                $"{r.Next(1, 100)} {r.Next(100, 1000)} {r.Next(100, 1000)}", $"+{r.Next(1, 100)}%",
                $"{Positives.Digits(r, 4)}-{Positives.Digits(r, 4)}"),
        "IP" =>
            Positives.Pick(r, $"version {r.Next(20)}.{r.Next(99)}.{r.Next(99)}.{r.Next(99)}",
                $"{r.Next(256, 999)}.{r.Next(256)}.{r.Next(256)}.{r.Next(256)}", $"{r.Next(99)}.{r.Next(99)}.{r.Next(99)}",
                $"{r.Next(24):D2}:{r.Next(60):D2}:{r.Next(60):D2}", $"std::{Positives.Word(r)}", $"{r.Next(9)}.{r.Next(9)}.{r.Next(9)}.{r.Next(9)}"),
        "MAC" =>
            Positives.Pick(r, $"{r.Next(24):D2}:{r.Next(60):D2}:{r.Next(60):D2}",
                $"{Positives.Digits(r, 2)}-{Positives.Digits(r, 2)}-{Positives.Digits(r, 2)}-{Positives.Digits(r, 2)}-{Positives.Digits(r, 2)}-{Positives.Digits(r, 2)}", $"0A:1B:2C:3D:{Positives.Digits(r, 2)}"),
        "COORDINATES" =>
            Positives.Pick(r, $"{r.Next(90)}.{Positives.Digits(r, 2)}, {r.Next(90)}.{Positives.Digits(r, 2)}",
                $"{r.Next(91, 400)}.{Positives.Digits(r, 5)}, {r.Next(90)}.{Positives.Digits(r, 5)}", $"{r.Next(90)}.{Positives.Digits(r, 6)}"),
        "DATE" or "DATE_OF_BIRTH" =>
            Positives.Pick(r, $"{r.Next(32, 99)}/{r.Next(13, 99)}/{r.Next(1990, 2030)}", $"{r.Next(1, 9)}/{r.Next(1, 9)} cup", "24/7",
                $"{r.Next(13, 99)}-{r.Next(40, 99)}", $"2020-{r.Next(13, 99)}-{r.Next(40, 99)}", $"1.{r.Next(9)}.{r.Next(9)}"),
        "SECRET" =>
            Positives.Pick(r, "the password is wrong", "AKIA " + Positives.Word(r), "sk-" + Positives.Word(r),
                "eyJ" + Positives.Word(r) + "." + Positives.Word(r), "ghp_" + Positives.Word(r), Positives.Hex(r, 64), "basic " + Positives.Word(r),
                $"-----BEGIN CERTIFICATE-----"),
        "AGE" =>
            Positives.Pick(r, $"{r.Next(100)} cars", $"in {r.Next(100)} days", $"page {r.Next(100)}", $"{r.Next(2, 50)} years ago",
                $"stage {r.Next(9)}"),
        "ADDRESS" =>
            Positives.Pick(r, $"{r.Next(100)} people on the road", $"page {r.Next(100)} of the street map", "way to go",
                $"Route {r.Next(100)} is closed", $"the {r.Next(10)} best places", $"top {r.Next(100)} parks", $"{r.Next(100)} Days Of Summer",
                $"iPhone {r.Next(20)} Pro"),
        "POSTCODE" =>
            Positives.Pick(r, Positives.Digits(r, 5), $"Q{r.Next(10)} {r.Next(10)}AB", $"K{r.Next(10)}A{r.Next(10)}B{r.Next(10)}",
                $"SW{r.Next(20)} {r.Next(10)}CO"),
        "AU_TFN" or "CVV" or "PIN" or "EXPIRY" or "PLATE" or "PASSPORT" or "DRIVER_LICENSE" or "MRN" or "BANK_ACCOUNT" or "SWIFT" or "UK_SORT_CODE"
            or "DK_CPR" or "EIN" => Positives.Of(type, r),
        "TRACK" => Positives.Of(type, r).Replace("=", "-").Replace("^", "-"),
        "IN_PAN" => "ABCZ" + Positives.Letters(r, 1) + Positives.Digits(r, 4) + Positives.Letters(r, 1),
        "UK_NINO" => Positives.Pick(r, "GB", "QQ", "DA", "AO") + Positives.Digits(r, 6) + "A",
        "SSN" => $"{Positives.Pick(r, "000", "666")}-{Positives.Digits(r, 2)}-{Positives.Digits(r, 4)}",
        "ITIN" => $"9{Positives.Digits(r, 2)}-{r.Next(10, 49)}-{Positives.Digits(r, 4)}",
        "MBI" => $"{r.Next(1, 10)}S{r.Next(10)}{r.Next(10)}-LO{r.Next(10)}-IB{Positives.Digits(r, 2)}",
        _ => Mutated(r, type.Name, Positives.Of(type, r)),
    };

    // One digit changed, by which any single check digit fails.
    private static string Mutated(Random r, string name, string value)
    {
        var digits = Enumerable.Range(0, value.Length).Where(i => char.IsAsciiDigit(value[i])).ToArray();
        var at = name is "MX_CURP" or "KR_RRN" ? digits[^1] : digits[r.Next(digits.Length)]; // weights with a factor of ten let other digits pass
        if (value.StartsWith("0x", StringComparison.Ordinal)) return value[..^1];
        return value[..at] + (char)('0' + (value[at] - '0' + r.Next(1, 10)) % 10) + value[(at + 1)..];
    }
}
