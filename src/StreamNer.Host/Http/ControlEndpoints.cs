using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StreamNer.Kafka.Reading;

namespace StreamNer.Host.Http;

/// <summary>
/// <c>POST /control/pause</c> and <c>POST /control/resume</c>. They answer the host itself alone, wherever the server listens, and no page in a
/// browser; in a container that is whoever may run a command there.
/// </summary>
internal static class ControlEndpoints
{
    private static readonly string[] s_signsOfOthers = ["Origin", "Forwarded", "X-Forwarded-For"];

    /// <summary>Maps both. The answer's body says how the intake stands now: <c>{"paused":true}</c>.</summary>
    public static void MapControl(this IEndpointRouteBuilder endpoints, IntakeSwitch intake)
    {
        endpoints.MapPost("/control/pause", context => Turn(context, intake, intake.Pause));
        endpoints.MapPost("/control/resume", context => Turn(context, intake, intake.Resume));
    }

    /// <summary>Whether a request is one of this path, which has verbs of its own.</summary>
    public static bool Serves(HttpContext context) => context.Request.Path.StartsWithSegments("/control", StringComparison.Ordinal);

    /// <summary>Whether a request may control the worker: from loopback, not through a proxy, not from a web page.</summary>
    public static bool May(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from)
        && !Array.Exists(s_signsOfOthers, context.Request.Headers.ContainsKey);

    private static async Task Turn(HttpContext context, IntakeSwitch intake, Action turn)
    {
        if (!May(context))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        turn();
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteBoolean("paused", intake.Paused);
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
