using StreamNer.Load;

namespace StreamNer.Tests.House;

/// <summary>The judge of the long runs must find each kind of fault, or its verdict means nothing.</summary>
public sealed class OutputLedgerTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static OutputLedger Complete(params (int Partition, long Offset)[] arrivals)
    {
        var ledger = new OutputLedger([3, 2]);
        var second = 0;
        foreach (var (partition, offset) in arrivals) ledger.Saw(new Arrival(partition, offset, "enriched", TimeSpan.FromSeconds(second++)));
        return ledger;
    }

    private static readonly (int, long)[] All = [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2)];
    private static readonly Dictionary<int, long> Ends = new() { [0] = 3, [1] = 2 };

    [Fact]
    public void A_faultless_run_has_no_faults() => Assert.Empty(Complete(All).Judge(Grace, Ends));

    [Fact]
    public void A_missing_record_is_found() => Assert.NotEmpty(Complete((0, 0), (1, 0), (1, 1), (0, 2)).Judge(Grace, Ends));

    [Fact]
    public void A_doubled_record_is_found() => Assert.NotEmpty(Complete([.. All, (0, 2)]).Judge(Grace, Ends));

    [Fact]
    public void A_doubled_record_on_the_other_topic_is_found()
    {
        var ledger = Complete(All);
        ledger.Saw(new Arrival(0, 2, "raw.dlq", TimeSpan.Zero));
        Assert.NotEmpty(ledger.Judge(Grace, Ends));
    }

    [Fact]
    public void Disorder_is_found() => Assert.NotEmpty(Complete((0, 1), (0, 0), (1, 0), (1, 1), (0, 2)).Judge(Grace, Ends));

    [Fact]
    public void A_commit_short_of_the_end_is_found() => Assert.NotEmpty(Complete(All).Judge(Grace, new Dictionary<int, long> { [0] = 3, [1] = 1 }));

    [Fact]
    public void A_commit_that_falls_is_found()
    {
        var ledger = Complete(All);
        ledger.Sampled(new CommitSample(0, 3, TimeSpan.FromSeconds(9)));
        ledger.Sampled(new CommitSample(0, 2, TimeSpan.FromSeconds(10)));
        Assert.NotEmpty(ledger.Judge(Grace, Ends));
    }

    [Fact]
    public void A_commit_ahead_of_visible_output_is_found()
    {
        var ledger = new OutputLedger([1]);
        ledger.Sampled(new CommitSample(0, 1, TimeSpan.FromSeconds(1)));
        ledger.Saw(new Arrival(0, 0, "enriched", TimeSpan.FromSeconds(7)));
        Assert.NotEmpty(ledger.Judge(Grace, new Dictionary<int, long> { [0] = 1 }));
    }
}
