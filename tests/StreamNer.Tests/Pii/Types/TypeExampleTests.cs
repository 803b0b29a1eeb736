using StreamNer.Pii;

namespace StreamNer.Tests.Pii.Types;

/// <summary>What a type says of itself holds: its examples, its place in the order, the names of its forms.</summary>
public sealed class TypeExampleTests
{
    private static readonly PiiScanner s_scanner = new();

    public static TheoryData<string, string> Examples => Texts(type => type.Examples);

    public static TheoryData<string, string> CounterExamples => Texts(type => type.CounterExamples);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Its_values_are_found_in_an_example(string type, string marked)
    {
        var (text, values) = PositiveExample.Read(marked);
        var found = Found(text, type).ToList();
        Assert.NotEmpty(values);
        Assert.All(values, value => Assert.Contains(value, found));
        Assert.All(found, span => Assert.Contains(values, value => value.Start <= span.Start && span.End <= value.End));
    }

    [Theory]
    [MemberData(nameof(CounterExamples))]
    public void It_is_not_found_in_a_counter_example(string type, string text)
    {
        Assert.DoesNotContain('⟦', text);
        Assert.Empty(Found(text, type));
    }

    [Fact]
    public void Every_type_with_forms_has_both() => Assert.All(PiiTypes.All.Where(type => type.Detectors.Count > 0), type =>
    {
        Assert.NotEmpty(type.Examples);
        Assert.NotEmpty(type.CounterExamples);
    });

    [Fact]
    public void Ranks_and_names_are_unique()
    {
        Assert.Distinct(PiiTypes.All.Select(type => type.Rank));
        Assert.Distinct(PiiTypes.All.SelectMany(type => type.Detectors.Select(detector => detector.Name)));
    }

    [Fact]
    public void Types_stand_in_the_order_of_their_ranks() =>
        Assert.Equal(PiiTypes.All.OrderBy(type => type.Rank).Select(type => type.Name), PiiTypes.All.Select(type => type.Name));

    private static TheoryData<string, string> Texts(Func<PiiType, IReadOnlyList<string>> of) =>
        new(PiiTypes.All.SelectMany(type => of(type).Select(text => (type.Name, text))));

    private static IEnumerable<(int Start, int End)> Found(string text, string type)
    {
        var spans = new List<PiiSpan>();
        Assert.True(s_scanner.Scan(text, spans).Complete);
        return spans.Where(span => span.Type == type).Select(span => (span.Start, span.End));
    }
}
