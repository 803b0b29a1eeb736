namespace StreamNer.Tests.Pii.Independent;

/// <summary>How people are reached over the network: mail, web, accounts.</summary>
internal static class ContactTypes
{
    private static readonly string[] s_names =
        ["olga", "marcus", "j.tanaka", "d.o.keefe", "lena-marie", "k_ruiz", "peter.van.dam", "sales", "noreply", "xu", "amelie1987", "h.c.andersen"];
    private static readonly string[] s_hosts =
        ["brightwater", "mail.novotel-crew", "kite", "uni-lindau", "post", "fernwood-clinic", "x7", "support.eu.larkspur", "smith-and-sons",
            "q4data"];
    private static readonly string[] s_ends = ["com", "org", "net", "de", "co.uk", "io", "fr", "com.au", "museum", "nl", "dev", "jp", "info", "edu",
        "it"];

    public static readonly OutsideType[] All =
    [
        new("EMAIL", "RFC 5321 section 4.1.2, RFC 6531 section 3.3", Email,
            ["Please write to § before Friday.", "mailto:§", "From: Olga R. <§>", "§", "his address (§) bounced", "{\"email\":\"§\",\"ok\":true}",
                "cc §; no reply yet", "Mail an § genügt.", "user=§&lang=en", "'§' was not found"],
            d => d.Of("see you @ the pub at 8", "npm install lodash@4.17.21", "hero@2x.png and hero@3x.jpg are missing", "qty 4 @ 12.50 each",
                "docker pull redis@sha256:" + d.From(Draw.Hex, 64), "the @ sign alone", $"go get tool@v1.{d.Below(40)}.0", "olga at brightwater",
                $"@@ -{d.Below(90)},7 +{d.Below(90)},9 @@ void main", "mean@k = 0.82, recall@10 = 0.4", "actions/checkout@v4", "what a@!#$ day")),
        new("URL", "RFC 3986, RFC 1738", Url,
            ["see § for the details", "(§)", "§", "Read this: §\nthen answer.", "\"link\": \"§\"", "it is at §, I think", "<a href=\"§\">here</a>"],
            d => d.Of("open report.docx and then index.html", "System.IO.Stream is disposed", "and/or, either/or",
                $"version {d.Below(9)}.{d.Below(90)}.1",
                "e.g. this one, i.e. that one", "the U.S. and the U.K. agree", "he came home.John went out", "if (x.y == a.b) return z.length;",
                "3.14 is not 22/7", "config.yaml is invalid", "wait...what", "ratio 16:9, scheme: none", "C:\\Users\\Public\\notes.txt",
                "a//b is floor division", "/etc/fstab and /var/log/syslog", "at 5 p.m.sharp")),
        new("HANDLE", "X: 1 to 15 letters, digits, _; Instagram: 30 with dots; ActivityPub: @user@host (RFC 7565)", Handle,
            ["thanks § for this", "RT §: so true", "§ you are right", ".§ said so", "photo by §", "follow §, please", "(via §)", "hi §!"],
            d => d.Of("call me @ 5pm", "qty 3 @ 4.50", "the @ sign", "@ home today", $"@@ -1,{d.Below(50)} +1,9 @@", "olga@brightwater.com wrote",
                "hero@2x.png", "lodash@4.17.21", "C@T is no word", "2 kg @ $3/kg", "ops@ and dev@ lists", "f@!k that")),
        new("IP", "RFC 791, RFC 4291 section 2.2, RFC 5952, RFC 4632", Ip,
            ["login from § was refused", "§", "src=§ dst=- proto=tcp", "ping § works", "peer [§] closed", "Host § is down.", "{\"client\":\"§\"}",
                "block §, now"],
            d => d.Of($"upgrade to version {d.Below(20)}.{d.Below(20)}.{d.Below(20)}.{d.Below(20)} soon",
                $"{d.Between(256, 999)}.1.2.3 is out of range",
                "OID 1.3.6.1.4.1.311", $"see section {d.Between(1, 9)}.{d.Between(1, 9)}.{d.Between(1, 9)}.", "std::vector<int>::iterator",
                    "at 12:34:56 sharp",
                "a::b::c is a path in Rust", "1.2.3.4.5.6 steps", $"v{d.Below(9)}.{d.Below(9)}.{d.Below(9)}.{d.Below(9)}-beta",
                    "10:20:30:40 split times",
                "Chrome/103.0.5060.114 Safari/537.36", "ratio 1:2:4:8", "12.5.2.300")),
        new("MAC", "IEEE 802-2014 clause 8, RFC 7042; Cisco dotted form", Mac,
            ["MAC address § is unknown", "hardware address (MAC): §", "mac=§", "the device's MAC is §.", "dhcp: lease for § (mac) expired"],
            d => d.Of("fingerprint " + Pairs(d, 16), "SHA1 Fingerprint=" + Pairs(d, 20), "at 10:20:30:40:50", "zz:11:22:33:44:55", "2021-03 04-05",
                "00:00:01,600 --> 00:00:04,200", $"id {d.From(Draw.Hex, 12)}", "bytes " + Pairs(d, 5), "score 6-4-6-4-7-5", "build "
                    + d.From(Draw.Hex, 4) + "." + d.From(Draw.Hex, 4))),
        new("COORDINATES", "ISO 6709 annex D, RFC 5870", Coordinates,
            ["we met at §", "position: §", "§", "drop a pin on §, please", "GPS § and wait"],
            d => d.Of($"{d.Between(91, 999)}.5123, {d.Between(181, 999)}.1234", $"costs {d.Between(1, 80)}.50, {d.Between(1, 80)}.99",
                "size 3.5, 2.1 cm",
                $"v = [0.{d.Digits(4)}, 0.{d.Digits(4)}, 0.{d.Digits(4)}]", "mean 4.21, sd 0.93", "it was 30° outside",
                    "turn 90° left, then 45° right",
                $"p = 0.0{d.Digits(2)}, r = 0.{d.Digits(3)}", "rates rose 1.25, 2.50 and 3.75 %", "5'11\" tall, 6'2\" the other")),
    ];

