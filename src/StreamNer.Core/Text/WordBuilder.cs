using System.Buffers;

namespace StreamNer.Text;

/// <summary>
/// Gathers the normalised characters of one word with their places in the original text, and appends its pieces when the word ends. Takes
/// the caller's stack space for words of ordinary length.
/// </summary>
internal ref struct WordBuilder
{
    /// <summary>Ints of stack space per word, three to a character.</summary>
    public const int StackInts = 3 * 128;

    private readonly PieceTrie _trie;
    private readonly TokenBuffer _tokens;
    private readonly int _unknown;
    private readonly int _capacity;
    private readonly int[]? _rented;
    private readonly Span<int> _symbols;
    private readonly Span<int> _starts;
    private readonly Span<int> _ends;
    private int _count;
    private int _end;

    /// <param name="trie">The vocabulary's pieces.</param>
    /// <param name="tokens">Where pieces go.</param>
    /// <param name="unknown">The token for a word that has no spelling, or more than <paramref name="capacity"/> characters.</param>
    /// <param name="capacity">Most characters of a word.</param>
    /// <param name="stack"><see cref="StackInts"/> ints; longer words rent.</param>
    public WordBuilder(PieceTrie trie, TokenBuffer tokens, int unknown, int capacity, Span<int> stack)
    {
        _trie = trie;
        _tokens = tokens;
        _unknown = unknown;
        _capacity = capacity;
        if (stack.Length < 3 * capacity) stack = _rented = ArrayPool<int>.Shared.Rent(3 * capacity);
        _symbols = stack[..capacity];
        _starts = stack.Slice(capacity, capacity);
        _ends = stack.Slice(2 * capacity, capacity);
    }

    /// <summary>The index of the word that is being built, or comes next.</summary>
    public int Word { get; set; }

    /// <summary>Adds a character; [start, end) is its place in the original text.</summary>
    public void Add(int codePoint, int start, int end)
    {
        if (_count < _capacity)
        {
            _symbols[_count] = _trie.SymbolOf(codePoint);
            _starts[_count] = start;
            _ends[_count] = end;
        }

        _count++;
        _end = end;
    }

    /// <summary>A character that is a word of its own; ends the word before it.</summary>
    public void AddAlone(int codePoint, int start, int end)
    {
        EndWord();
        Add(codePoint, start, end);
        EndWord();
    }

    /// <summary>Appends the word's pieces, or one unknown token; nothing if it has no characters.</summary>
    public void EndWord()
    {
        if (_count == 0) return;
        var before = _tokens.Count;
        if (_count > _capacity || !Spell())
        {
            _tokens.Truncate(before);
            _tokens.Add(_unknown, _starts[0], _end, Word);
        }

        _count = 0;
        Word++;
    }

    /// <summary>Gives back what was rented.</summary>
    public readonly void Dispose()
    {
        if (_rented is not null) ArrayPool<int>.Shared.Return(_rented);
    }

    private readonly bool Spell()
    {
        var node = PieceTrie.Root;
        var done = 0;
        for (var i = 0; i < _count; i++)
        {
            int next;
            while ((next = _trie.Next(node, _symbols[i])) == PieceTrie.NoNode)
            {
                if (!Settle(ref node, ref done)) return false;
            }

            node = next;
        }

        while (node != PieceTrie.SuffixRoot)
        {
            if (!Settle(ref node, ref done)) return false;
        }

        return true;
    }

    private readonly bool Settle(ref int node, ref int done)
    {
        if (!_trie.Fail(ref node, out var settled)) return false;
        foreach (var piece in settled)
        {
            _tokens.Add(piece.Id, _starts[done], _ends[done + piece.Length - 1], Word);
            done += piece.Length;
        }

        return true;
    }
}
