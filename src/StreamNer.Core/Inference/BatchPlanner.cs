namespace StreamNer.Inference;

/// <summary>
/// One model run: <see cref="Count"/> rows of the plan's order from <see cref="First"/> on, each padded to <see cref="Columns"/> tokens.
/// </summary>
internal readonly record struct PlannedBatch(int First, int Count, int Columns);

/// <summary>
/// Cuts rows of different lengths into padded runs: rows of like length stand together, and the longest row times the number of rows stays within
/// a budget of padded tokens. Pure and deterministic: the plan depends on the lengths and their order alone.
/// </summary>
/// <param name="paddedTokens">Budget of a run, at least 1. A row longer than the budget makes a run of its own.</param>
/// <param name="rows">Most rows of a run, at least 1.</param>
/// <param name="lengthStep">Columns are rounded up to a multiple of this, so that few shapes occur; at least 1.</param>
/// <param name="parallel">How many runs may be under way at once, at least 1: small sets are cut into as many, so that none idles.</param>
/// <param name="maxColumns">The model's maximum, at least the longest row; rounding stops there.</param>
internal sealed class BatchPlanner(int paddedTokens, int rows, int lengthStep, int parallel, int maxColumns)
{
    /// <summary>Plans the rows whose <paramref name="lengths"/> (tokens with special ones, 1 to <c>maxColumns</c>) are given.</summary>
    /// <param name="lengths">One entry a row.</param>
    /// <param name="order">Receives the row numbers, longest first, equal ones by number; as long as <paramref name="lengths"/>.</param>
    /// <param name="batches">Receives the runs, the largest columns first (an arena that only grows then grows once); cleared before.</param>
    public void Plan(ReadOnlySpan<int> lengths, Span<int> order, List<PlannedBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        batches.Clear();
        if (lengths.IsEmpty) return;
        Sort(lengths, order);
        var budget = Budget(lengths);
        var first = 0;
        while (first < lengths.Length)
        {
            var columns = Columns(lengths[order[first]]);
            var count = Math.Clamp(budget / columns, 1, rows);
            count = Math.Min(count, lengths.Length - first);
            batches.Add(new PlannedBatch(first, count, columns));
            first += count;
        }
    }

    /// <summary>The padded length of a row of <paramref name="length"/> tokens.</summary>
    public int Columns(int length) => Math.Min(maxColumns, (length + lengthStep - 1) / lengthStep * lengthStep);

    /// <summary>The budget for a set of rows: <c>paddedTokens</c>, or an equal share for each parallel run where that is less.</summary>
    public int Budget(ReadOnlySpan<int> lengths)
    {
        if (parallel == 1) return paddedTokens;
        long total = 0;
        foreach (var length in lengths) total += Columns(length);
        return (int)Math.Min(paddedTokens, (total + parallel - 1) / parallel);
    }

    // Counting sort, longest first: stable, and linear in rows (lengths are bounded by the model's maximum).
    private void Sort(ReadOnlySpan<int> lengths, Span<int> order)
    {
        var size = maxColumns + 1;
        Span<int> starts = size <= 1024 ? stackalloc int[size] : new int[size];
        foreach (var length in lengths) starts[length]++;
        var next = 0;
        for (var length = maxColumns; length >= 0; length--)
        {
            var count = starts[length];
            starts[length] = next;
            next += count;
        }

        for (var row = 0; row < lengths.Length; row++) order[starts[lengths[row]]++] = row;
    }
}
