using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamNer.Host.Logging;

namespace StreamNer.Tests.Host;

public sealed class LogTests
{
    private static readonly Exception Quoting = new InvalidOperationException("outer: Maria Smith", new FormatException("inner: 4111 1111 1111 1111"));

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
