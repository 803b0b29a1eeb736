using StreamNer.Text;

namespace StreamNer.Tests.Text;

public sealed class WindowSlicerTests
{
    private static TokenBuffer Words(params ReadOnlySpan<int> lengths)
    {
        var tokens = new TokenBuffer();
        for (var word = 0; word < lengths.Length; word++)
        {
            for (var i = 0; i < lengths[word]; i++) tokens.Add(7, tokens.Count, tokens.Count + 1, word);
        }

        return tokens;
    }

    private static List<TokenRange> Slice(TokenBuffer tokens, int max, int overlap)
    {
        var windows = new List<TokenRange> { new(9, 9) };
        WindowSlicer.Slice(tokens, max, overlap, windows);
        return windows;
    }

    [Fact]
    public void Nothing_has_no_window_and_what_fits_has_one()
    {
        Assert.Empty(Slice(Words(), 10, 3));
        Assert.Equal([new(0, 10)], Slice(Words(4, 6), 10, 3));
    }

    [Fact]
    public void Windows_begin_and_end_between_words() =>
        Assert.Equal([new(0, 9), new(6, 9), new(12, 6)], Slice(Words(3, 3, 3, 3, 3, 3), 10, 3));

    [Fact]
    public void A_word_longer_than_a_window_is_cut_with_the_overlap() =>
        Assert.Equal([new(0, 2), new(2, 10), new(9, 10), new(16, 10), new(23, 7), new(26, 8)], Slice(Words(2, 24, 4, 4), 10, 3));

    [Fact]
    public void The_defaults_share_128_of_510_tokens()
    {
        var tokens = Words([.. Enumerable.Repeat(1, 1000)]);
        Assert.Equal([new(0, 510), new(382, 510), new(764, 236)], Slice(tokens, WindowSlicer.DefaultMaxTokens, WindowSlicer.DefaultOverlap));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 5)]
    [InlineData(5, -1)]
    public void Impossible_sizes_are_refused(int max, int overlap) => Assert.Throws<ArgumentOutOfRangeException>(() => Slice(Words(1), max, overlap));

    [Fact]
    public void Windows_cover_everything_advance_and_respect_words() => SeededLaw.Holds(3000, random =>
    {
        var longest = random.Next(1, 30);
        var tokens = Words([.. Enumerable.Range(0, random.Next(0, 60)).Select(_ => random.Next(1, longest + 1))]);
        var max = random.Next(1, 40);
        var overlap = random.Next(0, max);
        var windows = Slice(tokens, max, overlap);
        Assert.Equal(tokens.Count > 0, windows.Count > 0);
        var words = tokens.Words.ToArray();
        bool Boundary(int at) => at == 0 || at == words.Length || words[at] != words[at - 1];
        for (var i = 0; i < windows.Count; i++)
        {
            var (first, end) = (windows[i].First, windows[i].End);
            Assert.InRange(windows[i].Count, 1, max);
            Assert.Equal(i == 0, first == 0);
            Assert.Equal(i == windows.Count - 1, end == words.Length);
            if (i > 0)
            {
                Assert.InRange(first, windows[i - 1].First + 1, windows[i - 1].End);
                Assert.True(end > windows[i - 1].End);
            }

            if (longest <= max) Assert.True(Boundary(first) && Boundary(end));
            if (i > 0 && longest <= overlap && 2 * longest + overlap <= max)
                Assert.InRange(windows[i - 1].End - first, overlap, overlap + longest - 1);
        }
    });
}
