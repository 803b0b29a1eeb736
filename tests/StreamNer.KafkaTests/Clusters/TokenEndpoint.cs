using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace StreamNer.KafkaTests.Clusters;

/// <summary>
/// A token endpoint on loopback: gives RS256 tokens of <see cref="Subject"/> to who shows <see cref="Client"/> and <see cref="Secret"/>, and its
/// public key to brokers.
/// </summary>
internal sealed class TokenEndpoint : IAsyncDisposable
{
    public const string Client = "ner-client";
    public const string Secret = "ner-client-secret";
    public const string Subject = "ner-worker";
    public const string Audience = "kafka";
    private const string KeyId = "one";
    private readonly RSA _key = RSA.Create(2048);
    private readonly HttpListener _listener = new();
    private readonly Task _loop;
    private int _given;
    private int _refused;

    public TokenEndpoint(int port)
    {
        Address = $"http://127.0.0.1:{port}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _loop = Task.Run(Serve);
    }

    public string Address { get; }

    public int Given => Volatile.Read(ref _given);

    public int Refused => Volatile.Read(ref _refused);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _loop;
        _listener.Close();
        _key.Dispose();
    }

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                var (code, body) = Answer(context.Request);
                context.Response.StatusCode = code;
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(body));
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // Stopped, or who asked has gone.
            }
        }
    }

    private (int Code, object Body) Answer(HttpListenerRequest request)
    {
        if (request.Url!.AbsolutePath == "/keys") return (200, new { keys = new[] { PublicKey() } });
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Client}:{Secret}"));
        if (request.Url.AbsolutePath != "/token" || request.HttpMethod != "POST" || request.Headers["Authorization"] != basic)
        {
            Interlocked.Increment(ref _refused);
            return (401, new { error = "invalid_client" });
        }

        Interlocked.Increment(ref _given);
        return (200, new { access_token = Token(), token_type = "Bearer", expires_in = 300 });
    }

    private object PublicKey()
    {
        var parameters = _key.ExportParameters(includePrivateParameters: false);
        return new { kty = "RSA", use = "sig", alg = "RS256", kid = KeyId, n = Base64(parameters.Modulus!), e = Base64(parameters.Exponent!) };
    }

    private string Token()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var head = Base64(JsonSerializer.SerializeToUtf8Bytes(new { alg = "RS256", typ = "JWT", kid = KeyId }));
        var claims = Base64(JsonSerializer.SerializeToUtf8Bytes(
            new { sub = Subject, iss = Address, aud = Audience, scope = "kafka", iat = now - 5, exp = now + 300 }));
        var signed = $"{head}.{claims}";
        return $"{signed}.{Base64(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Base64(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
