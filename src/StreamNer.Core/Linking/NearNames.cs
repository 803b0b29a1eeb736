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

    /// <summary>How a sorted key compares with a prefix, as <see cref="IComparable{T}.CompareTo"/>; 0 when it begins with it.</summary>
    public delegate int Compare(int key, int prefix);

    /// <summary>The range of sorted keys to compare with; empty when no key begins so.</summary>
    /// <param name="keys">How many keys there are.</param>
    /// <param name="length">The length of the mention.</param>
    /// <param name="compare">Compares a key with the first letters of the mention.</param>
    public static Range Range(int keys, int length, Compare compare)
    {
        var (first, end) = (0, keys);
        for (var prefix = FirstLetters; prefix < length; prefix++)
        {
            first = FirstAtLeast(first, end, key => compare(key, prefix) >= 0);
            end = FirstAtLeast(first, end, key => compare(key, prefix) > 0);
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

    private static int FirstAtLeast(int low, int high, Predicate<int> holds)
    {
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (holds(middle)) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
