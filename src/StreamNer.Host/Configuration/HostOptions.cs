using System.Net;
using Microsoft.Extensions.Logging;
using StreamNer.Host.Watching;

namespace StreamNer.Host.Configuration;

/// <summary>Section <c>http</c>: health and metrics.</summary>
internal sealed record HttpOptions : IValidatedOptions
{
    [Setting("IP address to listen on.")]
    public string Address { get; init; } = "127.0.0.1";

    [Setting("Port of /metrics, /health/live and /health/ready; 0 takes a free one and logs it.", Least = 0, Most = 65_535, Unset = "no HTTP")]
    public int? Port { get; init; }

    [Setting("Seconds that a thread which should turn may stand still before /health/live fails.", Least = 10, Most = 3_600)]
    public int LivenessSeconds { get; init; } = 60;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        if (!IPAddress.TryParse(Address, out _)) errors.Add(new("http:address", $"must be an IP address, is '{Address}'"));
        errors.CheckRanges("http", this);
    }
}

/// <summary>Section <c>cost</c>: what a worker costs.</summary>
internal sealed record CostOptions : IValidatedOptions
{
    [Setting("Price of one worker for an hour, in any currency, for streamner_cost_per_thousand_documents; 0 leaves it out.", Least = 0,
        Most = 1_000_000)]
    public double PerHour { get; init; }

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors) => errors.CheckRanges("cost", this);
}

/// <summary>Section <c>drift</c>: whether the labels of entities are still those of another day.</summary>
internal sealed record DriftOptions : IValidatedOptions
{
    [Setting("File with the label mix that streamner_label_drift_psi compares the last hour with, written by 'annotate --label-mix-out' or drift:out.",
        Unset = "none")]
    public string Reference { get; init; } = "";

    [Setting("File to which a worker writes the label mix of its last hour, every minute and at its end, to be a reference one day.", Unset = "none")]
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
    [Setting("How log lines are written, on standard error.", Unset = "text on a terminal, else json")]
    public LogFormat? Format { get; init; }

    [Setting("Least level that is logged.")]
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors) { }
}
