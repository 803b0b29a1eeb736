using StreamNer.Configuration;

namespace StreamNer.Kafka;

/// <summary>Section <c>schemaRegistry</c>: a registry with Confluent's REST interface. Optional: without a URL, Protobuf values are
/// unframed.</summary>
public sealed record SchemaRegistryOptions : IValidatedOptions
{
    [Setting("Address of a registry with Confluent's REST interface; may contain a path.", Unset = "no registry")]
    public Uri? Url { get; init; }

    [Setting("User for basic authentication.", Unset = "none")]
    public string Username { get; init; } = "";

    [Setting("Password for basic authentication. A secret: give it by passwordFile or environment.", Unset = "none")]
    public string Password { get; init; } = "";

    [Setting("Bearer token, instead of user and password. A secret: give it by tokenFile or environment.", Unset = "none")]
    public string Token { get; init; } = "";

    [Setting("PEM file of the certificate authorities to trust.", Unset = "the system's")]
    public string CaFile { get; init; } = "";

    [Setting("PEM file of the client certificate, for mutual TLS.", Unset = "none")]
    public string CertificateFile { get; init; } = "";

    [Setting("PEM file of the client certificate's private key.", Unset = "none")]
    public string CertificateKeyFile { get; init; } = "";

    [Setting("Whether the output schema is registered at startup; otherwise it must exist already.")]
    public bool AutoRegister { get; init; } = true;

    [Setting("Timeout of one request, such as 5s.", Least = 0.1, Most = 60)]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    [Setting("Number of retries of a request that got no answer, 429 or 5xx.", Least = 0, Most = 10)]
    public int Retries { get; init; } = 2;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        if (Url is not null && (!Url.IsAbsoluteUri || (Url.Scheme != Uri.UriSchemeHttp && Url.Scheme != Uri.UriSchemeHttps)))
            errors.Add(new("schemaRegistry:url", "must be an http or https URL"));
        if (Url is { IsAbsoluteUri: true } && Url.UserInfo.Length > 0)
            errors.Add(new("schemaRegistry:url", "must not hold a user or password: set schemaRegistry:username and schemaRegistry:passwordFile"));
        if (Url is { IsAbsoluteUri: true, IsLoopback: false } && Url.Scheme == Uri.UriSchemeHttp && (Password.Length > 0 || Token.Length > 0))
            errors.Add(new("schemaRegistry:url", "must be https where a password or token is sent"));
        if (Token.Length > 0 && (Username.Length > 0 || Password.Length > 0))
            errors.Add(new("schemaRegistry:token", "excludes schemaRegistry:username and schemaRegistry:password"));
        if ((Username.Length > 0) != (Password.Length > 0)) errors.Add(new("schemaRegistry:username", "and schemaRegistry:password go together"));
        if ((CertificateFile.Length > 0) != (CertificateKeyFile.Length > 0))
            errors.Add(new("schemaRegistry:certificateFile", "and schemaRegistry:certificateKeyFile go together"));
        foreach (var (key, path) in new[] { ("caFile", CaFile), ("certificateFile", CertificateFile), ("certificateKeyFile", CertificateKeyFile) })
        {
            if (path.Length > 0 && FileFault.OfFile(path) is { } fault) errors.Add(new("schemaRegistry:" + key, $"'{path}': {fault}"));
        }

        errors.CheckRanges("schemaRegistry", this);
    }

    /// <summary>Without the secrets.</summary>
    public override string ToString() => $"{nameof(SchemaRegistryOptions)} {{ Url = {Url?.GetLeftPart(UriPartial.Path)} }}";
}
