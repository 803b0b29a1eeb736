using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace StreamNer.Host.Http;

/// <summary>
/// Asks for user and password (RFC 7617) before <c>/metrics</c>. Health stays open: probes have no password, and it holds no figures.
/// </summary>
internal sealed class BasicAuthentication
{
    private const string Scheme = "Basic ";
    private readonly byte[] _expected;

    /// <param name="username">Without a colon.</param>
    /// <param name="password">Not empty.</param>
    public BasicAuthentication(string username, string password) => _expected = Hash(Encoding.UTF8.GetBytes($"{username}:{password}"));

    /// <summary>Middleware: hands a request on, or answers 401.</summary>
    public Task Guard(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase) || Knows(context.Request.Headers.Authorization))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"streamner\", charset=\"UTF-8\"";
        return Task.CompletedTask;
    }

    private bool Knows(string? given)
    {
        if (given is null || !given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var bytes = new byte[given.Length];

        // Hashes are of one length: the time tells nothing of the password's.
        return Convert.TryFromBase64String(given[Scheme.Length..].Trim(), bytes, out var count)
            && CryptographicOperations.FixedTimeEquals(Hash(bytes.AsSpan(0, count)), _expected);
    }

    private static byte[] Hash(ReadOnlySpan<byte> bytes) => SHA256.HashData(bytes);
}
