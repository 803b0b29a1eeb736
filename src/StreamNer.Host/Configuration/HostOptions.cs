using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using StreamNer.Configuration;
using StreamNer.Host.Watching;

namespace StreamNer.Host.Configuration;

/// <summary>Section <c>http</c>: health and metrics.</summary>
internal sealed record HttpOptions : IValidatedOptions
{
    [Setting("IP address to listen on.")]
    public string Address { get; init; } = "127.0.0.1";

    [Setting("Port of /metrics, /health/live and /health/ready; 0 picks a free one and logs it.", Least = 0, Most = 65_535, Unset = "no HTTP")]
    public int? Port { get; init; }

    [Setting("User name for basic authentication of /metrics; requires TLS beyond loopback.", Unset = "none")]
    public string Username { get; init; } = "";

    [Setting("Password of that user. A secret: give it by passwordFile or environment.", Unset = "none")]
    public string Password { get; init; } = "";

    [Setting("PEM file of the server certificate with its intermediate certificates.", Unset = "no TLS")]
    public string CertificateFile { get; init; } = "";

    [Setting("PEM file of the certificate's private key, not encrypted.", Unset = "none")]
    public string CertificateKeyFile { get; init; } = "";

    [Setting("Seconds for which a working thread may make no progress before /health/live fails.", Least = 10, Most = 3_600)]
    public int LivenessSeconds { get; init; } = 60;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        if (!IPAddress.TryParse(Address, out var address)) errors.Add(new("http:address", $"must be an IP address, is '{Address}'"));
        if ((Username.Length > 0) != (Password.Length > 0)) errors.Add(new("http:username", "and http:password go together"));
        if (Username.Contains(':', StringComparison.Ordinal)) errors.Add(new("http:username", "must not hold a colon"));
        if (Password.Length > 0 && CertificateFile.Length == 0 && address is not null && !IPAddress.IsLoopback(address))
            errors.Add(new("http:certificateFile", "is required: beyond loopback http:password would pass in clear text"));
        if ((CertificateFile.Length > 0) != (CertificateKeyFile.Length > 0))
            errors.Add(new("http:certificateFile", "and http:certificateKeyFile go together"));
        else if (CertificateFile.Length > 0) CheckCertificate(errors);
        errors.CheckRanges("http", this);
    }

    /// <summary>The certificate with its key; null without TLS.</summary>
    /// <exception cref="CryptographicException">The files do not hold a certificate and a key; with <see cref="ArgumentException"/>, not its
    /// own.</exception>
    public X509Certificate2? Certificate() =>
        CertificateFile.Length == 0 ? null : X509Certificate2.CreateFromPemFile(CertificateFile, CertificateKeyFile);

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{nameof(HttpOptions)} {{ Address = {Address}, Port = {Port} }}";

    private void CheckCertificate(List<OptionError> errors)
    {
        var faults = errors.Count;
        foreach (var (key, path) in new[] { ("certificateFile", CertificateFile), ("certificateKeyFile", CertificateKeyFile) })
            if (FileFault.OfFile(path) is { } fault) errors.Add(new("http:" + key, $"'{path}': {fault}"));
        if (errors.Count > faults) return;
        try
        {
            Certificate()!.Dispose();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            errors.Add(new("http:certificateFile", $"and http:certificateKeyFile hold no certificate with its key: {e.Message}"));
        }
    }
}

/// <summary>Section <c>cost</c>: what a worker costs.</summary>
internal sealed record CostOptions : IValidatedOptions
{
    [Setting("Price of one worker per hour, in any currency, for streamner_cost_per_thousand_documents; 0 omits the metric.", Least = 0,
        Most = 1_000_000)]
    public double PerHour { get; init; }

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors) => errors.CheckRanges("cost", this);
}

/// <summary>Section <c>drift</c>: whether the labels of entities are still those of another day.</summary>
internal sealed record DriftOptions : IValidatedOptions
{
    [Setting("Reference for streamner_label_drift_psi: a file with a label mix, written by 'annotate --label-mix-out' or drift:out.",
        Unset = "none")]
    public string Reference { get; init; } = "";

    [Setting("File to which a worker writes the label mix of its last hour, every minute and on exit, for use as a reference.", Unset = "none")]
    public string Out { get; init; } = "";

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        if (Reference.Length > 0 && LabelMix.Read(Reference, out var error) is null) errors.Add(new("drift:reference", $"'{Reference}' {error}"));
    }
}

/// <summary>How log lines are written.</summary>
internal enum LogFormat
{
    /// <summary>One JSON object a line.</summary>
    Json,

    /// <summary>One plain line an event.</summary>
    Text,
}

/// <summary>Section <c>log</c>. Logs go to standard error.</summary>
internal sealed record LogOptions : IValidatedOptions
{
    [Setting("Format of log lines, which go to standard error.", Unset = "text on a terminal, else json")]
    public LogFormat? Format { get; init; }

    [Setting("Minimum level that is logged.")]
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors) { }
}
