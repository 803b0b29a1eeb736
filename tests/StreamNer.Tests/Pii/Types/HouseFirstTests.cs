using StreamNer.Pii.Scanning;
using StreamNer.Pii.Types;

namespace StreamNer.Tests.Pii.Types;

/// <summary>The forms of streets that begin with their house number, each by its own example.</summary>
public sealed class HouseFirstTests
{
    public static TheoryData<string> Examples => [.. HouseFirst.Forms.Select(form => form.Example)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Each_example_is_read_whole_by_its_form_and_by_none_before_it(string example)
    {
        var table = DetectorTable.Default;
        var scan = new Scan(table, example, new ScanState(table.All.Length), [], budget: 1_000);
        var at = Assert.NotNull(HouseFirst.Behind(scan, table.AddressWords, house: 0));
        foreach (var form in HouseFirst.Forms)
        {
            var end = form.Fits(scan, table.AddressWords, at);
            if (form.Example != example)
            {
                Assert.Equal(-1, end.Last);
                continue;
            }

            Assert.Equal(scan.Tokens.Length - 1, end.Last);
            return;
        }
    }

    [Theory]
    [InlineData("12 Main Street", "she lives at 12 Main Street")]
    [InlineData("12 bis, avenue Victor Hugo", "12 bis, avenue Victor Hugo")]
    [InlineData("98 Stubben 149", "she lives at 98 Stubben 149")]
    public void Streets_with_the_number_first_are_found(string street, string text) => Found.Only(text, "ADDRESS", street);
}
