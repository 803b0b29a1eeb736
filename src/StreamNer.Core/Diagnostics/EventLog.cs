using System.Globalization;
using System.Runtime.CompilerServices;

namespace StreamNer.Diagnostics;

/// <summary>How much an event matters to the person on call.</summary>
internal enum Severity
{
    /// <summary>Normal life: started, assigned, drained.</summary>
    Info,

    /// <summary>The program deals with it; someone may want to know.</summary>
    Warning,

    /// <summary>Work stopped or a promise is at risk.</summary>
    Error,
}

/// <summary>A figure or coordinate of an event, such as <c>("partition", 3)</c>. Never text of a document.</summary>
/// <param name="Name">Its name in the log, lower-case, <c>_</c> between words.</param>
/// <param name="Value">A number, a flag, an enum or a name.</param>
internal readonly record struct LogField(string Name, object? Value)
{
    /// <summary>From a pair.</summary>
    public static implicit operator LogField((string Name, object? Value) field) => new(field.Name, field.Value);
}

/// <summary>One structured event.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Name">Stable and dotted, such as <c>flow.retry</c>.</param>
/// <param name="Message">One sentence of codes and coordinates, never text of a document.</param>
internal readonly record struct LogEvent(Severity Severity, string Name, string Message)
{
    /// <summary>What the message tells, by name (<c>topic</c>, <c>partition</c>, <c>code</c>, <c>records</c>, <c>seconds</c>), then the log's
    /// context.</summary>
    public IReadOnlyList<LogField> Fields { get; init; } = [];
}

/// <summary>
/// Where rooms below Host report events; Host decides what becomes of them. Thread-safe if the receiver is; a receiver's exception is swallowed.
/// Without a receiver nothing is formatted.
/// </summary>
internal sealed class EventLog
{
    private readonly Action<LogEvent>? _receiver;
    private readonly LogField[] _context;

    /// <summary>Reports to <paramref name="receiver"/>; null drops everything.</summary>
    public EventLog(Action<LogEvent>? receiver = null)
        : this(receiver, [])
    {
    }

    private EventLog(Action<LogEvent>? receiver, LogField[] context) => (_receiver, _context) = (receiver, context);

    /// <summary>Drops everything.</summary>
    public static EventLog None { get; } = new();

    /// <summary>False when nobody listens.</summary>
    public bool IsEnabled => _receiver is not null;

    /// <summary>The same log, whose events carry these fields too.</summary>
    public EventLog With(params ReadOnlySpan<LogField> context) => IsEnabled ? new EventLog(_receiver, [.. _context, .. context]) : this;

    /// <summary>Reports at <see cref="Severity.Info"/>.</summary>
    public void Info(string name, string message, params ReadOnlySpan<LogField> fields) => Report(Severity.Info, name, message, fields);

    /// <inheritdoc cref="Info(string, string, ReadOnlySpan{LogField})"/>
    public void Info(string name, [InterpolatedStringHandlerArgument("")] ref LogText message, params ReadOnlySpan<LogField> fields) =>
        Report(Severity.Info, name, message.ToText(), fields);

    /// <summary>Reports at <see cref="Severity.Warning"/>.</summary>
    public void Warn(string name, string message, params ReadOnlySpan<LogField> fields) => Report(Severity.Warning, name, message, fields);

    /// <inheritdoc cref="Warn(string, string, ReadOnlySpan{LogField})"/>
    public void Warn(string name, [InterpolatedStringHandlerArgument("")] ref LogText message, params ReadOnlySpan<LogField> fields) =>
        Report(Severity.Warning, name, message.ToText(), fields);

    /// <summary>Reports at <see cref="Severity.Error"/>.</summary>
    public void Error(string name, string message, params ReadOnlySpan<LogField> fields) => Report(Severity.Error, name, message, fields);

    /// <inheritdoc cref="Error(string, string, ReadOnlySpan{LogField})"/>
    public void Error(string name, [InterpolatedStringHandlerArgument("")] ref LogText message, params ReadOnlySpan<LogField> fields) =>
        Report(Severity.Error, name, message.ToText(), fields);

    private void Report(Severity severity, string name, string message, ReadOnlySpan<LogField> fields)
    {
        if (_receiver is not { } receiver) return;
        try
        {
            receiver(new LogEvent(severity, name, message) { Fields = [.. fields, .. _context] });
        }
        catch (Exception)
        {
            // Reported from client call-backs too, where an exception would lose messages.
        }
    }
}

/// <summary>The text of an event as it is put together, in the invariant culture; nothing is put together when nobody listens.</summary>
[InterpolatedStringHandler]
internal ref struct LogText
{
    private readonly bool _enabled;
    private DefaultInterpolatedStringHandler _text;

    /// <summary>Called by the compiler.</summary>
    public LogText(int literalLength, int formattedCount, EventLog log, out bool enabled)
    {
        ArgumentNullException.ThrowIfNull(log);
        _enabled = enabled = log.IsEnabled;
        _text = enabled ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
    }

    /// <summary>Called by the compiler.</summary>
    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted<T>(T value, string? format) => _text.AppendFormatted(value, format);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted(string? value) => _text.AppendFormatted(value);

    internal string ToText() => _enabled ? _text.ToStringAndClear() : "";
}
