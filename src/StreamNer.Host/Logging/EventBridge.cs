using Microsoft.Extensions.Logging;

namespace StreamNer.Host.Logging;

/// <summary>Turns the rooms' events into log entries of the same name.</summary>
internal static class EventBridge
{
    /// <summary>An <see cref="EventLog"/> that writes to <paramref name="logger"/>.</summary>
    public static EventLog To(ILogger logger) => new(entry =>
    {
        var level = entry.Severity switch
        {
            Severity.Info => LogLevel.Information,
            Severity.Warning => LogLevel.Warning,
            _ => LogLevel.Error,
        };
        logger.Log(level, new EventId(0, entry.Name), entry.Message, null, static (message, _) => message);
    });
}
