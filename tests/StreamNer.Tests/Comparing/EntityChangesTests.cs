using StreamNer.Comparing;
using StreamNer.Output;
using static StreamNer.Tests.Comparing.SomeOutput;

namespace StreamNer.Tests.Comparing;

public sealed class EntityChangesTests
{
    private static List<EntityChange> Between(Entity[] before, Entity[] after)
    {
        var changes = new List<EntityChange>();
        EntityChanges.Find(before, after, 1e-4, changes);
        return changes;
    }

    private static ChangeKind[] Kinds(Entity[] before, Entity[] after) => [.. Between(before, after).Select(change => change.Kind)];

    [Fact]
    public void Equal_entities_have_no_difference() =>
        Assert.Empty(Between([Entity("PER", 0, 3), Entity("LOC", 5, 9)], [Entity("PER", 0, 3), Entity("LOC", 5, 9)]));

    [Fact]
    public void One_that_is_gone_is_removed_and_one_that_came_is_added()
    {
        var changes = Between([Entity("PER", 0, 3)], [Entity("LOC", 5, 9)]);
        Assert.Equal([ChangeKind.Removed, ChangeKind.Added], changes.Select(change => change.Kind));
        Assert.Equal(("PER", "LOC"), (changes[0].Before!.Label, changes[1].After!.Label));
    }

    [Fact]
    public void Another_label_on_the_same_or_overlapping_words_is_relabelled()
    {
        Assert.Equal([ChangeKind.Relabelled], Kinds([Entity("PER", 0, 3)], [Entity("ORG", 0, 3)]));
        Assert.Equal([ChangeKind.Relabelled], Kinds([Entity("PER", 0, 3)], [Entity("ORG", 0, 7)]));
    }

    [Fact]
    public void Other_borders_under_one_label_are_moved() => Assert.Equal([ChangeKind.Moved], Kinds([Entity("PER", 0, 3)], [Entity("PER", 0, 7)]));

    [Fact]
    public void Spans_that_only_touch_are_strangers() =>
        Assert.Equal([ChangeKind.Removed, ChangeKind.Added], Kinds([Entity("PER", 0, 3)], [Entity("PER", 3, 7)]));

    [Fact]
    public void One_name_split_in_two_is_moved_and_added()
    {
        var changes = Between([Entity("PER", 0, 12)], [Entity("PER", 0, 3), Entity("PER", 4, 12)]);
        Assert.Equal([ChangeKind.Moved, ChangeKind.Added], changes.Select(change => change.Kind));
        Assert.Equal((4, 0), (changes[0].After!.Start, changes[1].After!.Start));
    }

    [Fact]
    public void The_equal_span_is_the_partner_though_another_overlaps_as_much() =>
        Assert.Equal([ChangeKind.Added], Kinds([Entity("PER", 0, 3)], [Entity("PER", 0, 9), Entity("PER", 0, 3)]));

    [Fact]
    public void At_equal_overlap_the_equal_label_is_the_partner()
    {
        var changes = Between([Entity("PER", 2, 6)], [Entity("ORG", 0, 4), Entity("PER", 4, 8)]);
        Assert.Equal([ChangeKind.Moved, ChangeKind.Added], changes.Select(change => change.Kind));
    }

    [Fact]
    public void Another_entry_or_link_state_is_relinked_and_the_score_counts_beside_it()
    {
        var paris = Entity("LOC", 0, 5) with { LinkState = LinkState.Linked, Link = new("Q90", "Paris", 1, "LOC") };
        Assert.Equal([ChangeKind.Relinked], Kinds([paris], [paris with { Link = new("Q830149", "Paris, Texas", 1, "LOC") }]));
        Assert.Equal([ChangeKind.Relinked], Kinds([paris], [paris with { LinkState = LinkState.Nil, Link = null }]));
        Assert.Equal([ChangeKind.Relinked, ChangeKind.ScoreMoved], Kinds([paris],
            [paris with { LinkState = LinkState.Nil, Link = null, Score = 0.5f }]));
    }

    [Theory]
    [InlineData(0.90009f, false)]
    [InlineData(0.9002f, true)]
    [InlineData(float.NaN, true)]
    public void A_score_has_moved_beyond_the_tolerance(float after, bool moved) =>
        Assert.Equal(moved ? [ChangeKind.ScoreMoved] : [], Kinds([Entity("PER", 0, 3)], [Entity("PER", 0, 3, score: after)]));
}
