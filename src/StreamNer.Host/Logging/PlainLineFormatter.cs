using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using StreamNer.Logging;

namespace StreamNer.Host.Logging;

/// <summary>One plain line an event, for people: time, level, event, message.</summary>
internal sealed class PlainLineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>Its name.</summary>
    public const string FormatterName = "streamner-text";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(time.GetUtcNow().ToString("HH:mm:ss.fff ", CultureInfo.InvariantCulture));
        textWriter.Write(LogLevels.NameOf(logEntry.LogLevel).PadRight(5));
        textWriter.Write(' ');
        textWriter.Write(logEntry.Formatter(logEntry.State, null).ReplaceLineEndings(" "));
        if (logEntry.EventId.Name is { Length: > 0 } name) textWriter.Write($" [{name}]");
        if (logEntry.Exception is { } exception) textWriter.Write(Environment.NewLine + FailureText.Types(exception));
        textWriter.WriteLine();
    }
}
