using System.Collections.Concurrent;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Writing;
using StreamNer.Output;
using StreamNer.Pipeline;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Kafka.Writing;

public sealed class InputJudgeTests : IDisposable
{
    private static readonly Outcome s_quarantined =
        new Outcome.Rejected(new Failure(FailureKind.Internal, FailureStage.Link, 2) { Exception = "System.IndexOutOfRangeException" });

    private readonly Telemetry _telemetry = new();
    private readonly ConcurrentQueue<LogEvent> _events = new();

    public void Dispose() => _telemetry.Dispose();

    [Fact]
    public void Too_many_quarantined_records_stop_the_worker_with_all_that_is_needed_to_act()
    {
        var judge = new InputJudge(new FlowOptions { Quarantine = new() { Share = 0.1, Window = 20 } }, _telemetry, new EventLog(_events.Enqueue));
        judge.Wrote(Some.Record(7), s_quarantined);
        judge.Wrote(Some.Record(8), s_quarantined);
        var stop = Assert.Throws<KafkaFatalException>(() => judge.Wrote(Some.Record(9), s_quarantined));
        foreach (var part in (string[])["raw[0] offset 7", "link", "System.IndexOutOfRangeException", "flow:quarantine:share", "not committed"])
            Assert.Contains(part, stop.Message, StringComparison.Ordinal);
        Assert.Equal(["flow.quarantined", "flow.quarantined"], _events.Select(entry => entry.Name));
    }

    [Fact]
    public void What_is_final_counts_and_what_is_taken_back_does_not()
    {
        var judge = new InputJudge(new FlowOptions { Quarantine = new() { Share = 0.1, Window = 20 } }, _telemetry, EventLog.None);
        for (var i = 0; i < 10; i++)
        {
            judge.Wrote(Some.Record(7), s_quarantined);
            judge.Wrote(Some.Record(8), s_quarantined);
            judge.Final([]);
        }

        judge.Wrote(Some.Record(7), s_quarantined);
        judge.Wrote(Some.Record(8), s_quarantined);
        judge.Final([new PartitionEpoch("raw", 0, 1)]);
        Assert.Throws<KafkaFatalException>(() => judge.Wrote(Some.Record(9), s_quarantined));
    }
}
