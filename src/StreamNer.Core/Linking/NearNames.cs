namespace StreamNer.Linking;

/// <summary>
/// Names that differ from a mention by one letter: left out, put in, another one, or exchanged with its neighbour. Only mentions of six letters or
/// more, and the first three letters stand, or as many more as leave no more than 1,024 names that begin so: that many are compared.
/// </summary>
internal static class NearNames
{
    /// <summary>Shorter mentions are taken as they are.</summary>
    public const int Shortest = 6;

    private const int FirstLetters = 3;
    private const int MostCompared = 1_024;

    /// <summary>The range of names to compare with; empty when none begins so.</summary>
    /// <param name="names">The names.</param>
    /// <param name="length">The length of the mention.</param>
    public static Range Range<T>(in T names, int length) where T : struct, ISortedNames
    {
        var (first, end) = (0, names.Count);
        for (var letters = FirstLetters; letters < length; letters++)
        {
            first = FirstAbove(names, first, end, letters, bound: -1);
            // Few names begin so, and those are beside each other.
            var step = 1;
            while (first + step < end && names.Compare(first + step, letters) == 0) step *= 2;
            end = FirstAbove(names, first + (step / 2), Math.Min(end, first + step), letters, bound: 0);
            if (end - first <= MostCompared) return first..end;
        }

        return first..Math.Min(end, first + MostCompared);
    }

    /// <summary>Whether one letter more, less, other or exchanged makes one name of the other.</summary>
    public static bool IsOneEdit<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b) where T : IEquatable<T>
    {
        if (a.Length > b.Length) return IsOneEdit(b, a);
        if (b.Length - a.Length > 1) return false;
        var same = a.CommonPrefixLength(b);
        if (a.Length < b.Length) return a[same..].SequenceEqual(b[(same + 1)..]);
        if (same == a.Length) return false;
        ReadOnlySpan<T> x = a[(same + 1)..], y = b[(same + 1)..];
        if (x.SequenceEqual(y)) return true;
        return x.Length > 0 && a[same].Equals(y[0]) && b[same].Equals(x[0]) && x[1..].SequenceEqual(y[1..]);
    }

    private static int FirstAbove<T>(in T names, int low, int high, int letters, int bound) where T : struct, ISortedNames
    {
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (names.Compare(middle, letters) > bound) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}

/// <summary>The names of a base in order, beside a mention.</summary>
internal interface ISortedNames
{
    int Count { get; }

    /// <summary>How a name compares with the first letters of the mention, as <see cref="IComparable{T}.CompareTo"/>; 0 when it begins with
    /// them.</summary>
    int Compare(int name, int letters);
}
