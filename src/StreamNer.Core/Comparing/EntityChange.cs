using StreamNer.Output;

namespace StreamNer.Comparing;

/// <summary>How an entity differs between two results for one document.</summary>
internal enum ChangeKind
{
    /// <summary>In B alone.</summary>
    Added,

    /// <summary>In A alone.</summary>
    Removed,

    /// <summary>On the same or overlapping text under another label.</summary>
    Relabelled,

    /// <summary>Under the same label, on overlapping text with other borders.</summary>
    Moved,

    /// <summary>Linked to another entry, or in another link state.</summary>
    Relinked,

    /// <summary>The same but for a score that differs by more than the tolerance.</summary>
    ScoreMoved,
}

/// <summary>One difference; <paramref name="Before"/> is null where it was added, <paramref name="After"/> where it was removed.</summary>
internal readonly record struct EntityChange(ChangeKind Kind, Entity? Before, Entity? After);

/// <summary>Pairs the entities of two results for one document.</summary>
internal static class EntityChanges
{
    /// <summary>
    /// Appends the differences. Equal spans with equal labels are paired first, then equal spans, then those that overlap most (ties: equal labels
    /// first, then the earlier). A pair under one label and on one span may be relinked, have another score, or both; any other pair has one
    /// difference.
    /// </summary>
    /// <param name="before">Entities of A by start, offsets into the original text.</param>
    /// <param name="after">Those of B, in the same unit.</param>
    /// <param name="scoreTolerance">Scores that differ by no more are equal.</param>
    /// <param name="into">Takes the differences.</param>
    public static void Find(IReadOnlyList<Entity> before, IReadOnlyList<Entity> after, double scoreTolerance, List<EntityChange> into)
    {
        var (left, right) = (new bool[before.Count], new bool[after.Count]);
        var candidates = new List<Candidate>();
        for (var i = 0; i < before.Count; i++)
        {
            for (var j = 0; j < after.Count && after[j].Start < before[i].End; j++)
                if (Candidate.Of(i, j, before[i], after[j]) is { } candidate) candidates.Add(candidate);
        }

        candidates.Sort(Candidate.Compare);
        foreach (var pair in candidates)
        {
            if (left[pair.Left] || right[pair.Right]) continue;
            left[pair.Left] = right[pair.Right] = true;
            Compare(before[pair.Left], after[pair.Right], scoreTolerance, into);
        }

        for (var i = 0; i < before.Count; i++) if (!left[i]) into.Add(new(ChangeKind.Removed, before[i], null));
        for (var j = 0; j < after.Count; j++) if (!right[j]) into.Add(new(ChangeKind.Added, null, after[j]));
    }

    private static void Compare(Entity before, Entity after, double scoreTolerance, List<EntityChange> into)
    {
        if (before.Label != after.Label)
        {
            into.Add(new(ChangeKind.Relabelled, before, after));
            return;
        }

        if (before.Start != after.Start || before.End != after.End)
        {
            into.Add(new(ChangeKind.Moved, before, after));
            return;
        }

        if (before.LinkState != after.LinkState || before.Link?.Id != after.Link?.Id) into.Add(new(ChangeKind.Relinked, before, after));
        if (Differ(before.Score, after.Score, scoreTolerance)) into.Add(new(ChangeKind.ScoreMoved, before, after));
    }

    // A score that is no number is read as one; two such are equal.
    private static bool Differ(float before, float after, double tolerance) =>
        float.IsNaN(before) != float.IsNaN(after) || Math.Abs((double)before - after) > tolerance;

    private readonly record struct Candidate(int Left, int Right, bool SameSpan, bool SameLabel, int Overlap)
    {
        public static Candidate? Of(int i, int j, Entity before, Entity after)
        {
            var overlap = Math.Min(before.End, after.End) - Math.Max(before.Start, after.Start);
            if (overlap <= 0) return null;
            return new(i, j, before.Start == after.Start && before.End == after.End, before.Label == after.Label, overlap);
        }

        // Best first.
        public static int Compare(Candidate one, Candidate other)
        {
            if (one.SameSpan != other.SameSpan) return one.SameSpan ? -1 : 1;
            if (one.SameSpan && one.SameLabel != other.SameLabel) return one.SameLabel ? -1 : 1;
            if (one.Overlap != other.Overlap) return other.Overlap.CompareTo(one.Overlap);
            if (one.SameLabel != other.SameLabel) return one.SameLabel ? -1 : 1;
            return one.Left != other.Left ? one.Left.CompareTo(other.Left) : one.Right.CompareTo(other.Right);
        }
    }
}
