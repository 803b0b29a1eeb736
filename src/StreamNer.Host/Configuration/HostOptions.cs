using System.Net;
using Microsoft.Extensions.Logging;

namespace StreamNer.Host.Configuration;

/// <summary>Section <c>http</c>: health and metrics.</summary>
internal sealed record HttpOptions : IValidatedOptions
{
    /// <summary>The IP address to listen on. Default 127.0.0.1.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The port, 0 to 65,535; 0 takes a free one and logs it. Default none: no HTTP.</summary>
    public int? Port { get; init; }

    /// <summary>Seconds that a thread which should turn may stand still before <c>/health/live</c> fails, 10 to 3,600. Default 60.</summary>
    public int LivenessSeconds { get; init; } = 60;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        if (LivenessSeconds is < 10 or > 3_600) errors.Add(new("http:livenessSeconds", $"must be 10 to 3600, is {LivenessSeconds}"));
        if (!IPAddress.TryParse(Address, out _)) errors.Add(new("http:address", $"must be an IP address, is '{Address}'"));
        if (Port is < 0 or > 65_535) errors.Add(new("http:port", $"must be 0 to 65535, is {Port}"));
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
    /// <summary>Default <c>text</c> on a terminal, else <c>json</c>.</summary>
    public LogFormat? Format { get; init; }

    /// <summary>The least level written. Default <c>information</c>.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors) { }
}
