using StreamNer.Configuration;

namespace StreamNer.Host.Configuration;

/// <summary>All settings: the library's, and those of the program around it. Each property is a section. Rooms take their own records, never this
/// one.</summary>
internal sealed record Settings : StreamNerOptions
{
    [Setting("Health and metrics.")]
    public HttpOptions Http { get; init; } = new();

    [Setting("Metrics and traces for a collector of OpenTelemetry (docs/operations.md).")]
    public OtlpOptions Otlp { get; init; } = new();

    [Setting("Cost of a worker.")]
    public CostOptions Cost { get; init; } = new();

    [Setting("Drift of entity labels from a reference.")]
    public DriftOptions Drift { get; init; } = new();

    [Setting("Logging.")]
    public LogOptions Log { get; init; } = new();
}
