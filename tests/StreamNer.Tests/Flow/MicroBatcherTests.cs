using FsCheck;
using FsCheck.Fluent;
using StreamNer.Configuration;
using StreamNer.Flow;

namespace StreamNer.Tests.Flow;

public sealed class MicroBatcherTests
{
    private static readonly BatchBounds s_bounds = new(3, 100, 1_000, TimeSpan.FromMilliseconds(25));
    private readonly FakeClock _clock = new();

    [Fact]
    public void An_empty_batcher_is_never_due_and_gives_nothing()
    {
        var batcher = new MicroBatcher(s_bounds, _clock);
        Assert.Null(batcher.Due);
        Assert.Null(batcher.Take());
    }

    [Fact]
    public void Age_counts_from_the_arrival_of_the_oldest_record_even_when_it_was_added_late()
    {
        var batcher = new MicroBatcher(s_bounds, _clock);
        var arrived = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        batcher.Add(Some.Record(0, arrived: _clock.GetTimestamp()));
        batcher.Add(Some.Record(1, arrived: arrived));
        Assert.Equal(TimeSpan.FromMilliseconds(15), batcher.Due);
        _clock.Advance(TimeSpan.FromMilliseconds(15));
        Assert.Equal(TimeSpan.Zero, batcher.Due);
    }

    [Fact]
    public void Age_starts_anew_with_the_records_that_stay_when_older_ones_are_revoked()
    {
        var batcher = new MicroBatcher(s_bounds, _clock);
        batcher.Add(Some.Record(0, partition: 1, arrived: _clock.GetTimestamp()));
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        batcher.Add(Some.Record(7, partition: 2, arrived: _clock.GetTimestamp()));
        Assert.Equal(1, batcher.Remove("raw", 1));
        Assert.Equal(TimeSpan.FromMilliseconds(25), batcher.Due);
        Assert.Equal(2, Assert.Single(batcher.Take()!.Records).Position!.Value.Partition);
    }

    [Fact]
    public void Each_bound_closes_the_batch()
    {
        var byCount = new MicroBatcher(s_bounds, _clock);
        for (var i = 0; i < 3; i++) byCount.Add(Some.Record(i));
        Assert.Equal(TimeSpan.Zero, byCount.Due);
        Assert.False(byCount.Fits(Some.Record(3)));

        var byBytes = new MicroBatcher(s_bounds, _clock);
        byBytes.Add(Some.Record(bytes: 60));
        Assert.False(byBytes.Fits(Some.Record(bytes: 41)));
        Assert.True(byBytes.Fits(Some.Record(bytes: 40)));

        var byTokens = new MicroBatcher(s_bounds, _clock);
        byTokens.Add(Some.Record(text: new string('a', 2_000)));
        Assert.False(byTokens.Fits(Some.Record(text: new string('a', 2_000))));
        Assert.True(byTokens.Fits(Some.Record(text: "a")));
    }

    [Fact]
    public void A_record_above_every_bound_is_a_batch_of_its_own()
    {
        var batcher = new MicroBatcher(s_bounds, _clock);
        var huge = Some.Record(bytes: 1_000_000, text: new string('a', 1_000_000));
        Assert.True(batcher.Fits(huge));
        batcher.Add(huge);
        Assert.Equal(TimeSpan.Zero, batcher.Due);
        Assert.Same(huge, Assert.Single(batcher.Take()!.Records));
    }

    [Fact]
    public void Batches_hold_every_record_once_in_order_within_bounds() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<PositiveInt>>(),
        sizes =>
        {
            var batcher = new MicroBatcher(s_bounds, _clock);
            var batches = new List<MicroBatch>();
            for (var i = 0; i < sizes.Get.Length; i++)
            {
                var record = Some.Record(i, bytes: sizes.Get[i].Get);
                if (!batcher.Fits(record)) batches.Add(batcher.Take()!);
                batcher.Add(record);
                if (batcher.Due == TimeSpan.Zero) batches.Add(batcher.Take()!);
            }

            if (batcher.Take() is { } last) batches.Add(last);
            return batches.SelectMany(b => b.Records).Select(r => r.Position!.Value.Offset)
                .SequenceEqual(Enumerable.Range(0, sizes.Get.Length).Select(i => (long)i))
                && batches.TrueForAll(b => b.Records.Count <= 3 && (b.Bytes <= 100 || b.Records.Count == 1))
                && batches.Select(b => b.Sequence).SequenceEqual(Enumerable.Range(0, batches.Count).Select(i => (long)i));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_batch_knows_the_offset_after_its_last_record_of_each_partition()
    {
        var batch = new MicroBatch(0, [Some.Record(4, 0), Some.Record(9, 1), Some.Record(6, 0)]);
        Assert.Equal(new NextOffset(7), batch.Next[new PartitionEpoch("raw", 0, 1)]);
        Assert.Equal(new NextOffset(10), batch.Next[new PartitionEpoch("raw", 1, 1)]);
    }

    [Fact]
    public void Options_override_the_profile_and_name_the_key_that_is_wrong()
    {
        Assert.Equal(new BatchBounds(32, 1 << 18, 4_096, TimeSpan.FromMilliseconds(7)),
            new BatchOptions { Profile = BatchProfile.Online, AgeMs = 7 }.Bounds);
        var errors = new List<OptionError>();
        new BatchOptions { Documents = 0, Bytes = 0, Tokens = 0, AgeMs = -1 }.Validate(errors);
        Assert.Equal(["batch:documents", "batch:bytes", "batch:tokens", "batch:ageMs"], errors.Select(e => e.Key));
    }
}
