using System.Text;

namespace StreamNer.Tests.Pii.Independent;

/// <summary>Credentials, by the forms their vendors publish.</summary>
internal static class SecretTypes
{
    private const string Url64 = Draw.Base62 + "-_";

    public static readonly OutsideType[] All =
    [
        new("SECRET", "vendors' documentation of token prefixes and lengths", Vendor,
            ["§", "export KEY=§", "my key is § by mistake", "\"key\": \"§\",", "curl -H 'X-Key: §' x", "found § in the log", "use § now."], NoSecret),
        new("SECRET (assignments)", "RFC 6750, RFC 7519; ADO.NET connection strings; twelve-factor environment files",
            d => d.FormOf("%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%", "~~~~~####~~~@@", "S3cr~~~!##", "@~~~~~~~##!",
                "****************************************"),
            ["password: §", "PASSWORD=§", "clientSecret = \"§\"", "dbPassword : §", "<dbPassword>§</dbPassword>", "api_key=§", "pw: §",
                "Authorization: Bearer §", "my password is §", "passwd=§;",
                "Server=db1;Uid=app;Pwd=§;", "postgres://app:§@db1:5432/main", "\"apiKey\":\"§\"", "SECRET_KEY='§'", "Authorization: Token §",
                    "curl -u admin:§ https://x.example/", "accessToken: \"§\"",
                "Passwort: §", "AWS_SECRET_ACCESS_KEY=§"],
            NoSecret),
    ];

