using System.Buffers;

namespace StreamNer.Inference;

/// <summary>The ids that frame a row: its start, its end, and what fills it up.</summary>
public readonly record struct SpecialTokenIds(int Start, int End, int Padding);

/// <summary>
/// One padded run's tensors over pooled arrays, row-major: ids and mask [rows, columns], logits [rows, columns, labels]. Reused from run to
/// run through <see cref="Reset"/>. Not thread-safe.
/// </summary>
public sealed class TensorBatch : IDisposable
{
    private long[] _ids = [];
    private long[] _mask = [];
    private float[] _logits = [];

    /// <summary>Rows of the run.</summary>
    public int Rows { get; private set; }

    /// <summary>Columns of the run: tokens of a row with special tokens and padding.</summary>
    public int Columns { get; private set; }

    /// <summary>Labels a token is scored for.</summary>
    public int Labels { get; private set; }

    /// <summary>Vocabulary ids, [rows, columns].</summary>
    public Memory<long> InputIds => _ids.AsMemory(0, Rows * Columns);

    /// <summary>1 for a token, 0 for padding, [rows, columns].</summary>
    public Memory<long> AttentionMask => _mask.AsMemory(0, Rows * Columns);

    /// <summary>Scores before softmax, [rows, columns, labels]; written by <see cref="ITokenClassifier.Classify"/>.</summary>
    public Memory<float> Logits => _logits.AsMemory(0, Rows * Columns * Labels);

    /// <summary>Takes a new shape. The contents are undefined until every row was set.</summary>
    public void Reset(int rows, int columns, int labels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, 1);
        (Rows, Columns, Labels) = (rows, columns, labels);
        Reserve(ref _ids, rows * columns);
        Reserve(ref _mask, rows * columns);
        Reserve(ref _logits, checked(rows * columns * labels));
    }

    /// <summary>
    /// Writes one row: start, <paramref name="ids"/>, end, padding. <paramref name="ids"/> has at most <see cref="Columns"/> - 2 tokens.
    /// </summary>
    public void SetRow(int row, ReadOnlySpan<int> ids, SpecialTokenIds special)
    {
        var into = _ids.AsSpan(row * Columns, Columns);
        var mask = _mask.AsSpan(row * Columns, Columns);
        into[0] = special.Start;
        for (var i = 0; i < ids.Length; i++) into[i + 1] = ids[i];
        into[ids.Length + 1] = special.End;
        into[(ids.Length + 2)..].Fill(special.Padding);
        mask[..(ids.Length + 2)].Fill(1);
        mask[(ids.Length + 2)..].Clear();
    }

    /// <summary>
    /// The scores of <paramref name="count"/> tokens of a row from its token <paramref name="first"/> on (0 is the first after the start
    /// token), [count, labels].
    /// </summary>
    public ReadOnlySpan<float> LogitsOf(int row, int first, int count) =>
        _logits.AsSpan(((row * Columns) + first + 1) * Labels, count * Labels);

    /// <inheritdoc/>
    public void Dispose()
    {
        (Rows, Columns, Labels) = (0, 0, 0);
        Release(ref _ids);
        Release(ref _mask);
        Release(ref _logits);
    }

    private static void Reserve<T>(ref T[] array, int size)
    {
        if (array.Length >= size) return;
        Release(ref array);
        array = ArrayPool<T>.Shared.Rent(size);
    }

    private static void Release<T>(ref T[] array)
    {
        if (array.Length > 0) ArrayPool<T>.Shared.Return(array);
        array = [];
    }
}
