using System.Buffers;

namespace StreamNer.Onnx;

/// <summary>Pooled inputs of one run beside the batch's own: int32 copies, and the zeros of <c>token_type_ids</c>.</summary>
internal sealed class NarrowedTensors : IDisposable
{
    private List<int[]>? _narrowed;
    private long[]? _zeros;

    /// <summary>An int32 copy.</summary>
    public Memory<int> Narrow(ReadOnlySpan<long> values)
    {
        var copy = ArrayPool<int>.Shared.Rent(values.Length);
        (_narrowed ??= []).Add(copy);
        for (var i = 0; i < values.Length; i++) copy[i] = (int)values[i];
        return copy.AsMemory(0, values.Length);
    }

    /// <summary><paramref name="size"/> zeros.</summary>
    public Memory<long> Zeros(int size)
    {
        _zeros ??= ArrayPool<long>.Shared.Rent(size);
        var zeros = _zeros.AsMemory(0, size);
        zeros.Span.Clear();
        return zeros;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_zeros is not null) ArrayPool<long>.Shared.Return(_zeros);
        foreach (var copy in _narrowed ?? []) ArrayPool<int>.Shared.Return(copy);
    }
}
