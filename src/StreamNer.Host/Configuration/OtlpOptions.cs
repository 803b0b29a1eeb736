using StreamNer.Configuration;

namespace StreamNer.Host.Configuration;

/// <summary>Section <c>otlp</c>: metrics and traces by OpenTelemetry's protocol over HTTP.</summary>
internal sealed record OtlpOptions : IValidatedOptions
{
    [Setting("Base address of the collector, such as http://127.0.0.1:4318; /v1/traces and /v1/metrics are appended.", Unset = "nothing is sent")]
    public string Endpoint { get; init; } = "";

    [Setting("Bearer token for the collector. A secret: give it by bearerTokenFile or environment; beyond loopback it needs https.", Unset = "none")]
    public string BearerToken { get; init; } = "";

    [Setting("Sends a span for each micro-batch, linked to the traces that its records' traceparent headers name.")]
    public bool Traces { get; init; } = true;

    [Setting("Share of micro-batches that get a span.", Least = 0, Most = 1)]
    public double SampleRatio { get; init; } = 1;

    [Setting("Spans that may wait for the collector; more are dropped and counted in streamner_spans_total.", Least = 1, Most = 100_000)]
    public int QueueSpans { get; init; } = 2_048;

    [Setting("Sends the metrics; /metrics serves them all the same.")]
    public bool Metrics { get; init; } = true;

    [Setting("Seconds from one report of the metrics to the next.", Least = 1, Most = 3_600)]
    public int MetricsSeconds { get; init; } = 60;

    [Setting("Milliseconds that a request to the collector may take.", Least = 100, Most = 60_000)]
    public int TimeoutMs { get; init; } = 5_000;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        errors.CheckRanges("otlp", this);
        if (Endpoint.Length == 0)
        {
            if (BearerToken.Length > 0) errors.Add(new("otlp:endpoint", "is required where otlp:bearerToken is given"));
            return;
        }

        if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            || address.Query.Length > 0 || address.Fragment.Length > 0)
            errors.Add(new("otlp:endpoint", "must be an http or https address without query, such as http://127.0.0.1:4318"));
        else if (address.UserInfo.Length > 0)
            errors.Add(new("otlp:endpoint", "must not hold a user or password: use otlp:bearerToken"));
        else if (BearerToken.Length > 0 && address.Scheme == "http" && !address.IsLoopback)
            errors.Add(new("otlp:endpoint", "must be https beyond loopback where otlp:bearerToken is given: the token would pass in clear text"));
        if (BearerToken.AsSpan().ContainsAnyExceptInRange('!', '~')) errors.Add(new("otlp:bearerToken", "must be visible ASCII without spaces"));
    }

    /// <summary>Without the token.</summary>
    public override string ToString() => $"{nameof(OtlpOptions)} {{ Endpoint = {Endpoint} }}";
}
