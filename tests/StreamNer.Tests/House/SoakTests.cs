extern alias chaos;

using chaos::StreamNer.Chaos.Checking;
using chaos::StreamNer.Chaos.Soak;

namespace StreamNer.Tests.House;

/// <summary>The judge of the soaks.</summary>
public sealed class SoakTests
{
    private static IEnumerable<(double, ProcessSample)> Samples(Func<int, double> memory, Func<int, int>? descriptors = null) =>
        Enumerable.Range(0, 100).Select(at => (at / 100.0, new ProcessSample(default, memory(at / 10), descriptors?.Invoke(at / 10) ?? 100, 30)));

    [Fact]
    public void What_stays_level_after_the_first_tenth_is_level()
    {
        var tenths = Tenths.Of(Samples(tenth => tenth == 0 ? 50 : 200 + tenth));
        Assert.Equal(10, tenths.Count);
        Assert.Equal((2, 10, 201.0), (tenths[1].Number, tenths[1].Samples, tenths[1].MemoryMiB));
        Assert.Empty(Tenths.Uneven(tenths));
    }

    [Fact]
    public void What_grows_or_shrinks_is_not()
    {
        Assert.Contains("memory in tenth 10", Assert.Single(Tenths.Uneven(Tenths.Of(Samples(tenth => tenth == 9 ? 211 : 200)))),
            StringComparison.Ordinal);
        Assert.Equal(8, Tenths.Uneven(Tenths.Of(Samples(tenth => tenth < 2 ? 200 : 150))).Count);
        Assert.Contains("descriptors in tenth 5", Assert.Single(Tenths.Uneven(Tenths.Of(Samples(_ => 200, tenth => tenth == 4 ? 106 : 100)))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_in_the_second_tenth_proves_nothing() => Assert.NotEmpty(Tenths.Uneven(Tenths.Of(Samples(_ => 200).Take(10))));
}
