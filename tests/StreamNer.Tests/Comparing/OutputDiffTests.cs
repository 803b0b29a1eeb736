using StreamNer.Comparing;
using StreamNer.Output;
using static StreamNer.Tests.Comparing.SomeOutput;

namespace StreamNer.Tests.Comparing;

public sealed class OutputDiffTests
{
    [Fact]
    public void Equal_outputs_have_no_differences_and_are_equal_byte_for_byte()
    {
        PlacedValue[] output = [Placed(Of(1, "Ada", Entity("PER", 0, 3, "Ada"))), Placed(Of(2, "none"))];
        var tally = Compare(output, output);
        Assert.Equal((2, 2, 0), (tally.Both, tally.Identical, tally.Changed));
        Assert.Equal((1, 1), (tally.Labels["PER"].InA, tally.Labels["PER"].InB));
    }

    [Fact]
    public void Records_are_found_by_source_whatever_their_order()
    {
        PlacedValue[] output = [.. Enumerable.Range(0, 50).Select(i => Placed(Of(i, $"{i}", Entity("PER", 0, 3))))];
        var tally = Compare(output, [.. output.Reverse()]);
        Assert.Equal((50, 50, 0, 0), (tally.Both, tally.Identical, tally.A.Alone, tally.B.Alone));
    }

    [Fact]
    public void What_one_output_alone_has_is_counted_on_its_side()
    {
        var tally = Compare([Placed(Of(1, "a")), Placed(Of(2, "b"))], [Placed(Of(2, "b")), Placed(Of(3, "c")), Placed(Of(4, "d"))]);
        Assert.Equal((1, 1, 2), (tally.Both, tally.A.Alone, tally.B.Alone));
    }

    [Fact]
    public void A_record_that_was_replaced_counts_in_its_newest_form()
    {
        var degraded = Placed(Of(1, "Ada"));
        var full = Placed(Of(1, "Ada", Entity("PER", 0, 3, "Ada")), replaces: true);
        var tally = Compare([degraded, Placed(Of(2, "b")), full], [full with { Replaces = false }, Placed(Of(2, "b"))]);
        Assert.Equal((2, 2, 0), (tally.Both, tally.Identical, tally.Changed));
        Assert.Equal((1, 0), (tally.A.Superseded, tally.B.Superseded));
    }

    [Fact]
    public void Every_kind_of_difference_counts_under_the_label_in_A()
    {
        var tally = Compare(
            Of(1, "t", Entity("PER", 0, 3), Entity("LOC", 5, 9), Entity("ORG", 10, 14)),
            Of(1, "t", Entity("ORG", 0, 3), Entity("LOC", 5, 12), Entity("MISC", 20, 22)));
        Assert.Equal(1, tally.Changes[ChangeKind.Relabelled]);
        Assert.Equal(1, tally.Labels["PER"].Changes[ChangeKind.Relabelled]);
        Assert.Equal([(("PER", "ORG"), 1L)], tally.MostRelabelled());
        Assert.Equal(1, tally.Labels["LOC"].Changes[ChangeKind.Moved]);
        Assert.Equal(1, tally.Labels["ORG"].Changes[ChangeKind.Removed]);
        Assert.Equal(1, tally.Labels["MISC"].Changes[ChangeKind.Added]);
        Assert.Equal((1, 0, 3, 3), (tally.Changed, tally.Identical, tally.A.Entities, tally.B.Entities));
    }

    [Fact]
    public void Another_redaction_is_a_changed_document_though_no_entity_is()
    {
        var keep = Of(1, "mail a@b.example") with { Pii = [new("EMAIL", 5, 16, 5, 16, "email", "keep"), new("AGE", 0, 1, 0, 1, "age", "tag")] };
        var tag = Of(1, "mail [EMAIL]") with { Pii = [new("EMAIL", 5, 16, 5, 12, "email", "tag"), new("DATE", 0, 1, 0, 1, "date", "tag")] };
        var tally = Compare(keep, tag);
        Assert.Equal((1, 1), (tally.RedactionChanged, tally.Changed));
        Assert.Equal(1, tally.Findings["EMAIL"].ActionChanged);
        Assert.Equal((1, 1), (tally.Findings["AGE"].Removed, tally.Findings["DATE"].Added));
        Assert.Equal(1, Compare(Of(1, "one"), Of(1, "two")).RedactionChanged);
    }

    [Fact]
    public void Words_that_the_other_output_redacts_stand_nowhere_in_a_report()
    {
        var kept = Of(1, "Ada Lovelace", Entity("PER", 0, 12, "Ada Lovelace"));
        var redacted = Of(1, "[PERSON]") with { Pii = [new("PERSON", 0, 12, 0, 8, "model", "tag")] };
        foreach (var tally in (DiffTally[])[Compare(kept, redacted), Compare(redacted, kept)])
        {
            var report = new DiffReport("a", "b", tally, []);
            var json = new MemoryStream();
            DiffJson.Write(report, json);
            var written = DiffPage.Of(report).Html() + System.Text.Encoding.UTF8.GetString(json.ToArray());
            Assert.DoesNotContain("Lovelace", written, StringComparison.Ordinal);
            Assert.Equal(DiffTally.Withheld, tally.Surfaces.Top(1)[0].Surface.Surface);
        }
    }

    [Fact]
    public void Offsets_in_different_units_cannot_be_compared()
    {
        var refused = Assert.Throws<ComparisonException>(() => Compare(Of(1, "a"), Of(1, "a") with { OffsetUnit = OffsetUnit.Utf16 }));
        Assert.Contains("raw[0]@1: A counts offsets in code_point, B in utf16", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_without_sources_cannot_be_joined_to_records_with_them()
    {
        var line = Placed(Of(1, "a")) with { At = new RecordPlace("", 0, 1) };
        Assert.Throws<ComparisonException>(() => Compare([line], [Placed(Of(1, "a"))]));
    }

    [Fact]
    public void A_value_that_is_no_result_is_named_by_its_source_and_not_quoted()
    {
        var broken = new PlacedValue(new("raw", 0, 1), false, """{"text":"secret"}"""u8.ToArray());
        var refused = Assert.Throws<ComparisonException>(() => Compare([broken], []));
        Assert.Contains("raw[0]@1", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Examples_are_drawn_evenly_and_the_same_in_every_run()
    {
        PlacedValue[] a = [.. Enumerable.Range(0, 1_000).Select(i => Placed(Of(i, "t", Entity("PER", 0, 3))))];
        PlacedValue[] b = [.. Enumerable.Range(0, 1_000).Select(i => Placed(Of(i, "t")))];
        var options = new DiffOptions { Examples = 5 };
        var first = Compare(a, b, options).Examples(ChangeKind.Removed).Select(one => one.At.Offset).ToList();
        Assert.Equal(5, first.Count);
        Assert.Contains(first, offset => offset > 500);
        Assert.Equal(first, Compare(a, b, options).Examples(ChangeKind.Removed).Select(one => one.At.Offset));
    }

    [Fact]
    public void Many_different_surfaces_are_counted_in_bounded_memory_as_lower_bounds()
    {
        var surfaces = new TopSurfaces(10);
        for (var i = 0; i < 200; i++)
        {
            surfaces.Add(new(ChangeKind.Added, "", "PER", "often"));
            surfaces.Add(new(ChangeKind.Added, "", "PER", $"once {i}"));
        }

        Assert.Equal(("often", 200L), (surfaces.Top(1)[0].Surface.Surface, surfaces.Top(1)[0].Count));
        Assert.False(surfaces.IsExact);
        Assert.InRange(surfaces.Top(1_000).Count, 10, 20);
    }
}
