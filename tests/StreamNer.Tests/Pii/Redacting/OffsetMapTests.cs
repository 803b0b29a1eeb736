using StreamNer.Pii.Redacting;

namespace StreamNer.Tests.Pii.Redacting;

public sealed class OffsetMapTests
{
    // original: 0123456789abcdef, [2,5) becomes 6 units, [5,6) one, [10,14) none
    private static readonly OffsetMap Map = new([(2, 5, 6), (5, 6, 1), (10, 14, 0)]);

    [Fact]
    public void Text_outside_of_replacements_moves_along()
    {
        Assert.Equal((0, 2), Map.ToOutput(0, 2));
        Assert.Equal((9, 13), Map.ToOutput(6, 10));
        Assert.Equal((13, 15), Map.ToOutput(14, 16));
    }

    [Fact]
    public void A_range_that_a_replacement_touches_takes_all_of_it()
    {
        Assert.Equal((2, 8), Map.ToOutput(3, 4));
        Assert.Equal((0, 8), Map.ToOutput(0, 3));
        Assert.Equal((2, 9), Map.ToOutput(4, 6));
        Assert.Equal((8, 10), Map.ToOutput(5, 7));
        Assert.Equal((13, 13), Map.ToOutput(11, 12));
    }

    [Fact]
    public void Covers_is_true_where_a_replacement_takes_any_part()
    {
        Assert.False(Map.Covers(0, 2));
        Assert.True(Map.Covers(0, 3));
        Assert.True(Map.Covers(5, 6));
        Assert.False(Map.Covers(6, 10));
        Assert.True(Map.Covers(13, 16));
        Assert.False(Map.Covers(14, 16));
        Assert.True(Map.Covers(3, 3));
        Assert.False(Map.Covers(2, 2));
        Assert.False(OffsetMap.Identity.Covers(0, 100));
    }

    [Fact]
    public void Replacements_out_of_order_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new OffsetMap([(3, 5, 1), (4, 6, 1)]));
        Assert.Throws<ArgumentException>(() => new OffsetMap([(3, 3, 1)]));
    }

    [Fact]
    public void Every_range_comes_back_as_itself_or_as_all_that_was_replaced_with_it()
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var replacements = new List<(int Start, int End, int OutputLength)>();
            var at = 0;
            while (true)
            {
                var start = at + random.Next(3);
                var end = start + random.Next(1, 4);
                if (end > 20) break;
                replacements.Add((start, end, random.Next(1, 6)));
                at = end;
            }

            var map = new OffsetMap(replacements.ToArray());
            for (var start = 0; start < 20; start++)
            {
                for (var end = start + 1; end <= 20; end++)
                {
                    var touched = replacements.Where(r => r.Start < end && r.End > start).ToList();
                    (int, int) whole = touched.Count == 0 ? (start, end) : (Math.Min(start, touched[0].Start), Math.Max(end, touched[^1].End));
                    var output = map.ToOutput(start, end);
                    Assert.Equal(whole, map.ToOriginal(output.Start, output.End));
                    Assert.Equal(touched.Count > 0, map.Covers(start, end));
                    if (touched.Count == 0) Assert.Equal(end - start, output.End - output.Start);
                }
            }
        }
    }
}
