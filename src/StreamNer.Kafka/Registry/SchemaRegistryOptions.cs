namespace StreamNer.Kafka;

/// <summary>Section <c>schemaRegistry</c>: a registry with Confluent's REST interface. Optional: without a URL, Protobuf values are unframed.</summary>
public sealed record SchemaRegistryOptions : IValidatedOptions
{
    /// <summary>The registry's address; its path is kept. Default none: no registry.</summary>
    public Uri? Url { get; init; }

    /// <summary>User for basic authentication; empty (the default) for none.</summary>
    public string Username { get; init; } = "";

    /// <summary>Password for basic authentication. A secret: give it by file or environment.</summary>
    public string Password { get; init; } = "";

    /// <summary>Bearer token, instead of user and password. A secret.</summary>
    public string Token { get; init; } = "";

    /// <summary>PEM file of the certificate authorities to trust; empty (the default) for the system's.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>PEM file of the client certificate, for mutual TLS; empty (the default) for none.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>PEM file of the client certificate's private key.</summary>
    public string CertificateKeyFile { get; init; } = "";

    /// <summary>Whether the output schema is registered at start; if not, it must be there. Default true.</summary>
    public bool AutoRegister { get; init; } = true;

    /// <summary>Longest time for one request, 0.1 to 60 seconds. Default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a request that met no answer, 429 or 5xx is sent again before it counts as failed, 0 to 10. Default 2.</summary>
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
        if (Token.Length > 0 && (Username.Length > 0 || Password.Length > 0)) errors.Add(new("schemaRegistry:token", "excludes schemaRegistry:username and schemaRegistry:password"));
        if ((Username.Length > 0) != (Password.Length > 0)) errors.Add(new("schemaRegistry:username", "and schemaRegistry:password go together"));
        if ((CertificateFile.Length > 0) != (CertificateKeyFile.Length > 0)) errors.Add(new("schemaRegistry:certificateFile", "and schemaRegistry:certificateKeyFile go together"));
        foreach (var (key, path) in new[] { ("caFile", CaFile), ("certificateFile", CertificateFile), ("certificateKeyFile", CertificateKeyFile) })
        {
            if (path.Length > 0 && !File.Exists(path)) errors.Add(new("schemaRegistry:" + key, $"is no file: {path}"));
        }

        if (Timeout < TimeSpan.FromMilliseconds(100) || Timeout > TimeSpan.FromSeconds(60)) errors.Add(new("schemaRegistry:timeout", $"must be 00:00:00.1 to 00:01:00, is {Timeout}"));
        if (Retries is < 0 or > 10) errors.Add(new("schemaRegistry:retries", $"must be 0 to 10, is {Retries}"));
    }

    /// <summary>Without the secrets.</summary>
    public override string ToString() => $"{nameof(SchemaRegistryOptions)} {{ Url = {Url?.GetLeftPart(UriPartial.Path)} }}";
}
