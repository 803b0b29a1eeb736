namespace StreamNer.Comparing;

/// <summary>One of the two outputs.</summary>
/// <param name="Name">As the user calls it.</param>
/// <param name="Values">Its results in the order of writing.</param>
/// <param name="IsOrdered">Whether they are in order already, one for each source.</param>
internal sealed record DiffInput(string Name, IEnumerable<PlacedValue> Values, bool IsOrdered)
{
    /// <summary>What the bytes of a result say.</summary>
    public required Func<ReadOnlyMemory<byte>, ComparedValue> Read { get; init; }

    /// <summary>How many values named no source; asked after the last of <see cref="Values"/>.</summary>
    public Func<long> Tombstones { get; init; } = static () => 0;
}

/// <summary>How outputs are compared.</summary>
internal sealed record DiffOptions
{
    /// <summary>Scores that differ by no more are equal.</summary>
    public double ScoreTolerance { get; init; } = 1e-4;

    /// <summary>Examples of each kind of difference.</summary>
    public int Examples { get; init; } = 10;

    /// <summary>Bytes of values held in memory for both outputs together; what exceeds it goes to temporary files.</summary>
    public long MemoryBytes { get; init; } = 256L << 20;

    /// <summary>The folder of temporary files.</summary>
    public string Folder { get; init; } = Path.GetTempPath();
}

/// <summary>Joins two outputs by the coordinates of their sources and counts what differs.</summary>
internal sealed class OutputDiff(DiffOptions options)
{
    private long _compared;

    /// <summary>Results joined so far; may be read from any thread.</summary>
    public long Compared => Volatile.Read(ref _compared);

    /// <summary>Reads both to their ends.</summary>
    /// <exception cref="ComparisonException">A value is no result, or the two are of different kinds.</exception>
    /// <exception cref="IOException">The temporary folder is full or cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public DiffTally Run(DiffInput a, DiffInput b, CancellationToken cancel)
    {
        var tally = new DiffTally(options.ScoreTolerance, options.Examples);
        using var orderA = new SourceOrder(options.MemoryBytes / 2, options.Folder);
        using var orderB = new SourceOrder(options.MemoryBytes / 2, options.Folder);
        Join(tally, (a, InOrder(a, orderA, cancel)), (b, InOrder(b, orderB, cancel)), cancel);
        (tally.A.Superseded, tally.B.Superseded) = (orderA.Superseded, orderB.Superseded);
        (tally.A.Tombstones, tally.B.Tombstones) = (a.Tombstones(), b.Tombstones());
        return tally;
    }

    private static IEnumerable<PlacedValue> InOrder(DiffInput input, SourceOrder order, CancellationToken cancel)
    {
        if (input.IsOrdered) return input.Values;
        foreach (var value in input.Values)
        {
            cancel.ThrowIfCancellationRequested();
            order.Add(value);
        }

        return order.Read();
    }

    private void Join(
        DiffTally tally, (DiffInput Input, IEnumerable<PlacedValue> Values) a, (DiffInput Input, IEnumerable<PlacedValue> Values) b,
        CancellationToken cancel)
    {
        using var left = a.Values.GetEnumerator();
        using var right = b.Values.GetEnumerator();
        var (hasLeft, hasRight) = (left.MoveNext(), right.MoveNext());
        if (hasLeft && hasRight && left.Current.At.Topic.Length == 0 != (right.Current.At.Topic.Length == 0))
            throw new ComparisonException(
                "one of the two names sources and the other does not: lines of 'annotate' can be compared with such lines only");
        while (hasLeft || hasRight)
        {
            cancel.ThrowIfCancellationRequested();
            var order = !hasLeft ? 1 : !hasRight ? -1 : left.Current.At.CompareTo(right.Current.At);
            if (order < 0) tally.AddAlone(tally.A, Read(a.Input, left.Current));
            else if (order > 0) tally.AddAlone(tally.B, Read(b.Input, right.Current));
            else if (left.Current.Value.AsSpan().SequenceEqual(right.Current.Value)) tally.AddIdentical(Read(a.Input, left.Current));
            else tally.Add(left.Current.At, Read(a.Input, left.Current), Read(b.Input, right.Current));
            if (order <= 0) hasLeft = left.MoveNext();
            if (order >= 0) hasRight = right.MoveNext();
            Volatile.Write(ref _compared, _compared + 1);
        }
    }

    private static ComparedValue Read(DiffInput input, PlacedValue value)
    {
        try
        {
            return input.Read(value.Value);
        }
        catch (FormatException e)
        {
            throw new ComparisonException($"{input.Name}: the value for {value.At} is not an enriched record", e);
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new ComparisonException($"{input.Name}: the value for {value.At} is not an enriched record", e);
        }
    }
}
