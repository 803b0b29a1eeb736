using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamNer.Host.Logging;
using StreamNer.Logging;

namespace StreamNer.Tests.Host.Logging;

public sealed class LogTests
{
    private static readonly Exception Quoting =
        new InvalidOperationException("outer: Maria Smith", new FormatException("inner: 4111 1111 1111 1111"));

    private static LogEntry<IReadOnlyList<KeyValuePair<string, object?>>> Entry(Exception? exception) => new(
        LogLevel.Warning, "StreamNer.Test", new EventId(7, "Overtaken"), [new("Partition", 3), new("Topic", "raw"), new("{OriginalFormat}", "x")],
        exception, (state, _) => "partition 3 of raw was overtaken");

    [Fact]
    public void A_line_is_one_JSON_object_with_event_and_fields()
    {
        using var output = new StringWriter();
        new JsonLineFormatter(TimeProvider.System).Write(Entry(null), null, output);
        var line = output.ToString().TrimEnd('\n');
        Assert.DoesNotContain('\n', line);
        using var json = JsonDocument.Parse(line);
        Assert.Equal("warn", json.RootElement.GetProperty("level").GetString());
        Assert.Equal("Overtaken", json.RootElement.GetProperty("event").GetString());
        Assert.Equal(3, json.RootElement.GetProperty("fields").GetProperty("Partition").GetInt32());
        Assert.False(json.RootElement.GetProperty("fields").TryGetProperty("{OriginalFormat}", out _));
    }

    [Fact]
    public void An_event_becomes_a_line_with_its_name_and_fields()
    {
        using var output = new StringWriter();
        using (var bridge = new EventBridge(new FormattingLogger(output), TimeProvider.System))
        {
            bridge.Log.With(("group", "g")).Warn("kafka.seek", $"raw[{3}]: failed", ("topic", "raw"), ("partition", 3), ("seconds", 0.5));
            bridge.Log.Info("run.started", $"started");
        }

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        using var json = JsonDocument.Parse(lines[0]);
        Assert.Equal(("warn", "kafka.seek", "raw[3]: failed"), (Text(json, "level"), Text(json, "event"), Text(json, "message")));
        Assert.Equal("""{"topic":"raw","partition":3,"seconds":0.5,"group":"g"}""", json.RootElement.GetProperty("fields").GetRawText());
    }

    [Fact]
    public void Repeated_warnings_are_one_line_at_the_latest_when_the_log_ends()
    {
        using var output = new StringWriter();
        using (var bridge = new EventBridge(new FormattingLogger(output), TimeProvider.System))
        {
            for (var i = 0; i < 5; i++) bridge.Log.Warn("kafka.consumer", $"broker {i} is away", ("code", "Transport"));
        }

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("broker 0 is away\"", lines[0], StringComparison.Ordinal);
        Assert.Contains("broker 4 is away (repeated 4 times in 0 s)", lines[1], StringComparison.Ordinal);
    }

    private static string? Text(JsonDocument json, string name) => json.RootElement.GetProperty(name).GetString();

    /// <summary>Writes JSON lines at once.</summary>
    private sealed class FormattingLogger(TextWriter output) : ILogger
    {
        private readonly JsonLineFormatter _formatter = new(TimeProvider.System);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _formatter.Write(new LogEntry<TState>(logLevel, Logs.Category, eventId, state, exception, formatter), null, output);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Messages_of_exceptions_are_left_out_because_they_may_quote_text(bool json)
    {
        using var output = new StringWriter();
        if (json) new JsonLineFormatter(TimeProvider.System).Write(Entry(Quoting), null, output);
        else new PlainLineFormatter(TimeProvider.System).Write(Entry(Quoting), null, output);
        Assert.Contains("System.InvalidOperationException", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("System.FormatException", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Maria", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("4111", output.ToString(), StringComparison.Ordinal);
    }
}
