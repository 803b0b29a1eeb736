using System.Text;
using StreamNer.Output;
using StreamNer.Text;

namespace StreamNer.Tests.Text;

public sealed class OffsetUnitsTests
{
    private static int[] Convert(string text, OffsetUnit unit, params int[] offsets)
    {
        OffsetUnits.Convert(text, unit, offsets);
        return offsets;
    }

    [Theory]
    [InlineData(OffsetUnit.CodePoint, new[] { 0, 1, 2, 2, 3, 4 })]
    [InlineData(OffsetUnit.Utf8, new[] { 0, 2, 6, 6, 9, 10 })]
    [InlineData(OffsetUnit.Utf16, new[] { 0, 1, 2, 3, 4, 5 })]
    public void Each_unit_counts_its_own(OffsetUnit unit, int[] expected) => Assert.Equal(expected, Convert("é😀日a", unit, 0, 1, 2, 3, 4, 5));

    [Theory]
    [InlineData(OffsetUnit.CodePoint, new[] { 1, 2, 3, 4 })]
    [InlineData(OffsetUnit.Utf8, new[] { 3, 6, 7, 10 })]
    public void A_lone_surrogate_is_one_code_point_and_three_bytes(OffsetUnit unit, int[] expected) =>
        Assert.Equal(expected, Convert("\uDC00\uD800a\uD83D", unit, 1, 2, 3, 4));

    [Fact]
    public void Any_order_and_repeats_are_fine() => Assert.Equal([9, 0, 2, 9], Convert("é😀日", OffsetUnit.Utf8, 4, 0, 1, 4));

    [Fact]
    public void Ascii_and_empty_texts_are_the_same_in_all_units()
    {
        Assert.Equal([3, 0], Convert("abc", OffsetUnit.Utf8, 3, 0));
        Assert.Equal([0], Convert("", OffsetUnit.CodePoint, 0));
        Assert.Empty(Convert("é", OffsetUnit.Utf8));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void An_offset_outside_of_the_text_is_refused(int offset) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Convert("ab", OffsetUnit.Utf16, offset));

    [Fact]
    public void Random_texts_agree_with_the_encoder()
    {
        var random = new Random(4);
        for (var round = 0; round < 2000; round++)
        {
            var text = new StringBuilder();
            while (text.Length < round % 300)
            {
                text.Append(random.Next(8) switch
                {
                    0 => "é",
                    1 => "日",
                    2 => "😀",
                    3 => "\uD800\uD83D\uDE00",
                    4 => "\uDC00",
                    _ => new string('a', random.Next(90)),
                });
            }

            var whole = text.ToString();
            var offset = random.Next(whole.Length + 1);
            if (offset > 0 && offset < whole.Length && char.IsSurrogatePair(whole[offset - 1], whole[offset])) offset++;
            var before = whole[..offset];
            // The encoder writes U+FFFD, three bytes, for a lone surrogate.
            Assert.Equal(Encoding.UTF8.GetByteCount(before), Convert(whole, OffsetUnit.Utf8, offset)[0]);
            Assert.Equal(before.EnumerateRunes().Count(), Convert(whole, OffsetUnit.CodePoint, offset)[0]);
        }
    }
}