    private static string Vendor(Draw d) => d.Below(46) switch
    {
        0 => "AKIA" + d.From("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16), // AWS IAM unique identifiers
        1 => "ASIA" + d.From("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
        2 => Checked(d, d.Of("ghp_", "gho_", "ghu_", "ghs_", "ghr_")), // GitHub, 2021-04-05
        3 => $"github_pat_{d.From(Draw.Base62, 22)}_{d.From(Draw.Base62, 59)}",
        4 => "glpat-" + d.From(Url64, 20), // GitLab token overview
        5 => "glrt-" + d.From(Url64, 20),
        6 => $"xoxb-{d.Digits(12)}-{d.Digits(12)}-{d.From(Draw.Base62, 24)}", // Slack
        7 => $"https://hooks.slack.com/services/T{d.From(Draw.Upper, 8)}/B{d.From(Draw.Upper, 8)}/{d.From(Draw.Base62, 24)}",
        8 => d.Of("sk_live_", "rk_live_", "sk_test_") + d.From(Draw.Base62, 24), // Stripe
        9 => $"SG.{d.From(Url64, 22)}.{d.From(Url64, 43)}", // SendGrid
        10 => Checked(d, "npm_"),
        11 => "pypi-AgEIcHlwaS5vcmc" + d.From(Url64, 70), // a macaroon for pypi.org
        12 => "AIza" + d.From(Url64, 35), // Google API keys
        13 => "GOCSPX-" + d.From(Url64, 28),
        14 => "ya29." + d.From(Url64, 80),
        15 => $"sk-ant-api03-{d.From(Url64, 93)}AA", // Anthropic
        16 => $"sk-proj-{d.From(Url64, 74)}T3BlbkFJ{d.From(Url64, 74)}", // OpenAI
        17 => "hf_" + d.From(Draw.Upper + Draw.Lower, 34), // Hugging Face
        18 => "dop_v1_" + d.From(Draw.Hex, 64), // DigitalOcean
        19 => d.Of("shpat_", "shpss_", "shpca_") + d.From(Draw.Hex, 32), // Shopify
        20 => "sq0csp-" + d.From(Url64, 43), // Square
        21 => "SK" + d.From(Draw.Hex, 32), // Twilio
        22 => "NRAK-" + d.From(Draw.Upper + "0123456789", 27), // New Relic
        23 => $"PMAK-{d.From(Draw.Hex, 24)}-{d.From(Draw.Hex, 34)}", // Postman
        24 => "lin_api_" + d.From(Draw.Base62, 40), // Linear
        25 => "hvs." + d.From(Url64, 90), // HashiCorp Vault
        26 => "dapi" + d.From(Draw.Hex, 32), // Databricks
        27 => "ATATT3" + d.From(Url64, 180) + "=" + d.From("0123456789ABCDEF", 8), // Atlassian
        28 => $"glsa_{d.From(Draw.Base62, 32)}_{d.From(Draw.Hex, 8)}", // Grafana
        29 => "dp.pt." + d.From(Draw.Base62, 43), // Doppler
        30 => $"xkeysib-{d.From(Draw.Hex, 64)}-{d.From(Draw.Base62, 16)}", // Brevo
        31 => "pscale_tkn_" + d.From(Url64, 43), // PlanetScale
        32 => "sgp_" + d.From(Draw.Hex, 40), // Sourcegraph
        33 => $"{d.From(Draw.Base62, 3)}8Q~{d.From(Draw.Base62, 34)}", // Microsoft Entra client secret
        34 => $"{d.Digits(10)}:AA{d.From(Url64, 33)}", // Telegram bot
        35 => "rubygems_" + d.From(Draw.Hex, 48),
        36 => "dckr_pat_" + d.From(Url64, 27), // Docker Hub
        37 => $"{d.From(Draw.Base62, 14)}.atlasv1.{d.From(Url64, 64)}", // Terraform Cloud
        38 => $"figd_{d.From(Url64, 40)}",
        39 => "secret_" + d.From(Draw.Base62, 43), // Notion, until 2024
        40 => "ntn_" + d.Digits(11) + d.From(Draw.Base62, 35),
        41 => Jwt(d),
        42 => Pem(d, d.Of("RSA ", "EC ", "")),
        43 => "sk-or-v1-" + d.From(Draw.Hex, 64), // OpenRouter
        44 => "gsk_" + d.From(Draw.Base62, 52), // Groq
        _ => "r8_" + d.From(Draw.Base62, 37), // Replicate
    };

    private static string Checked(Draw d, string prefix)
    {
        var body = d.From(Draw.Base62, 30);
        return prefix + body + CheckDigits.Crc32Base62(body);
    }

    private static string Pem(Draw d, string kind)
    {
        const string base64 = Draw.Base62 + "+/";
        return $"-----BEGIN {kind}PRIVATE KEY-----\n{d.From(base64, 64)}\n{d.From(base64, 64)}\n{d.From(base64, 30)}==\n"
            + $"-----END {kind}PRIVATE KEY-----";
    }

    private static string Jwt(Draw d) =>
        $"{Part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")}.{Part($"{{\"sub\":\"{d.Digits(10)}\",\"iat\":{d.Digits(10)}}}")}.{d.From(Url64, 43)}";

    private static string Part(string json) => Convert.ToBase64String(Encoding.ASCII.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string NoSecret(Draw d) => d.Of("password: required", "password reset was sent", "the token expired", "password = get_password()",
        "api_key = getenv(\"API_KEY\")",
        "key: ${SECRET_KEY}", "login with <user:password>", "import sk-learn as sk", "ghp_short is nothing", $"commit {d.From(Draw.Hex, 40)}",
        $"id {d.Form("%%%%%%%%-%%%%-4%%%-a%%%-%%%%%%%%%%%%")}", "bearer of bad news", "Secret Santa is on", "key=\"jetbrains.mps.lang.core\"",
            "password is too short",
        "token = tokenizer.next()", "pwd\n/home", "secret: true", "forgot my password again", "key = value pairs", "apiKey: process.env.API_KEY",
            "auth = None",
        "PasswordAuthentication no", "password: ********", "passwordField.setText(null)", "private key infrastructure",
            "const secret = await vault.read(path)",
        "Authorization: required", "secretary = \"Miss Lemon\"", $"etag: \"{d.From(Draw.Hex, 32)}\"", "token_type: bearer",
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUg");
}
