using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using StreamNer.Host.Configuration;

namespace StreamNer.Host.Logging;

/// <summary>Makes the logger: structured events to standard error, never the text of a document.</summary>
internal static class Logs
{
    /// <summary>The category of every entry of the program itself.</summary>
    public const string Category = "StreamNer";

    /// <summary>The form of the lines: the setting, or JSON where nobody is looking.</summary>
    public static LogFormat FormatOf(LogOptions options) => options.Format ?? (Console.IsErrorRedirected ? LogFormat.Json : LogFormat.Text);

    /// <summary>A factory by the settings.</summary>
    public static ILoggerFactory Create(LogOptions options) => LoggerFactory.Create(builder => Configure(builder, options));

    /// <summary>The program's own entries, and no others: those of a framework may quote what they stumbled over.</summary>
    public static void Configure(ILoggingBuilder builder, LogOptions options)
    {
        var format = FormatOf(options);
        builder.SetMinimumLevel(LogLevel.None).AddFilter(Category, options.Level);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.AddConsole(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite; // a blocked reader of the log must not block the stream
            console.FormatterName = format == LogFormat.Json ? JsonLineFormatter.FormatterName : PlainLineFormatter.FormatterName;
        });
        builder.AddConsoleFormatter<JsonLineFormatter, ConsoleFormatterOptions>();
        builder.AddConsoleFormatter<PlainLineFormatter, ConsoleFormatterOptions>();
    }
}
