using StreamNer.Decoding;
using StreamNer.Text;

namespace StreamNer.Tests.Decoding;

public sealed class WindowStitcherTests
{
    [Fact]
    public void Each_token_belongs_to_the_window_in_which_it_stands_farthest_from_an_edge()
    {
        var random = new Random(20260101);
        for (var round = 0; round < 2_000; round++)
        {
            var windows = Windows(random);
            var owner = new List<int>();
            for (var i = 0; i < windows.Length; i++)
            {
                var owned = WindowStitcher.Owned(windows, i);
                Assert.Equal(owner.Count, owned.First);
                for (var token = 0; token < owned.Count; token++) owner.Add(i);
            }

            Assert.Equal(windows[^1].First + windows[^1].Count, owner.Count);
            Assert.All(owner.Select((window, token) => (window, token)), pair => Assert.Equal(Farthest(windows, pair.token), pair.window));
        }
    }

    [Fact]
    public void A_lone_window_decides_all_its_tokens() =>
        Assert.Equal(new TokenRange(0, 7), WindowStitcher.Owned([new TokenRange(0, 7)], 0));

    // The rule as it is written, the slow way.
    private static int Farthest(TokenRange[] windows, int token)
    {
        var best = -1;
        var distance = -1;
        for (var i = 0; i < windows.Length; i++)
        {
            var (first, last) = (windows[i].First, windows[i].First + windows[i].Count - 1);
            if (token < first || token > last) continue;
            var here = Math.Min(token - first, last - token);
            if (here > distance) (best, distance) = (i, here);
        }

        return best;
    }

    private static TokenRange[] Windows(Random random)
    {
        var windows = new List<TokenRange> { new(0, random.Next(1, 12)) };
        for (var more = random.Next(6); more > 0; more--)
        {
            var (first, end) = (windows[^1].First, windows[^1].First + windows[^1].Count);
            var next = random.Next(first, end + 1);
            windows.Add(new TokenRange(next, Math.Max(end - next, 0) + random.Next(1, 8)));
        }

        return [.. windows];
    }
}
