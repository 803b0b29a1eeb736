using StreamNer.Pipeline;
using StreamNer.Text;

namespace StreamNer.Tests.Pipeline;

public sealed class BufferPoolTests
{
    [Fact]
    public void A_buffer_is_used_again_and_comes_back_empty()
    {
        var pool = new BufferPool();
        var buffer = pool.Rent();
        Fill(buffer, 100);
        pool.Return(buffer);
        Assert.Same(buffer, pool.Rent());
        Assert.Equal(0, buffer.Count);
    }

    [Fact]
    public void A_buffer_that_a_long_document_has_made_large_is_not_kept()
    {
        var pool = new BufferPool();
        var buffer = pool.Rent();
        Fill(buffer, BufferPool.LargestKept + 1);
        pool.Return(buffer);
        Assert.NotSame(buffer, pool.Rent());
    }

    [Fact]
    public void Nor_is_one_whose_last_document_was_short_again()
    {
        var pool = new BufferPool();
        var buffer = pool.Rent();
        Fill(buffer, BufferPool.LargestKept + 1);
        buffer.Truncate(1);
        pool.Return(buffer);
        Assert.NotSame(buffer, pool.Rent());
    }

    private static void Fill(TokenBuffer buffer, int tokens)
    {
        for (var i = 0; i < tokens; i++) buffer.Add(i, i, i + 1, i);
    }
}
