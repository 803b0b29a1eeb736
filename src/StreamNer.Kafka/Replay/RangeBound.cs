using System.Globalization;

namespace StreamNer.Kafka.Replay;

/// <summary>What a bound of a range names.</summary>
internal enum RangeBoundKind
{
    /// <summary><c>beginning</c>: the oldest record that each partition keeps.</summary>
    Beginning,

    /// <summary><c>end</c>: behind the last record that each partition has now.</summary>
    End,

    /// <summary>The first record of each partition that is as young as this.</summary>
    Time,

    /// <summary>The same offset in each partition.</summary>
    Offset,
}

/// <summary>One bound of a range as it is given: <c>beginning</c>, <c>end</c>, a time or an offset.</summary>
/// <param name="Kind">What it names.</param>
/// <param name="Number">The offset, or milliseconds since 1970; 0 otherwise.</param>
/// <param name="Text">As it was given.</param>
internal readonly record struct RangeBound(RangeBoundKind Kind, long Number, string Text)
{
    /// <summary>From the oldest record on.</summary>
    public static RangeBound Beginning { get; } = new(RangeBoundKind.Beginning, 0, "beginning");

    /// <summary>Up to the last record.</summary>
    public static RangeBound End { get; } = new(RangeBoundKind.End, 0, "end");

    /// <summary>Reads one; a time without a zone is UTC. Null when it is none of them.</summary>
    public static RangeBound? Parse(string text)
    {
        if (text == "beginning") return Beginning;
        if (text == "end") return End;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) return new(RangeBoundKind.Offset, offset, text);
        return text.Contains('-', StringComparison.Ordinal) && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
                ? new(RangeBoundKind.Time, time.ToUnixTimeMilliseconds(), text)
                : null;
    }
}

/// <summary>What the brokers say of a partition that is to be replayed.</summary>
/// <param name="Partition">Its number.</param>
/// <param name="Low">The oldest offset kept.</param>
/// <param name="End">The last stable offset: what lies below can be read.</param>
/// <param name="AtFrom">The first offset as young as <c>--from</c>, where that is a time; null where there is none.</param>
/// <param name="AtTo">The same for <c>--to</c>.</param>
internal readonly record struct PartitionBounds(int Partition, long Low, long End, long? AtFrom, long? AtTo);

/// <summary>Two bounds over the partitions of a topic become ranges. Pure.</summary>
internal static class RangeRules
{
    /// <summary>The range of a partition, never wider than what it holds.</summary>
    /// <param name="from">The lower bound.</param>
    /// <param name="to">The upper bound, exclusive.</param>
    /// <param name="bounds">What there is.</param>
    /// <param name="cut">How many offsets from <paramref name="from"/> on retention has taken; a time tells none.</param>
    public static PartitionRange Of(RangeBound from, RangeBound to, PartitionBounds bounds, out long cut)
    {
        var last = Math.Clamp(Place(to, bounds, bounds.AtTo), bounds.Low, bounds.End);
        var first = Place(from, bounds, bounds.AtFrom);
        cut = from.Kind == RangeBoundKind.Offset ? Math.Max(0, Math.Min(bounds.Low, AskedEnd(to, last)) - first) : 0;
        return new(bounds.Partition, Math.Clamp(first, bounds.Low, last), last);
    }

    // A range that ended before what is kept is cut no further than its end.
    private static long AskedEnd(RangeBound to, long last) => to.Kind == RangeBoundKind.Offset ? to.Number : last;

    private static long Place(RangeBound bound, PartitionBounds bounds, long? atTime) => bound.Kind switch
    {
        RangeBoundKind.Beginning => bounds.Low,
        RangeBoundKind.End => bounds.End,
        RangeBoundKind.Offset => bound.Number,
        _ => atTime ?? bounds.End,
    };
}
