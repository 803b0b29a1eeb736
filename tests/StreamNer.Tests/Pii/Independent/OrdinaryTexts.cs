namespace StreamNer.Tests.Pii.Independent;

/// <summary>Texts full of numbers and signs in which nothing is personal: what a company's messages and logs consist of.</summary>
internal static class OrdinaryTexts
{
    private static readonly Func<Draw, string>[] s_kinds =
    [
        d => $"order {d.Digits(d.Between(6, 12))} has shipped",
        d => $"invoice INV-20{d.Digits(2)}-{d.Digits(6)} over {Price(d)}",
        d => $"version {d.Below(20)}.{d.Below(40)}.{d.Below(9999)} is out",
        d => $"release v{d.Below(9)}.{d.Below(30)}.{d.Below(30)}-rc.{d.Below(9)}+build.{d.Digits(4)}",
        d => $"it costs {Price(d)} instead of {Price(d)}",
        d => $"took {d.Below(9)}.{d.Digits(3)} s, {d.Digits(4)} rows, {d.Digits(2)}.{d.Digits(1)} %",
        d => $"epoch {d.Between(1500000, 1799999)}{d.Digits(3)} or {d.Between(1500000, 1799999)}{d.Digits(6)} in ms",
        d => $"sha256 {d.From(Draw.Hex, 64)}",
        d => $"commit {d.From(Draw.Hex, 40)} by the bot",
        d => $"revision {d.From(Draw.Hex, 7)}..{d.From(Draw.Hex, 7)}",
        d => $"md5 {d.From(Draw.Hex, 32)}",
        d => $"id {d.Form("%%%%%%%%-%%%%-4%%%-a%%%-%%%%%%%%%%%%")}",
        d => $"request {d.Form("%%%%%%%%-%%%%-7%%%-9%%%-%%%%%%%%%%%%").ToUpperInvariant()} failed with status {d.Between(400, 599)}",
        d => $"part number {d.FormOf("@@-####-@", "##-###-####@", "@#####-##", "####.##.###", "@@@####@@##")}",
        d => $"ISBN 978-{d.Digits(1)}-{d.Digits(3)}-{d.Digits(5)}-{d.Digits(1)}, {d.Between(80, 900)} pages",
        d => $"EAN {d.Digits(13)}, UPC {d.Digits(12)}",
        d => $"tracking 1Z{d.Form("###@##")}{d.Digits(10)}",
        d => $"USPS 9400 1{d.Digits(3)} {d.Digits(4)} {d.Digits(4)} {d.Digits(4)} {d.Digits(2)}",
        d => $"parcel JJD{d.Digits(18)} is on its way",
        d => $"ticket #{d.Digits(5)}: the build {d.Digits(4)} is red",
        d => $"PROJ-{d.Digits(4)} blocks PROJ-{d.Digits(4)}",
        d => $"at {Time(d)}.{d.Digits(3)} the queue held {d.Digits(5)} messages",
        d => $"[{Time(d)}] INFO worker-{d.Digits(2)} offset={d.Digits(9)} lag={d.Digits(4)}",
        d => $"0x{d.From(Draw.Hex, 8)}: mov eax, 0x{d.From(Draw.Hex, 4)}",
        d => $"image {d.Between(1, 40)}00 x {d.Between(1, 30)}00, {d.Digits(2)} dpi, #{d.From(Draw.Hex, 6)}",
        d => $"won {d.Below(9)}-{d.Below(9)} after being {d.Below(3)}-{d.Below(3)} down",
        d => $"sets {d.Below(7)}-{d.Below(7)} {d.Below(7)}-{d.Below(7)} {d.Below(7)}-{d.Below(7)}",
        d => $"doi 10.{d.Digits(4)}/j.{d.From(Draw.Lower, 4)}.20{d.Digits(2)}.{d.Digits(5)}",
        d => $"arXiv {d.Digits(2)}{d.Between(10, 12)}.{d.Digits(5)}v{d.Between(1, 4)}",
        d => $"RFC {d.Digits(4)} section {d.Below(9)}.{d.Below(9)}.{d.Below(9)}",
        d => $"diagnosis {d.Form("@##.#")}, code {d.Form("@####")}",
        d => $"CAS {d.Between(50, 9999)}-{d.Digits(2)}-{d.Digits(1)}, purity {d.Digits(2)}.{d.Digits(1)} %",
        d => $"flight {d.Of("LH", "BA", "UA", "AF")} {d.Digits(4)}, gate {d.Form("@##")}, seat {d.Between(1, 60)}{d.From("ABCDEF", 1)}",
        d => $"{d.Digits(3)},{d.Digits(3)},{d.Digits(3)} rows and {d.Digits(2)}.{d.Digits(3)}.{d.Digits(3)} others",
        d => $"temperature {d.Between(-20, 40)}.{d.Digits(1)} °C, wind {d.Between(1, 90)} km/h, {d.Between(960, 1040)} hPa",
        d => $"for (int i = {d.Below(9)}; i < {d.Digits(3)}; i += {d.Between(1, 9)}) sum[i] ^= 0x{d.From(Draw.Hex, 2)};",
        d => $"at Foo.Bar(Baz.cs:line {d.Digits(3)}) in {d.Digits(4)} ms",
        d => $"patent US {d.Digits(1)},{d.Digits(3)},{d.Digits(3)} B{d.Between(1, 2)}",
        d => $"serial {d.Form("@@@#######@")}, firmware {d.Form("##.##.@#")}",
        d => $"memory {d.Between(10000, 50000)}/{d.Between(50000, 99999)} kB, cpu {d.Digits(2)} %, "
            + $"load {d.Below(9)}.{d.Digits(2)} {d.Below(9)}.{d.Digits(2)} {d.Below(9)}.{d.Digits(2)}",
        d => $"SELECT * FROM t WHERE n > {d.Digits(6)} LIMIT {d.Digits(3)} OFFSET {d.Digits(4)}",
        d => $"the {d.Between(3, 19)} of them ran {d.Between(3, 40)} miles in {d.Between(20, 59)} minutes",
        d => $"add {d.Between(1, 9)} eggs, {d.Between(100, 900)} g flour and {d.Of("1/2", "3/4", "2/3")} cup of milk",
        d => $"chapter {d.Between(1, 30)}, verse {d.Between(1, 40)}, page {d.Digits(3)}",
        d => $"GPU {d.Of("RTX", "GTX")} {d.Digits(4)}, {d.Of(8, 16, 24)} GB, {d.Digits(4)} MHz",
        d => $"score {d.Digits(2)}:{d.Digits(2)} ({d.Digits(2)}:{d.Digits(2)}, {d.Digits(2)}:{d.Digits(2)})",
        d => $"user agent Mozilla/5.0 AppleWebKit/{d.Digits(3)}.{d.Digits(2)} Chrome/{d.Digits(3)}.0.{d.Digits(4)}.{d.Digits(3)}",
        d => $"lot {d.Digits(4)}-{d.Digits(4)}-{d.Digits(4)}, pallet {d.Digits(18)}",
        d => $"status {d.Digits(19)} has {d.Digits(3)} likes and {d.Digits(2)} replies",
        d => $"margin: {d.Below(9)}px {d.Below(9)}px; width: {d.Digits(2)}.{d.Digits(2)}%; z-index: {d.Digits(4)}",
    ];

    /// <summary>How many kinds of text there are.</summary>
    public static int Kinds => s_kinds.Length;

    /// <summary>A text of a kind, counted round.</summary>
    public static string Make(Draw draw, int kind) => s_kinds[kind % s_kinds.Length](draw);

    private static string Price(Draw d) => d.Of($"${d.Between(1, 999)}.{d.Digits(2)}", $"€ {d.Between(1, 99)}.{d.Digits(3)},{d.Digits(2)}",
        $"£{d.Between(1, 99)},{d.Digits(3)}", $"{d.Digits(3)} USD");

    private static string Time(Draw d) => $"{d.Below(24):00}:{d.Below(60):00}:{d.Below(60):00}";
}
