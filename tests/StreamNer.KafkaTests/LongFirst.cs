using StreamNer.KafkaTests.Flow;
using StreamNer.KafkaTests.Host;
using StreamNer.KafkaTests.Replay;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(StreamNer.KafkaTests.LongFirst))]

// These tests wait most of the time: for brokers, for child processes, for deadlines that have to pass.
[assembly: Parallelization(MaxThreads = 6)]

namespace StreamNer.KafkaTests;

/// <summary>Starts the classes that take a minute or more first: begun last, one of them would run alone at the end.</summary>
internal sealed class LongFirst : ITestCollectionOrderer
{
    private static readonly string[] s_long =
    [
        .. new[]
        {
            typeof(RealFlowTests), typeof(ReplayFaultTests), typeof(ChaosTests), typeof(ReplayCommandTests), typeof(QuarantineRunTests),
            typeof(MembershipTests), typeof(AutoRepairRunTests), typeof(StopStateTests),
        }.Select(one => one.FullName!),
    ];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(Place)];

    private static int Place<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection
    {
        // Each class is a collection of its own, named after it.
        var place = Array.FindIndex(s_long, name => collection.TestCollectionDisplayName.Contains(name + ' ', StringComparison.Ordinal));
        return place < 0 ? s_long.Length : place;
    }
}
