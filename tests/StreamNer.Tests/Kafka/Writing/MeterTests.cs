using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Host.Exposition;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Writing;
using StreamNer.Metering;
using StreamNer.Tests.Flow;
using StreamNer.Tests.Host;

namespace StreamNer.Tests.Kafka.Writing;

public sealed class MeterTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly Telemetry _telemetry = new();
    private readonly PrometheusExposition _metrics;

    public MeterTests() => _metrics = new PrometheusExposition(_telemetry);

    public void Dispose()
    {
        _metrics.Dispose();
        _telemetry.Dispose();
    }

    private static KeyValuePair<PartitionEpoch, RunPart> Part(string topic, params long[] timestampsMs)
    {
        var part = new RunPart();
        part.TimestampsMs.AddRange(timestampsMs);
        return new(new PartitionEpoch(topic, 0, 1), part);
    }

    [Fact]
    public void Final_records_are_as_old_as_their_timestamps_say_and_never_younger_than_now()
    {
        var meter = new RunMeter(_telemetry, _clock);
        _clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Null(_metrics.Value("streamner_last_commit_timestamp_seconds"));
        meter.Final([]);
        Assert.Null(_metrics.Value("streamner_last_commit_timestamp_seconds"));
        meter.Final([Part("raw", 99_960, 40_000, 500_000), Part("other")]);
        Assert.Equal(100, _metrics.Value("streamner_last_commit_timestamp_seconds"));
        Assert.Equal(3, _metrics.Value("streamner_end_to_end_seconds_count{topic=\"raw\"}"));
        Assert.Equal(60.04, _metrics.Value("streamner_end_to_end_seconds_sum{topic=\"raw\"}")!.Value, 6);
        Assert.Equal(1, _metrics.Value("streamner_end_to_end_seconds_bucket{topic=\"raw\",le=\"0.025\"}"));
        Assert.Equal(2, _metrics.Value("streamner_end_to_end_seconds_bucket{topic=\"raw\",le=\"0.05\"}"));
        Assert.Null(_metrics.Value("streamner_end_to_end_seconds_count{topic=\"other\"}"));
    }

    [Theory]
    [InlineData(FaultSite.Produce, ErrorCode.MsgSizeTooLarge, RewindReason.RefusedRecord)]
    [InlineData(FaultSite.Produce, ErrorCode.NotEnoughReplicas, RewindReason.Delivery)]
    [InlineData(FaultSite.Transaction, ErrorCode.IllegalGeneration, RewindReason.Membership)]
    [InlineData(FaultSite.Transaction, ErrorCode.ProducerFenced, RewindReason.Fenced)]
    [InlineData(FaultSite.Transaction, ErrorCode.Unknown, RewindReason.Transaction)]
    [InlineData(FaultSite.Commit, ErrorCode.RebalanceInProgress, RewindReason.Membership)]
    [InlineData(FaultSite.Commit, ErrorCode.Unknown, RewindReason.Commit)]
    internal void A_rewind_has_the_reason_of_the_failure(FaultSite site, ErrorCode code, RewindReason reason)
    {
        new RunMeter(_telemetry, _clock).TakenBack(KafkaFaults.Decide(site, code));
        Assert.Equal(1, _metrics.Value($"streamner_rewinds_total{{reason=\"{Labels.Rewind[reason].Value}\"}}"));
    }

    [Fact]
    public void A_partition_has_series_while_it_is_ours()
    {
        var meter = new AssignmentMeter(["raw", "other"], _telemetry);
        Assert.Equal((0, 0), (Held("raw"), Held("other")));
        meter.Assigned([new("raw", 0), new("raw", 1)]);
        meter.Lost(new TopicPartition("raw", 1), 17);
        meter.Lost(new TopicPartition("raw", 1), 3);
        meter.Lost(new TopicPartition("raw", 9), 1);
        Assert.Equal((2, 0), (Held("raw"), Held("other")));
        Assert.Equal((0, 20, null), (Lost(0), Lost(1), Lost(9)));
        meter.Gone(RebalanceKind.Revoked, [new("raw", 1, 5)]);
        Assert.Equal((1, 0), (Held("raw"), Held("other")));
        Assert.Equal((0, null), (Lost(0), Lost(1)));
        Assert.Equal(1, _metrics.Value("streamner_rebalances_total{kind=\"assigned\"}"));
        Assert.Equal(1, _metrics.Value("streamner_rebalances_total{kind=\"revoked\"}"));
        Assert.Equal(0, _metrics.Value("streamner_rebalances_total{kind=\"lost\"}"));

        double? Held(string topic) => _metrics.Value($"streamner_assigned_partitions{{topic=\"{topic}\"}}");
        double? Lost(int partition) => _metrics.Value($"streamner_lost_offsets_total{{topic=\"raw\",partition=\"{partition}\"}}");
    }
}
