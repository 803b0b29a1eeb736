using StreamNer.KafkaTests.Flow;
using StreamNer.KafkaTests.Host;
using StreamNer.KafkaTests.Replay;
using StreamNer.Tests;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(StreamNer.KafkaTests.LongKafkaTestsFirst))]

// These tests wait most of the time: for brokers, for child processes, for deadlines that have to pass.
[assembly: Parallelization(MaxThreads = 6)]

namespace StreamNer.KafkaTests;

/// <summary>Those that take a minute or more.</summary>
internal sealed class LongKafkaTestsFirst() : LongFirst(
    typeof(ReplayCommandTests), typeof(RealFlowTests), typeof(ReplayFaultTests), typeof(QuarantineRunTests), typeof(MembershipTests),
    typeof(RunCommandTests), typeof(AutoRepairRunTests), typeof(BadInputRunTests), typeof(ChaosTests), typeof(StopStateTests));
