using Microsoft.Extensions.Logging;

namespace StreamNer.Host.Logging;

/// <summary>What both formatters share.</summary>
internal static class LogLevels
{
    /// <summary>Lower-case names.</summary>
    public static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}
