using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StreamNer.Work;

namespace StreamNer.Host.Http;

/// <summary><c>/health/ready</c> and <c>/health/live</c> by ASP.NET Core's health checks.</summary>
internal static class HealthEndpoints
{
    /// <summary>
    /// Maps both endpoints: 200 while no check is unhealthy, else 503. The body's <c>status</c> is <c>ready</c> (<c>live</c>), <c>degraded</c>,
    /// <c>not_ready</c>
    /// (<c>not_live</c>), or the phase of a worker that does not run; <c>checks</c> holds each check's status and reason.
    /// </summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints, WorkerHealth health)
    {
        endpoints.MapHealthChecks("/health/ready", Of(
            WorkerHealthChecks.Ready, () => health.Phase == WorkerPhase.Running ? "not_ready" : NameOf(health.Phase)));
        endpoints.MapHealthChecks("/health/live", Of(
            WorkerHealthChecks.Live, () => health.Phase == WorkerPhase.Failed ? NameOf(health.Phase) : "not_live"));
    }

    private static HealthCheckOptions Of(string tag, Func<string> otherwise) => new()
    {
        Predicate = check => check.Tags.Contains(tag),
        ResponseWriter = (context, report) => Write(context, report, tag, otherwise),
    };

    private static async Task Write(HttpContext context, HealthReport report, string tag, Func<string> otherwise)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", report.Status switch { HealthStatus.Healthy => tag, HealthStatus.Degraded => "degraded", _ => otherwise() });
        json.WriteStartObject("checks");
        foreach (var (name, entry) in report.Entries)
        {
            json.WriteStartObject(WorkerHealthChecks.Short(name, tag));
            json.WriteString("status", NameOf(entry.Status));
            json.WriteString("reason", entry.Description);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }

    private static string NameOf<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
