using System.Runtime.CompilerServices;

namespace StreamNer.Text;

/// <summary>
/// Greedy longest-match-first over a vocabulary's pieces in time linear in the word: the automaton of Song et al., "Fast WordPiece
/// Tokenization" (2021), in a double array. A step either consumes a character or, by a failure link, settles pieces that no longer
/// match can change. Immutable; built by <see cref="PieceTrieBuilder"/>.
/// </summary>
internal sealed class PieceTrie
{
    /// <summary>The node before a word's first character.</summary>
    public const int Root = 1;

    /// <summary>The node after a settled piece, where continuing pieces start.</summary>
    public const int SuffixRoot = 2;

    /// <summary>The failure link that does not exist: the word is unknown.</summary>
    public const int NoNode = 0;

    private const int BlockBits = 7;
    private readonly ushort[] _symbolBlocks;
    private readonly ushort[] _symbols;
    private readonly Cell[] _cells;
    private readonly Failure[] _failures;
    private readonly Piece[] _pieces;

    internal PieceTrie(IReadOnlyDictionary<int, ushort> alphabet, Cell[] cells, Failure[] failures, Piece[] pieces)
    {
        (_symbolBlocks, _symbols) = Compact(alphabet);
        _cells = cells;
        _failures = failures;
        _pieces = pieces;
    }

    /// <summary>The symbol of a code point; 0 if no piece has it.</summary>
    public int SymbolOf(int codePoint) => _symbols[(_symbolBlocks[codePoint >> BlockBits] << BlockBits) | (codePoint & ((1 << BlockBits) - 1))];

    /// <summary>The node after <paramref name="symbol"/>, or <see cref="NoNode"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Next(int node, int symbol)
    {
        var next = _cells[node].Base + symbol;
        return _cells[next].Parent == node ? next : NoNode;
    }

    /// <summary>
    /// Follows the failure link: <paramref name="settled"/> are the pieces that end here for good. False if there is no link, and the word
    /// is unknown.
    /// </summary>
    public bool Fail(ref int node, out ReadOnlySpan<Piece> settled)
    {
        ref readonly var failure = ref _failures[node];
        settled = _pieces.AsSpan(failure.FirstPiece, failure.Pieces);
        node = failure.Node;
        return node != NoNode;
    }

    private static (ushort[] Blocks, ushort[] Symbols) Compact(IReadOnlyDictionary<int, ushort> alphabet)
    {
        var blocks = new ushort[(0x10FFFF >> BlockBits) + 1];
        var used = alphabet.Keys.Select(c => c >> BlockBits).Distinct().Order().ToArray();
        for (var i = 0; i < used.Length; i++) blocks[used[i]] = (ushort)(i + 1);
        var symbols = new ushort[(used.Length + 1) << BlockBits];
        foreach (var (c, symbol) in alphabet) symbols[(blocks[c >> BlockBits] << BlockBits) | (c & ((1 << BlockBits) - 1))] = symbol;
        return (blocks, symbols);
    }

    /// <summary>A double-array cell: where its children begin, and whose child it is.</summary>
    internal struct Cell
    {
        public int Base;
        public int Parent;
    }

    /// <summary>Where to go on a mismatch, and the pieces settled by going.</summary>
    internal struct Failure
    {
        public int Node;
        public int FirstPiece;
        public int Pieces;
    }

    /// <summary>A vocabulary id and its length in code points, without the continuing prefix.</summary>
    internal readonly record struct Piece(int Id, int Length);
}
