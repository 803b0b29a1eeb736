using System.Globalization;
using StreamNer.Diagnostics;

namespace StreamNer.Tests.Diagnostics;

public sealed class EventLogTests
{
    private readonly List<LogEvent> _written = [];
    private readonly EventLog _log;

    public EventLogTests() => _log = new EventLog(_written.Add);

    [Fact]
    public void An_event_carries_its_fields_and_those_of_its_log()
    {
        var log = _log.With(("group", "g"), ("instance", "1")).With(("snapshot", "s"));
        log.Warn("kafka.seek", $"raw[{3}]: {"code"} after {1.5:0.0} s", ("topic", "raw"), ("partition", 3));
        var entry = Assert.Single(_written);
        Assert.Equal((Severity.Warning, "kafka.seek", "raw[3]: code after 1.5 s"), (entry.Severity, entry.Name, entry.Message));
        Assert.Equal(["topic", "partition", "group", "instance", "snapshot"], entry.Fields.Select(field => field.Name));
        Assert.Equal(["raw", 3, "g", "1", "s"], entry.Fields.Select(field => field.Value));
    }

    [Fact]
    public void Nothing_is_formatted_when_nobody_listens()
    {
        var asked = new Asked();
        EventLog.None.Info("x", $"{asked}", ("a", 1));
        Assert.Equal(0, asked.Times);
        _log.Info("x", $"{asked}");
        Assert.Equal(1, asked.Times);
        Assert.Equal("asked", Assert.Single(_written).Message);
    }

    [Fact]
    public void Numbers_are_written_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = WithComma();
        try
        {
            _log.Info("x", $"{1.5:0.0}");
            Assert.Equal("1.5", Assert.Single(_written).Message);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_receiver_that_throws_does_not_hurt_the_one_who_reports() =>
        new EventLog(_ => throw new InvalidOperationException()).Error("x", "y");

    private static CultureInfo WithComma()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        return culture;
    }

    private sealed class Asked
    {
        public int Times { get; private set; }

        public override string ToString()
        {
            Times++;
            return "asked";
        }
    }
}
