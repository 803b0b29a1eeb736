using Microsoft.Extensions.Logging;
using StreamNer.Host.Configuration;
using StreamNer.Logging;

namespace StreamNer.Host.Logging;

/// <summary>The line that says why the program ends, in the form of the log that it ends: written at once, past the logger's queue.</summary>
internal static class FatalLine
{
    private static volatile bool s_json;

    /// <summary>From now on it has this form; text until then.</summary>
    public static void Follow(LogFormat format) => s_json = format == LogFormat.Json;

    /// <summary>Writes to standard error.</summary>
    /// <param name="name">The event.</param>
    /// <param name="message">Known to hold no text of a document.</param>
    /// <param name="failure">Of it, type and stack are written; null when the message says all.</param>
    public static void Write(string name, string message, Exception? failure = null)
    {
        var description = failure is null ? null : FailureText.Types(failure);
        Console.Error.WriteLine(s_json
            ? JsonLine.Of(TimeProvider.System.GetUtcNow(), LogLevels.NameOf(LogLevel.Critical), name, Logs.Category, message, exception: description)
            : $"streamner: {message}{(description is null ? "" : ": " + description)}");
    }
}
