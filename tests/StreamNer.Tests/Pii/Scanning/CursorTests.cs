using StreamNer.Pii.Scanning;

namespace StreamNer.Tests.Pii.Scanning;

public sealed class CursorTests
{
    [Fact]
    public void A_form_is_read_token_by_token()
    {
        var at = At("00-590 Warszawa");
        Assert.True(at.Digits(2) && at.Sign('-') && at.Digits(3) && at.Any(TokenKind.Letters, Gap.Blank));
        Assert.Equal((4, 3), (at.Next, at.Last));
        Assert.False(at.Any(TokenKind.Letters, Gap.Paragraph));
    }

    [Fact]
    public void What_does_not_fit_leaves_it_where_it_is()
    {
        var at = At("12/x");
        Assert.False(at.Digits(3));
        Assert.False(at.Sign('/'));
        Assert.False(at.Word("x"));
        Assert.Equal(0, at.Next);
        Assert.True(at.Digits(1, 2));
        Assert.False(at.AnySign("-."));
        Assert.True(at.AnySign("-./"));
        Assert.True(at.Word("y|x"));
    }

    [Fact]
    public void Tokens_touch_unless_a_gap_is_allowed()
    {
        var at = At("1 - 2\n3");
        Assert.True(at.Digits(1));
        Assert.False(at.Sign('-'));
        Assert.True(at.Sign('-', Gap.Blank));
        Assert.True(at.Digits(1, Gap.Blank));
        Assert.False(at.Digits(1, Gap.Blanks));
        Assert.True(at.Digits(1, Gap.Line));
    }

    [Fact]
    public void A_copy_looks_ahead()
    {
        var at = At("12:x");
        Assert.True(at.Digits(2));
        var ahead = at;
        Assert.True(ahead.Sign(':'));
        Assert.False(ahead.Any(TokenKind.Digits));
        Assert.Equal((1, 2), (at.Next, ahead.Next));
    }

    [Theory]
    [InlineData("STR", true)]
    [InlineData("Stró", false)]
    [InlineData("str\u00E9", false)]
    public void Words_are_compared_without_case(string text, bool fits) => Assert.Equal(fits, At(text).Word("st|str"));

    private static Cursor At(string text)
    {
        var table = DetectorTable.Default;
        return new Cursor(new Scan(table, text, new ScanState(table.All.Length), [], budget: 1), 0);
    }
}
