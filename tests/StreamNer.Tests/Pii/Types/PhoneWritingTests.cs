using StreamNer.Pii;
using StreamNer.Pii.Types;

namespace StreamNer.Tests.Pii.Types;

/// <summary>The writings of telephone numbers, each by its own example.</summary>
public sealed class PhoneWritingTests
{
    private static readonly PiiScanner s_scanner = new();

    public static TheoryData<string> Examples => [.. PhoneWriting.All.Select(writing => writing.Example)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Each_example_is_found_as_surely_as_its_writing_says(string example)
    {
        var writing = PhoneWriting.All.Single(writing => writing.Example == example);
        var start = example.IndexOf('⟦', StringComparison.Ordinal);
        var end = example.IndexOf('⟧', StringComparison.Ordinal) - 1;
        var text = example.Replace("⟦", "", StringComparison.Ordinal).Replace("⟧", "", StringComparison.Ordinal);
        var found = new List<PiiSpan>();
        Assert.True(s_scanner.Scan(text, found).Complete);
        var phone = Assert.Single(found, span => span.Type == "PHONE");
        Assert.Equal((start, end, writing.Evidence), (phone.Start, phone.End, phone.Evidence));
    }

    [Fact]
    public void What_needs_a_word_is_not_found_without_one()
    {
        foreach (var writing in PhoneWriting.All.Where(writing => writing.NeedsWord))
        {
            var text = writing.Example.Replace("call", "take", StringComparison.Ordinal).Replace("⟦", "", StringComparison.Ordinal)
                .Replace("⟧", "", StringComparison.Ordinal);
            var found = new List<PiiSpan>();
            s_scanner.Scan(text, found);
            Assert.DoesNotContain(found, span => span.Type == "PHONE");
        }
    }
}
