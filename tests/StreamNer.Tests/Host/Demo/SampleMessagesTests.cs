using System.Text;
using StreamNer.Host.Demo;

namespace StreamNer.Tests.Host.Demo;

public sealed class SampleMessagesTests
{
    private static readonly string[] s_texts =
        [.. Enumerable.Range(0, 5_000).Select(new SampleMessages().Value).Where(IsText).Select(value => Encoding.UTF8.GetString(value!))];

    private static bool IsText(byte[]? value) => value is not null && !value.Contains((byte)0xe9);

    [Fact]
    public void No_message_comes_twice_and_no_blank_is_left_open()
    {
        Assert.Equal(s_texts.Length, s_texts.Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(s_texts, text => text.Contains('{', StringComparison.Ordinal) || text.Length is < 5 or > 300);
    }

    [Fact]
    public void Every_message_of_the_file_is_in_the_first_round()
    {
        var starts = s_texts.Take(140).Select(text => text[..Math.Min(text.Length, 12)]).Distinct(StringComparer.Ordinal);
        Assert.True(starts.Count() > 120, "the order repeats a few messages: its step and their count have a common divisor");
    }

    [Fact]
    public void Addresses_in_them_lead_nowhere()
    {
        foreach (var word in s_texts.SelectMany(text => text.Split(' '))
            .Where(word => word.Contains('@', StringComparison.Ordinal) && word[0] != '@'))
            Assert.Matches(@"@example\.(com|org|net)[.,?]?$", word);
    }
}