    private static string Email(Draw d)
    {
        var name = d.Of<string>(s_names) + (d.Once(4) ? d.Of("+news", "42", ".jr", "-x", "_7") : "");
        var address = $"{name}@{d.Of<string>(s_hosts)}.{d.Of<string>(s_ends)}";
        return d.Below(12) switch { 0 => address.ToUpperInvariant(), 1 => "o'" + address, 2 => $"{name}@müller-bau.de", _ => address };
    }

    private static string Url(Draw d)
    {
        var host = $"{d.Of<string>(s_hosts)}.{d.Of<string>(s_ends)}";
        var path = d.Of("", "/", "/a/b-c", "/index.php?id=42&x=%20y", "/#top", "/~olga/cv.pdf", "/wiki/Kite_(bird)", "/search?q=a+b#r1",
            "/2021/03/x.html");
        return d.Below(6) switch
        {
            0 => $"http://{host}{path}",
            1 => $"www.{host}{path}",
            2 => $"ftp://files.{host}/pub/readme",
            3 => $"https://{host}:8443{path}",
            4 => $"http://{d.Between(1, 223)}.{d.Below(256)}.{d.Below(256)}.{d.Between(1, 254)}/admin",
            _ => $"https://{host}{path}",
        };
    }

    private static string Handle(Draw d) => "@" + d.Of("olga_r", "KiteFan99", "dr_who", "x7", "Lena.Marie", "the_real_pete", "MUFC", "nasa",
        "_marcus_", "ana1987")
        + (d.Once(3) ? d.Of("_", "x", "2", "_uk") : "") + (d.Once(12) ? "@mastodon.social" : "");

    private static string Ip(Draw d)
    {
        string Word() => d.From(Draw.Hex, d.Between(1, 4)).TrimStart('0') is { Length: > 0 } word ? word : "a";
        var four = $"{d.Between(1, 223)}.{d.Below(256)}.{d.Below(256)}.{d.Between(1, 254)}";
        return d.Below(9) switch
        {
            0 => $"2001:db8:{Word()}::{Word()}",
            1 => "2a02:" + string.Join(':', Enumerable.Range(0, 7).Select(_ => Word())),
            2 => $"fe80::{Word()}:{Word()}:{Word()}:{Word()}",
            3 => $"::ffff:{four}",
            4 => $"2001:0db8:85a3:0000:0000:{d.From(Draw.Hex, 4)}:0370:7334",
            _ => four,
        };
    }

    private static string Mac(Draw d)
    {
        var pairs = Pairs(d, 6);
        var plain = pairs.Replace(":", "", StringComparison.Ordinal);
        return d.Below(5) switch
        {
            0 => pairs.ToUpperInvariant(),
            1 => pairs.Replace(':', '-').ToUpperInvariant(),
            2 => Draw.Group(plain, ".", 4, 4, 4),
            3 => plain.ToUpperInvariant(),
            _ => pairs,
        };
    }

    private static string Pairs(Draw d, int count) => string.Join(':', Enumerable.Range(0, count).Select(_ => d.From(Draw.Hex, 2)));

    private static string Coordinates(Draw d)
    {
        int north = d.Between(1, 89), east = d.Between(1, 179);
        var minutes = $"{d.Between(10, 59)}'{d.Between(10, 59)}";
        return d.Below(5) switch
        {
            0 => $"{north}°{minutes}.{d.Digits(1)}\"N {east}°{d.Between(10, 59)}'{d.Between(10, 59)}.{d.Digits(1)}\"E",
            1 => $"{north}.{d.Digits(4)}° N, {east}.{d.Digits(4)}° W",
            2 => $"-{north}.{d.Digits(6)}, -{east}.{d.Digits(6)}",
            3 => $"{north}.{d.Digits(5)},{east}.{d.Digits(5)}",
            _ => $"{north}.{d.Digits(4)}, -{east}.{d.Digits(4)}",
        };
    }
}
