using StreamNer.Text;

namespace StreamNer.Tests.Text;

public sealed class FunctionWordsTests
{
    [Theory]
    [InlineData("the")]
    [InlineData("of the")]
    [InlineData("and/or")]
    [InlineData("for, by")]
    [InlineData("because")]
    [InlineData("für den")]
    public void Words_of_grammar_in_small_letters_are_nothing_else(string text) => Assert.True(FunctionWords.Alone(text));

    [Theory]
    [InlineData("The")] // a band, a heading
    [InlineData("IT")]
    [InlineData("the Who")]
    [InlineData("of mice")]
    [InlineData("the 5")]
    [InlineData("la")]
    [InlineData("us")]
    [InlineData("will")]
    [InlineData("throughout")]
    [InlineData("")]
    [InlineData("?!")]
    [InlineData("in 東京")]
    [InlineData("in 😀")]
    public void A_capital_or_another_word_makes_it_a_name(string text) => Assert.False(FunctionWords.Alone(text));
}
