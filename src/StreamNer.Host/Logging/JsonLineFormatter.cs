using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using StreamNer.Logging;

namespace StreamNer.Host.Logging;

/// <summary>
/// One JSON object a line: time, level, event, message and the event's fields. Of an exception only type and stack are written: messages may quote
/// text.
/// </summary>
internal sealed class JsonLineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>Its name.</summary>
    public const string FormatterName = "streamner-json";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, null);
        var exception = logEntry.Exception is { } thrown ? FailureText.Types(thrown) : null;
        textWriter.WriteLine(JsonLine.Of(
            time.GetUtcNow(), LogLevels.NameOf(logEntry.LogLevel), logEntry.EventId.Name ?? "", logEntry.Category, message,
            logEntry.State as IEnumerable<KeyValuePair<string, object?>>, exception));
    }
}
