using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using StreamNer.Configuration;

namespace StreamNer.Kafka.Registry;

/// <summary>An answer of the registry: 2xx with its JSON, or a refusal with the registry's error code (0 where the body names none).</summary>
internal readonly record struct RegistryAnswer(HttpStatusCode Status, JsonElement Body, int ErrorCode)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>True for "not found" said of a subject, version or schema (404xx); a proxy's or a wrong path's 404 has no such code.</summary>
    public bool IsUnknown => Status == HttpStatusCode.NotFound && ErrorCode is >= 40400 and <= 40499;

    /// <summary>A member of the answer, where it is an object that has it.</summary>
    public bool TryGet(string name, out JsonElement value)
    {
        value = default;
        return Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(name, out value);
    }
}

/// <summary>Requests to the registry: address, credentials, TLS, time limit, repetition. Thread-safe.</summary>
internal sealed class RegistryHttp : IDisposable
{
    private const string ContentType = "application/vnd.schemaregistry.v1+json";
    private readonly HttpClient _http;
    private readonly Uri _base;
    private readonly int _retries;
    private readonly TimeProvider _time;

    public RegistryHttp(SchemaRegistryOptions options, TimeProvider time)
    {
        var url = (options.Url ?? throw new ArgumentException("no URL", nameof(options))).GetLeftPart(UriPartial.Path);
        _base = new Uri(url.EndsWith('/') ? url : url + "/");
        _retries = options.Retries;
        _time = time;
        var handler = new SocketsHttpHandler
        {
            SslOptions = Tls(options),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = options.Timeout
        };
        _http = new HttpClient(handler) { Timeout = options.Timeout, MaxResponseContentBufferSize = 16 << 20 };
        _http.DefaultRequestHeaders.Accept.ParseAdd(ContentType + ", application/json;q=0.9");
        _http.DefaultRequestHeaders.Authorization = Credentials(options);
    }

    /// <summary>The address for messages: without query or credentials.</summary>
    public string Address => _base.ToString();

    /// <summary>One attempt, on the calling thread; <paramref name="cancel"/> gives up as if there were no answer.</summary>
    public RegistryAnswer GetOnce(string path, CancellationToken cancel)
    {
        try
        {
            using var request = Request(HttpMethod.Get, path, null);
            using var response = _http.Send(request, cancel);
            using var body = response.Content.ReadAsStream(cancel);
            using var copy = new MemoryStream();
            body.CopyTo(copy);
            return Answer(response.StatusCode, copy.ToArray());
        }
        catch (Exception e) when (IsTransport(e))
        {
            throw Unavailable(e);
        }
    }

    /// <summary>A request, repeated with growing pauses while there is no usable answer.</summary>
    public async Task<RegistryAnswer> Send(HttpMethod method, string path, object? body, CancellationToken cancel)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var request = Request(method, path, body);
                using var response = await _http.SendAsync(request, cancel);
                return Answer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancel));
            }
            catch (SchemaRegistryUnavailableException) when (attempt < _retries)
            {
            }
            catch (Exception e) when (IsTransport(e) && !cancel.IsCancellationRequested)
            {
                if (attempt >= _retries) throw Unavailable(e);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100 << attempt), _time, cancel);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(HttpMethod method, string path, object? body)
    {
        var request = new HttpRequestMessage(method, new Uri(_base, path));
        if (body is not null) request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body))
        { Headers = { ContentType = new(ContentType) } };
        return request;
    }

    private RegistryAnswer Answer(HttpStatusCode status, byte[] bytes)
    {
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new SchemaRegistryUnavailableException(Said(status,
                "it wants other credentials: schemaRegistry:username and schemaRegistry:password, or schemaRegistry:token"));
        if (status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError)
            throw new SchemaRegistryUnavailableException(Said(status, "see its own log"));
        try
        {
            var body = bytes.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(bytes);
            var answer = new RegistryAnswer(status, body, 0);
            return answer.TryGet("error_code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number)
                ? answer with { ErrorCode = number }
                : answer;
        }
        catch (JsonException) when ((int)status >= 300)
        {
            return new RegistryAnswer(status, default, 0);
        }
        catch (JsonException e)
        {
            throw new SchemaRegistryUnavailableException(Said(status,
                "the answer is not JSON: does schemaRegistry:url name a schema registry, its path included?"), e);
        }
    }

    private string Said(HttpStatusCode status, string hint) =>
        string.Create(CultureInfo.InvariantCulture, $"the schema registry at {Address} answered {(int)status}: {hint}");

    private SchemaRegistryUnavailableException Unavailable(Exception e) =>
        new($"the schema registry at {Address} (schemaRegistry:url) did not answer: "
            + $"{(e is OperationCanceledException ? "it took longer than schemaRegistry:timeout" : e.Message)}", e);

    private static bool IsTransport(Exception e) => e is HttpRequestException or OperationCanceledException or IOException;

    private static AuthenticationHeaderValue? Credentials(SchemaRegistryOptions options)
    {
        if (options.Token.Length > 0) return new AuthenticationHeaderValue("Bearer", options.Token);
        if (options.Username.Length == 0) return null;
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}")));
    }

    private static SslClientAuthenticationOptions Tls(SchemaRegistryOptions options)
    {
        var tls = new SslClientAuthenticationOptions();
        if (options.CaFile.Length > 0)
        {
            tls.CertificateChainPolicy =
                new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            var authorities = tls.CertificateChainPolicy.CustomTrustStore;
            Read("schemaRegistry:caFile", options.CaFile, () => authorities.ImportFromPemFile(options.CaFile));
            if (authorities.Count == 0) throw new OptionsException("schemaRegistry:caFile", $"'{options.CaFile}': holds no PEM certificate");
        }

        if (options.CertificateFile.Length > 0)
        {
            Read(
                "schemaRegistry:certificateFile", options.CertificateFile,
                () => tls.ClientCertificates = [X509Certificate2.CreateFromPemFile(options.CertificateFile, options.CertificateKeyFile)]);
        }

        return tls;
    }

    private static void Read(string key, string path, Action read)
    {
        try
        {
            read();
        }
        catch (CryptographicException e)
        {
            throw new OptionsException(key, $"'{path}': holds no PEM certificate, or a key that does not belong to it", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionsException(key, $"'{path}': {FileFault.OfFile(path, e)}", e);
        }
    }
}
