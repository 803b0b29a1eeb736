using StreamNer.Pii.Redacting;
using StreamNer.Pii.Scanning;
using static StreamNer.Pii.PiiStrength;

namespace StreamNer.Pii.Types;

/// <summary>Credentials.</summary>
internal static class Secret
{
    /// <summary>Keys, tokens and passwords.</summary>
    public static readonly PiiType Type = new("SECRET", 170)
    {
        Languages = "en",
        Context = "password|token|secret|api key|key|bearer|credentials",
        Before = 6,
        Forms =
        [
            new Reader("secret.key", Structural, Anchor.Run(VendorKeys.AtRun)),
            new Reader("secret.pem", Structural, Anchor.Symbols("-", PrivateKey.At)),
            new Reader("secret.url", Structural, Anchor.Symbols(":", UrlPassword.At)),
            new Reader("secret.scheme", Structural, Anchor.Words(WordList.AuthScheme, AuthScheme.At)),
            new Reader("secret.header", Structural, Anchor.Words(WordList.AuthHeader, AuthScheme.AtHeader)),
            new Reader("secret.curl", Structural, Anchor.Words(WordList.Curl, CommandPassword.At)),
            new Reader("secret.password", Contextual, Anchor.Words(WordList.Password, Password.At),
                Anchor.Words(WordList.WeakPassword, Password.At), Anchor.Symbols(":=>", Password.AtSign)),
        ],
        IsNoName = true,
        Hipaa = "R",
        Canonical = CanonicalValue.AsWritten,
        Examples = ["password: ⟦hunter2!x⟧", "⟦AKIAIOSFODNN7EXAMPLE⟧", "postgres://app:⟦s3cret9⟧@db/x"],
        CounterExamples = ["the password is wrong", "sk-learn"],
    };
}
