namespace StreamNer.Linking;

/// <summary>Folded aliases in UTF-8, each once and with a number: a quarter of the memory that strings in a dictionary take, of which a large base
/// has tens of millions. Not thread-safe.</summary>
internal sealed class KeyPool
{
    private const int ChunkSize = 1 << 20;

    private readonly List<byte[]> _chunks = [];

    // The chunk, the place in it, and the length.
    private readonly List<(int Chunk, int Start, short Length)> _keys = [];

    // Open addressing by hash: a number plus 1, or 0.
    private int[] _slots = new int[1 << 10];
    private int _free = ChunkSize;

    /// <summary>How many there are.</summary>
    public int Count => _keys.Count;

    /// <summary>A key by its number.</summary>
    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            var (chunk, start, length) = _keys[number];
            return _chunks[chunk].AsSpan(start, length);
        }
    }

    /// <summary>The number of a key of at most <see cref="KnowledgeLayout.LongestKey"/> bytes, a new one for a new key.</summary>
    public int Add(ReadOnlySpan<byte> key)
    {
        if (_keys.Count >= _slots.Length / 4 * 3) Grow();
        var slot = KnowledgeLayout.Slot(key, _slots.Length);
        for (; _slots[slot] != 0; slot = KnowledgeLayout.Next(slot, _slots.Length))
        {
            if (this[_slots[slot] - 1].SequenceEqual(key)) return _slots[slot] - 1;
        }

        if (_free + key.Length > ChunkSize)
        {
            _chunks.Add(new byte[ChunkSize]);
            _free = 0;
        }

        key.CopyTo(_chunks[^1].AsSpan(_free));
        _keys.Add((_chunks.Count - 1, _free, (short)key.Length));
        _free += key.Length;
        _slots[slot] = _keys.Count;
        return _keys.Count - 1;
    }

    /// <summary>Numbers the keys anew in the order of their bytes; the new number of each by its old one. No key can be added afterwards.</summary>
    public int[] Sort()
    {
        _slots = [];
        var order = new int[_keys.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        order.AsSpan().Sort((a, b) => this[a].SequenceCompareTo(this[b]));
        var sorted = order.Select(i => _keys[i]).ToArray();
        var place = new int[order.Length];
        for (var i = 0; i < order.Length; i++) (place[order[i]], _keys[i]) = (i, sorted[i]);
        return place;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (var i = 0; i < _keys.Count; i++)
        {
            var slot = KnowledgeLayout.Slot(this[i], _slots.Length);
            while (_slots[slot] != 0) slot = KnowledgeLayout.Next(slot, _slots.Length);
            _slots[slot] = i + 1;
        }
    }
}
