using Microsoft.Extensions.Logging;
using StreamNer.Diagnostics;

namespace StreamNer.Logging;

/// <summary>Turns the rooms' events into log entries of the same name; repeated warnings come as one line with their number.</summary>
internal sealed class EventBridge : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);
    private readonly ILogger _logger;
    private readonly RepeatedWarnings _repeated;
    private readonly ITimer _timer;

    /// <summary>Writes to <paramref name="logger"/>.</summary>
    public EventBridge(ILogger logger, TimeProvider time)
    {
        _logger = logger;
        _repeated = new RepeatedWarnings(time);
        _timer = time.CreateTimer(_ => Summarise(all: false), null, s_look, s_look);
        Log = new EventLog(Receive);
    }

    /// <summary>Where events are reported.</summary>
    public EventLog Log { get; }

    /// <summary>Writes the summaries that are still open.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        Summarise(all: true);
    }

    private void Receive(LogEvent entry)
    {
        if (_repeated.Admits(entry)) Write(entry);
    }

    private void Summarise(bool all)
    {
        foreach (var summary in _repeated.TakeSummaries(all)) Write(summary);
    }

    private void Write(in LogEvent entry)
    {
        var level = entry.Severity switch
        {
            Severity.Info => LogLevel.Information,
            Severity.Warning => LogLevel.Warning,
            _ => LogLevel.Error,
        };
        if (!_logger.IsEnabled(level)) return;
        _logger.Log(level, new EventId(0, entry.Name), new EventState(entry.Message, entry.Fields), null, EventState.Format);
    }
}
