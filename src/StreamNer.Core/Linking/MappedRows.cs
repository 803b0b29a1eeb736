namespace StreamNer.Linking;

/// <summary>Rows of a mapped file: like a span, but for more than 2^31 of them, and an index outside says that the file is damaged.</summary>
internal readonly unsafe ref struct MappedRows<T>(T* start, long length) where T : unmanaged
{
    private readonly T* _start = start;

    public long Length { get; } = length;

    /// <exception cref="InvalidDataException">The index is outside: the file that names it is damaged.</exception>
    public ref readonly T this[long index]
    {
        get
        {
            if ((ulong)index >= (ulong)Length) throw KnowledgeCheck.Damaged();
            return ref _start[index];
        }
    }

    /// <inheritdoc cref="this" path="/exception"/>
    public ReadOnlySpan<T> Slice(long from, long count)
    {
        if ((ulong)from > (ulong)Length || (ulong)count > (ulong)(Length - from) || count > int.MaxValue) throw KnowledgeCheck.Damaged();
        return new ReadOnlySpan<T>(_start + from, (int)count);
    }
}
