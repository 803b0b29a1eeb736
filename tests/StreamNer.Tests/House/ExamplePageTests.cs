using System.Text.RegularExpressions;

namespace StreamNer.Tests.House;

/// <summary>The programs on the pages are the examples that are built and run.</summary>
public sealed partial class ExamplePageTests
{
    [Theory]
    [InlineData("docs/library.md")]
    [InlineData("docs/adr/0022-a-library-with-a-deliberate-surface.md")]
    public void Every_example_of_the_page_is_the_program_in_its_folder(string page)
    {
        var blocks = Blocks().Matches(Repository.Read(page));
        Assert.Equal(3, blocks.Count);
        Assert.All(blocks, block => Assert.Equal(Repository.Read(block.Groups["file"].Value), block.Groups["text"].Value));
    }

    [GeneratedRegex("<!-- (?<file>examples/[^ ]+) -->\n```csharp\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Blocks();
}
