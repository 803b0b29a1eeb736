using OpenTelemetry;
using OpenTelemetry.Exporter;
using StreamNer.Diagnostics;
using StreamNer.Host.Configuration;

namespace StreamNer.Host.Otlp;

/// <summary>
/// One path of the collector: how it is reached, and a log line when it turns away or takes what it is sent again. The exporter keeps the cause of a
/// failure to itself, so it is noted where the request passes.
/// </summary>
internal sealed class Collector(OtlpOptions options, string path, EventLog log)
{
    private readonly Uri _address = new(options.Endpoint.TrimEnd('/') + path);
    private volatile string _cause = "";
    private bool _failing;

    /// <summary>For an exporter of the library. Redirects are not followed: the token is for this address.</summary>
    public OtlpExporterOptions Options => new()
    {
        Endpoint = _address,
        Protocol = OtlpExportProtocol.HttpProtobuf,
        TimeoutMilliseconds = options.TimeoutMs,
        HttpClientFactory = () =>
        {
            var handler = new Noting(cause => _cause = cause) { InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false } };
            var client = new HttpClient(handler) { Timeout = TimeSpan.FromMilliseconds(options.TimeoutMs) };
            if (options.BearerToken.Length > 0) client.DefaultRequestHeaders.Authorization = new("Bearer", options.BearerToken);
            return client;
        },
    };

    /// <summary>Tells the log how a request went. From the exporter's thread alone.</summary>
    public void Report(ExportResult result, string lost)
    {
        if (result == ExportResult.Success)
        {
            if (_failing) log.Info("otlp.restored", $"{_address} takes what it is sent again", ("address", _address));
            _failing = false;
            return;
        }

        _failing = true;
        log.Warn("otlp.failed", $"{lost}: {_address} (otlp:endpoint): {_cause}", ("code", path), ("address", _address));
    }

    private sealed class Noting(Action<string> note) : DelegatingHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return Note(base.Send(request, cancellationToken));
            }
            catch (Exception failure)
            {
                note(CauseOf(failure));
                throw;
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return Note(await base.SendAsync(request, cancellationToken));
            }
            catch (Exception failure)
            {
                note(CauseOf(failure));
                throw;
            }
        }

        private static string CauseOf(Exception failure) => failure is OperationCanceledException ? "no answer in time (otlp:timeoutMs)" : failure.Message;

        private HttpResponseMessage Note(HttpResponseMessage response)
        {
            if (!response.IsSuccessStatusCode) note($"it answers {(int)response.StatusCode}");
            return response;
        }
    }
}
