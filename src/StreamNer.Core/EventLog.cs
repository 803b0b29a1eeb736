namespace StreamNer;

/// <summary>How much an event matters to the person on call.</summary>
public enum Severity
{
    /// <summary>Normal life: started, assigned, drained.</summary>
    Info,

    /// <summary>The program deals with it; someone may want to know.</summary>
    Warning,

    /// <summary>Work stopped or a promise is at risk.</summary>
    Error,
}

/// <summary>One structured event. <paramref name="Name"/> is stable and dotted (<c>flow.retry</c>); <paramref name="Message"/> holds codes and coordinates, never text of a document.</summary>
public readonly record struct LogEvent(Severity Severity, string Name, string Message);

/// <summary>Where rooms below Host report events; Host decides what becomes of them. Thread-safe if the receiver is; a receiver's exception is swallowed.</summary>
public sealed class EventLog(Action<LogEvent>? receiver = null)
{
    /// <summary>Drops everything.</summary>
    public static EventLog None { get; } = new();

    /// <summary>Reports at <see cref="Severity.Info"/>.</summary>
    public void Info(string name, string message) => Report(new(Severity.Info, name, message));

    /// <summary>Reports at <see cref="Severity.Warning"/>.</summary>
    public void Warn(string name, string message) => Report(new(Severity.Warning, name, message));

    /// <summary>Reports at <see cref="Severity.Error"/>.</summary>
    public void Error(string name, string message) => Report(new(Severity.Error, name, message));

    private void Report(LogEvent entry)
    {
        try
        {
            receiver?.Invoke(entry);
        }
        catch (Exception)
        {
            // Reported from client call-backs too, where an exception would lose messages.
        }
    }
}
