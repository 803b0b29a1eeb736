using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using StreamNer.Configuration;
using StreamNer.Host.Configuration;

namespace StreamNer.Host.Cli;

/// <summary><c>health</c>: asks a running worker how it is, for container images without curl.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var ready =
            new Option<bool>("--ready") { Description = "Ask whether the worker is ready (/health/ready) instead of alive (/health/live)." };
        var url = new Option<Uri?>("--url")
        {
            HelpName = "URL",
            Description = "Address of the worker, such as http://127.0.0.1:9464; by default from http:address and http:port.",
            CustomParser = static result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var at) && at.Scheme is "http" or "https") return at;
                result.AddError("--url must be an http or https URL");
                return null;
            },
        };
        var command = new Command("health", "Ask a running worker whether it is alive or ready. Exit code 0 if so, 1 otherwise.") { ready, url };
        var flags = new SettingFlags(command, RunCommand.HttpAddress, RunCommand.HttpPort);
        command.SetAction(async (parsed, cancel) =>
        {
            var at = parsed.GetValue(url);
            string? own = null;
            if (at is null)
            {
                if (flags.Load(parsed, kafka: false) is not { Settings.Http: var http }) return ExitCode.Usage;
                if (http.Port is null or 0)
                {
                    SettingFlags.Refuse([new OptionError("http:port", "is not set: give the worker's port (--metrics-port) or its address (--url)")]);
                    return ExitCode.Usage;
                }

                at = AddressOf(http);
                using var certificate = http.Certificate();
                own = certificate?.GetCertHashString(HashAlgorithmName.SHA256);
            }

            return await Ask(new Uri(at, parsed.GetValue(ready) ? "/health/ready" : "/health/live"), own, cancel);
        });
        return command;
    }

    /// <summary>Where a worker with these settings is reached from its own host: one that listens everywhere by loopback.</summary>
    internal static Uri AddressOf(HttpOptions http)
    {
        var address = IPAddress.Parse(http.Address);
        if (address.Equals(IPAddress.Any)) address = IPAddress.Loopback;
        if (address.Equals(IPAddress.IPv6Any)) address = IPAddress.IPv6Loopback;
        return new Uri($"{(http.CertificateFile.Length > 0 ? "https" : "http")}://{new IPEndPoint(address, http.Port ?? 0)}");
    }

    // The certificate names the host as others see it, not its loopback address: of one's own worker it is enough that it is the very certificate of
    // the settings.
    private static async Task<int> Ask(Uri at, string? ownCertificate, CancellationToken cancel)
    {
        // A proxy of the environment is not meant for a probe of one's own host.
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        if (ownCertificate is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback =
                (_, certificate, _, _) => certificate?.GetCertHashString(HashAlgorithmName.SHA256) == ownCertificate;
        }

        using var client = new HttpClient(handler) { Timeout = s_limit };
        try
        {
            using var response = await client.GetAsync(at, cancel);
            using var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancel));
            Show(body.RootElement);
            return response.StatusCode == HttpStatusCode.OK ? ExitCode.Ok : ExitCode.Failed;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(
                $"streamner: no worker answers at {at}: "
                + $"{(e is HttpRequestException ? e.Message : $"nothing came within {s_limit.TotalSeconds:0} s")}");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync($"streamner: what answers at {at} is not a worker");
        }

        return ExitCode.Failed;
    }

    private static void Show(JsonElement body)
    {
        Console.Out.WriteLine(body.GetProperty("status").GetString());
        foreach (var check in body.GetProperty("checks").EnumerateObject())
            Console.Out.WriteLine(
                $"  {check.Name,-9} {check.Value.GetProperty("status").GetString(),-10} {check.Value.GetProperty("reason").GetString()}");
    }
}
