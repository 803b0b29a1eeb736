extern alias chaos;

using chaos::StreamNer.Chaos.Checking;
using chaos::StreamNer.Chaos.Load;

namespace StreamNer.Tests.House;

/// <summary>The judge of the chaos runs must find each kind of fault, or its verdict means nothing.</summary>
public sealed class ChaosLedgerTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(40);

    /// <summary>Partition 0 has three records, partition 1 a tombstone and a record with invalid bytes.</summary>
    private static readonly Sent[] s_input =
    [
        new(new(0, 0), RecordKind.Healthy, 100), new(new(0, 1), RecordKind.Healthy, 101), new(new(0, 2), RecordKind.Healthy, 102),
        new(new(1, 0), RecordKind.Tombstone, 0, "gone"), new(new(1, 1), RecordKind.InvalidText, 111),
    ];

    private static Arrival Enriched(long source, long place, int partition = 0) =>
        new("enriched", partition, place, Ending.Enriched, new SourceAt(0, source), null, 100 + (ulong)source, "", At(source));

    private static Arrival Letter(SourceAt source, string reason, ulong content = 111, long place = 0) =>
        new("dlq", source.Partition, place, Ending.DeadLetter, source, null, content, reason, At(1));

    private static readonly Arrival[] s_output =
    [
        Enriched(0, 0), Enriched(1, 1), Enriched(2, 3), new("enriched", 1, 0, Ending.Tombstone, null, "gone", null, "", At(1)),
        Letter(new(1, 1), "invalid_text"),
    ];

    private static readonly LoggedCommit[] s_log = [new(0, 2, At(0)), new(1, 2, At(1)), new(0, 2, At(1)), new(0, 3, At(2))];

    private static DateTimeOffset At(double seconds) => s_start + TimeSpan.FromSeconds(seconds);

    private static IEnumerable<LoggedCommit> Log(params (int Partition, long Next)[] commits) =>
        commits.Select(commit => new LoggedCommit(commit.Partition, commit.Next, At(0)));

    private static Ledger Fed(IEnumerable<Arrival> output, IEnumerable<CommitSample>? commits = null, Promise promise = Promise.ExactlyOnce,
        double last = 200, IEnumerable<LoggedCommit>? log = null)
    {
        var ledger = new Ledger(promise, s_grace, s_bound);
        foreach (var sent in s_input) ledger.Take(sent);
        foreach (var arrival in output) ledger.Take(arrival);
        foreach (var commit in commits ?? [new(0, 2, At(5)), new(0, 3, At(10)), new(1, 2, At(10))]) ledger.Take(commit);
        foreach (var commit in log ?? s_log) ledger.Take(commit);
        ledger.Take(new Currency(At(last), At(last + 1)));
        return ledger;
    }

    private static IEnumerable<string> Broken(Ledger ledger, bool final = true) => ledger.Judge(final).Broken.Keys;

    [Fact]
    public void A_faultless_run_is_acquitted_whatever_the_promise()
    {
        Assert.Empty(Broken(Fed(s_output)));
        Assert.Empty(Broken(Fed(s_output, promise: Promise.AtLeastOnce)));
        var verdict = Fed(s_output).Judge(final: true);
        Assert.Equal((5, 0, 0, 0), (verdict.Sent, verdict.Missing, verdict.Duplicates, verdict.Disorders));
        Assert.Equal(3, verdict.Endings["Enriched"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_lost_record_is_found_at_the_end_and_awaited_before(int missing)
    {
        var output = s_output.Where((_, at) => at != missing);
        Assert.Contains("NoneLost", Broken(Fed(output, commits: [new(0, 3, At(190)), new(1, 2, At(190))])));
        Assert.Empty(Broken(Fed(output, commits: []), final: false));
    }

    [Fact]
    public void A_dead_letter_of_a_healthy_record_is_a_loss() =>
        Assert.Contains("NoneLost", Broken(Fed(s_output.Select((arrival, at) => at == 1 ? Letter(new(0, 1), "internal", 101, place: 9) : arrival))));

    [Fact]
    public void A_doubled_record_is_found_on_the_same_topic_and_on_the_other()
    {
        Assert.Equal(["NoneDoubled"], Broken(Fed([.. s_output, Enriched(2, 4)])));
        Assert.Equal(["NoneDoubled"], Broken(Fed([.. s_output, Letter(new(0, 2), "internal", 102, place: 5)])));
        Assert.Equal(["NoneDoubled"], Broken(Fed([.. s_output, s_output[3] with { Offset = 9 }])));
    }

    [Fact]
    public void At_least_once_counts_duplicates_and_allows_them()
    {
        // A repetition starts again from the last commit: 0 1 0 1 2.
        var ledger =
            Fed([Enriched(0, 0), Enriched(1, 1), Enriched(0, 2), Enriched(1, 3), Enriched(2, 4), .. s_output[3..]], promise: Promise.AtLeastOnce);
        Assert.Empty(Broken(ledger));
        Assert.Equal(2, ledger.Judge(final: true).Duplicates);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Disorder_is_found(bool once)
    {
        var ledger = Fed([Enriched(0, 0), Enriched(2, 1), Enriched(1, 3), .. s_output[3..]], promise: once
            ? Promise.ExactlyOnce
            : Promise.AtLeastOnce);
        Assert.Equal(["InOrder"], Broken(ledger));
    }

    [Fact]
    public void An_output_on_another_partition_is_found() =>
        Assert.Equal(["InOrder"], Broken(Fed([.. s_output[..2], Enriched(2, 3, partition: 1), .. s_output[3..]])));

    [Fact]
    public void A_changed_text_and_a_changed_dead_letter_are_found()
    {
        Assert.Equal(["Faithful"], Broken(Fed([Enriched(0, 0) with { Content = 1 }, .. s_output[1..]])));
        Assert.Equal(["Faithful"], Broken(Fed([.. s_output[..4], Letter(new(1, 1), "invalid_text", content: 1)])));
    }

    [Fact]
    public void A_wrong_reason_and_an_invented_record_are_found()
    {
        Assert.Equal(["Faithful"], Broken(Fed([.. s_output[..4], Letter(new(1, 1), "internal")])));
        Assert.Equal(["Faithful"], Broken(Fed([.. s_output, Letter(new(5, 7), "invalid_text", place: 3)])));
    }

    [Fact]
    public void A_commit_that_falls_and_one_short_of_the_end_are_found()
    {
        Assert.Equal(["CommitsRise"], Broken(Fed(s_output, log: Log((0, 3), (0, 2), (0, 3), (1, 2)))));
        Assert.Equal(["CommitsRise"], Broken(Fed(s_output, log: Log((0, 3), (0, -1), (0, 3), (1, 2)), promise: Promise.AtLeastOnce)));
        Assert.Equal(["CommitsRise"], Broken(Fed(s_output, log: Log((0, 3), (1, 1)), promise: Promise.AtLeastOnce)));
        Assert.Equal(["CommitsRise"], Broken(Fed(s_output, log: [], promise: Promise.AtLeastOnce)));
        Assert.Equal(["CommitsRise"], Broken(Fed(s_output, [new(0, 3, At(5)), new(1, 1, At(7))], Promise.AtLeastOnce)));
    }

    [Fact]
    public void An_answer_older_than_the_log_is_counted_and_no_fall()
    {
        var ledger = Fed(s_output, [new(0, 3, At(5)), new(0, 2, At(34)), new(0, 3, At(70)), new(1, 2, At(70))]);
        Assert.Empty(Broken(ledger));
        Assert.Equal((1, 4), (ledger.Judge(final: true).OlderAnswers, ledger.Judge(final: true).Commits));
    }

    [Fact]
    public void Commits_are_read_from_the_brokers_log()
    {
        // OffsetCommitKey 1: group, topic, partition; OffsetCommitValue 3: offset, leader epoch, metadata, time.
        byte[] key = [0, 1, 0, 5, .. "chaos"u8, 0, 9, .. "chaos.raw"u8, 0, 0, 0, 4];
        byte[] value = [0, 3, 0, 0, 0, 0, 0, 0, 9, 22, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9];
        Assert.Equal(new LoggedCommit(4, 2326, At(1)), CommitLog.Commit(key, value, At(1)));
        Assert.Equal(new LoggedCommit(4, -1, At(1)), CommitLog.Commit(key, null, At(1)));
        Assert.Null(CommitLog.Commit([0, 2, 0, 5, .. "chaos"u8], value, At(1)));
        Assert.Null(CommitLog.Commit([0, 1, 0, 5, .. "other"u8, 0, 9, .. "chaos.raw"u8, 0, 0, 0, 4], value, At(1)));
    }

    [Fact]
    public void A_commit_ahead_of_its_output_is_found()
    {
        // Committed at 5 s; the reader had read everything of 36 s at 37 s, and the output came at 60 s.
        var late = s_output.Select((arrival, at) => at == 2 ? arrival with { At = At(60) } : arrival);
        var ledger = Fed(late, [new(0, 3, At(5)), new(1, 2, At(5))]);
        Assert.Empty(Broken(ledger));
        var watched = new Ledger(Promise.ExactlyOnce, s_grace, s_bound);
        watched.Take(new Currency(At(36), At(37)));
        Assert.Equal(["CommitsFollowOutput"], Broken(Copy(watched, late, [new(0, 3, At(5)), new(1, 2, At(5))])));
    }

    [Fact]
    public void An_output_that_is_visible_before_its_offset_is_written_is_found_under_exactly_once()
    {
        // The third is visible at 2 s, and its offset is written half a second later: they are no parts of one transaction.
        LoggedCommit[] log = [new(0, 2, At(0)), new(0, 3, At(2.5)), new(1, 2, At(1))];
        Assert.Equal(["NothingAbortedVisible"], Broken(Fed(s_output, log: log)));
        Assert.Empty(Broken(Fed(s_output, promise: Promise.AtLeastOnce, log: log)));
    }

    [Fact]
    public void An_output_whose_offset_is_never_committed_is_found_under_exactly_once() =>
        Assert.Equal(["CommitsRise", "NothingAbortedVisible"], Broken(Fed(s_output, log: Log((0, 2), (1, 2)))).Order());

    [Fact]
    public void A_coordinator_that_answers_old_offsets_for_long_convicts_nobody()
    {
        // All brokers have died after 10 s; the answers are those of before for a minute.
        CommitSample[] commits = [new(0, 2, At(5)), new(0, 2, At(70)), new(0, 3, At(80)), new(1, 2, At(80))];
        Assert.Empty(Broken(Fed(s_output, commits)));
    }

    [Fact]
    public void A_transaction_open_beyond_its_bound_is_found_and_time_without_answers_does_not_count()
    {
        var ledger = Fed(s_output);
        for (var second = 0; second <= 39; second++) ledger.Take(new StableSample("enriched", 0, 3, 5, At(second)));
        Assert.Empty(Broken(ledger));
        ledger.Take(new StableSample("enriched", 0, 3, 5, At(100)));
        Assert.Empty(Broken(ledger));
        for (var second = 101; second <= 103; second++) ledger.Take(new StableSample("enriched", 0, 3, 5, At(second)));
        Assert.Equal(["TransactionsEnd"], Broken(ledger));
    }

    [Fact]
    public void Transactions_that_follow_each_other_are_not_one_long_one()
    {
        var ledger = Fed(s_output);
        for (var second = 0; second <= 100; second++) ledger.Take(new StableSample("enriched", 0, second, second + 2, At(second)));
        Assert.Empty(Broken(ledger));
    }

    private static Ledger Copy(Ledger ledger, IEnumerable<Arrival> output, IEnumerable<CommitSample> commits)
    {
        foreach (var sent in s_input) ledger.Take(sent);
        foreach (var arrival in output) ledger.Take(arrival);
        foreach (var commit in commits) ledger.Take(commit);
        foreach (var commit in s_log) ledger.Take(commit);
        return ledger;
    }
}
