using StreamNer.Kafka.Erasure;

namespace StreamNer.Tests.Kafka.Erasure;

/// <summary>Which offsets a tenant has, and what stands between them.</summary>
public sealed class TenantHoldingsTests
{
    private readonly TenantHoldings _found = new();

    private void Partition(int partition, params (long Offset, string? Owner)[] records)
    {
        foreach (var (offset, owner) in records) _found.Add(HoldingKind.Output, "out", partition, offset, owner);
    }

    [Fact]
    public void Offsets_are_ranges_without_a_record_of_others_and_gaps_do_not_part_them()
    {
        Partition(0, (0, null), (1, "a"), (2, "a"), (5, "a"), (6, "b"), (7, "a"), (9, null));
        Partition(1, (0, "a"));
        var held = _found.Of("a").ToList();
        Assert.Equal([(1L, 6L), (7, 8)], held[0].Ranges);
        Assert.Equal((4, 2), (held[0].Records, held[0].Others));
        Assert.Equal([(0L, 1L)], held[1].Ranges);
        Assert.Equal((1, 0), (held[1].Records, held[1].Others));
        Assert.Equal([(6L, 7L)], Assert.Single(_found.Of("b")).Ranges);
        Assert.Equal(4, Assert.Single(_found.Of("b")).Others);
    }

    [Fact]
    public void What_cannot_be_told_is_counted_by_partition()
    {
        _found.Add(HoldingKind.DeadLetter, "dlq", 0, 4, null, unknown: true);
        _found.Add(HoldingKind.DeadLetter, "dlq", 0, 5, null, unknown: true);
        _found.Add(HoldingKind.Output, "out", 0, 5, null);
        Assert.Equal([new(HoldingKind.DeadLetter, "dlq", 0, 2)], _found.Unknown);
    }
}
