using System.Text;
using StreamNer.Pii;
using StreamNer.Pii.Redacting;

namespace StreamNer.Tests.Pii.Redacting;

public sealed class CardDataScrubberTests
{
    // Takes three digits after "cvv " for a code, and leaves other types to others.
    private static bool FindCodes(string text, List<PiiSpan> into)
    {
        for (var at = text.IndexOf("cvv ", StringComparison.Ordinal); at >= 0; at = text.IndexOf("cvv ", at + 1, StringComparison.Ordinal))
        {
            if (at + 7 <= text.Length && char.IsDigit(text[at + 4])) into.Add(new PiiSpan("CVV", at + 4, at + 7, "fake", PiiEvidence.Context));
        }

        if (text.Contains("a@b.io", StringComparison.Ordinal)) into.Add(new PiiSpan("EMAIL", 0, 1, "fake", PiiEvidence.Context));
        return true;
    }

    private static readonly CardDataScrubber Scrubber = new(FindCodes);

    [Fact]
    public void Bytes_on_which_a_detector_throws_are_left_out()
    {
        Assert.Null(new CardDataScrubber((_, _) => throw new ArithmeticException()).Scrub("cvv 123"u8.ToArray()));
        var stopped = new CardDataScrubber((_, _) => throw new OperationCanceledException());
        Assert.Throws<OperationCanceledException>(() => stopped.Scrub("cvv 123"u8.ToArray()));
    }

    [Fact]
    public void Forbidden_values_are_overwritten_byte_for_byte_and_others_stay()
    {
        var original = Encoding.UTF8.GetBytes("é😀 a@b.io cvv 123, cvv 456");
        Assert.Equal("é😀 a@b.io cvv ***, cvv ***", Encoding.UTF8.GetString(Scrubber.Scrub(original)!));
        Assert.Equal("é😀 a@b.io cvv 123, cvv 456", Encoding.UTF8.GetString(original));
    }

    [Fact]
    public void Bytes_that_are_no_text_stay_as_they_are()
    {
        byte[] original = [0, 0xFF, 0xC3, .. "cvv 123"u8, 0xE2, 0x82];
        byte[] expected = [0, 0xFF, 0xC3, .. "cvv ***"u8, 0xE2, 0x82];
        Assert.Equal(expected, Scrubber.Scrub(original));
    }

    [Fact]
    public void Wide_digits_are_overwritten_whole() =>
        Assert.Equal("cvv *********!", Encoding.UTF8.GetString(Scrubber.Scrub(Encoding.UTF8.GetBytes("cvv １２３!"))!));

    [Fact]
    public void Bytes_without_such_values_are_the_same_array()
    {
        var original = "a@b.io"u8.ToArray();
        Assert.Same(original, Scrubber.Scrub(original));
    }

    [Fact]
    public void Bytes_that_cannot_be_scanned_must_be_left_out() => Assert.Null(new CardDataScrubber((_, _) => false).Scrub([1]));

    [Fact]
    public void A_name_speaks_for_what_stands_under_it_and_is_no_part_of_it()
    {
        var scrubber = new CardDataScrubber((text, into) => FindCodes(text.Replace("cvv: ", " cvv ", StringComparison.Ordinal), into));
        Assert.Equal("***, é cvv ***"u8.ToArray(), scrubber.Scrub(Encoding.UTF8.GetBytes("123, é cvv 456"), "cvv"));
        Assert.Equal("x"u8.ToArray(), scrubber.Scrub("x"u8.ToArray(), "cvv 123"));
    }
}
