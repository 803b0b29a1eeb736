using StreamNer.Output;

namespace StreamNer.Comparing;

/// <summary>Where the source of a result stands: topic, partition and offset. Lines without a source have topic "", partition 0 and their number,
/// from 1. Ordered by topic (ordinal), partition, offset.</summary>
internal readonly record struct RecordPlace(string Topic, int Partition, long Offset) : IComparable<RecordPlace>
{
    /// <inheritdoc/>
    public int CompareTo(RecordPlace other)
    {
        var order = string.CompareOrdinal(Topic, other.Topic);
        if (order == 0) order = Partition.CompareTo(other.Partition);
        return order == 0 ? Offset.CompareTo(other.Offset) : order;
    }

    /// <summary><c>raw[0]@17</c>, or <c>line 17</c>.</summary>
    public override string ToString() => Topic.Length == 0
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {Offset}")
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Topic}[{Partition}]@{Offset}");

    /// <summary>Whether <paramref name="left"/> comes first.</summary>
    public static bool operator <(RecordPlace left, RecordPlace right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes first or is the same.</summary>
    public static bool operator <=(RecordPlace left, RecordPlace right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> comes later.</summary>
    public static bool operator >(RecordPlace left, RecordPlace right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> comes later or is the same.</summary>
    public static bool operator >=(RecordPlace left, RecordPlace right) => left.CompareTo(right) >= 0;
}

/// <summary>A result as it was written.</summary>
/// <param name="At">Where its source stands.</param>
/// <param name="Replaces">Whether it was written in place of an earlier result for the same source.</param>
/// <param name="Value">Its bytes.</param>
internal readonly record struct PlacedValue(RecordPlace At, bool Replaces, byte[] Value);

/// <summary>What the bytes of a result say.</summary>
/// <param name="Made">The enrichment; null for a rejected document.</param>
/// <param name="Rejection">Why it was rejected, as a code; empty otherwise.</param>
internal readonly record struct ComparedValue(Enrichment? Made, string Rejection = "");

/// <summary>Two outputs cannot be compared. The message says why and quotes nothing of a record.</summary>
internal sealed class ComparisonException(string message, Exception? inner = null) : Exception(message, inner);
