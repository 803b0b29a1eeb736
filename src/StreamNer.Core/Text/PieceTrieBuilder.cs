using System.Text;

namespace StreamNer.Text;

/// <summary>Builds a <see cref="PieceTrie"/>: a trie of sibling lists, failure links breadth first, then packed into a double array.</summary>
internal sealed class PieceTrieBuilder
{
    private readonly List<Node> _nodes = [default, default, default];
    private readonly Dictionary<long, int> _children = [];
    private readonly Dictionary<int, ushort> _alphabet = [];
    private readonly List<PieceTrie.Piece> _pieces = [];

    /// <summary>Adds a piece (without its prefix) that starts a word, or continues one. No effect for an empty piece.</summary>
    public void Add(ReadOnlySpan<char> piece, int id, bool continues)
    {
        if (piece.IsEmpty) return;
        var node = continues ? PieceTrie.SuffixRoot : PieceTrie.Root;
        var length = 0;
        foreach (var rune in piece.EnumerateRunes())
        {
            node = ChildOf(node, SymbolOf(rune));
            length++;
        }

        _nodes[node] = _nodes[node] with { Own = new(id, length) };
    }

    /// <summary>The finished automaton.</summary>
    public PieceTrie Build()
    {
        var order = Link();
        var array = new DoubleArray(_nodes.Count, _alphabet.Count + 1);
        var symbols = new List<int>();
        foreach (var node in order)
        {
            symbols.Clear();
            for (var child = _nodes[node].FirstChild; child != 0; child = _nodes[child].NextSibling) symbols.Add(_nodes[child].Symbol);
            if (symbols.Count == 0) continue;
            array.Place(node, symbols);
            for (var child = _nodes[node].FirstChild; child != 0; child = _nodes[child].NextSibling) array.Assign(node, _nodes[child].Symbol, child);
        }

        var cells = array.ToCells();
        var failures = new PieceTrie.Failure[cells.Length];
        foreach (var node in order)
        {
            var (fail, first, count) = (_nodes[node].Fail, _nodes[node].FirstPiece, _nodes[node].Pieces);
            failures[array.CellOf(node)] = new() { Node = array.CellOf(fail), FirstPiece = first, Pieces = count };
        }

        return new(_alphabet, cells, failures, [.. _pieces]);
    }

    private ushort SymbolOf(Rune rune)
    {
        if (_alphabet.TryGetValue(rune.Value, out var symbol)) return symbol;
        if (_alphabet.Count == ushort.MaxValue) throw new UnsupportedTokenizerException($"more than {ushort.MaxValue} different characters");
        return _alphabet[rune.Value] = (ushort)(_alphabet.Count + 1);
    }

    private int ChildOf(int node, ushort symbol)
    {
        var key = ((long)node << 16) | symbol;
        if (_children.TryGetValue(key, out var child)) return child;
        child = _nodes.Count;
        _children.Add(key, child);
        _nodes.Add(new() { Symbol = symbol, NextSibling = _nodes[node].FirstChild });
        _nodes[node] = _nodes[node] with { FirstChild = child };
        return child;
    }

    // The failure links and settled pieces of the paper's section 3.3; returns the nodes breadth first, both roots together,
    // so that a link always leads to a node that is done.
    private List<int> Link()
    {
        var order = new List<int>(_nodes.Count) { PieceTrie.Root, PieceTrie.SuffixRoot };
        for (var i = 0; i < order.Count; i++)
        {
            for (var child = _nodes[order[i]].FirstChild; child != 0; child = _nodes[child].NextSibling)
            {
                _nodes[child] = Linked(_nodes[order[i]], _nodes[child]);
                order.Add(child);
            }
        }

        return order;
    }

    private Node Linked(Node parent, Node child)
    {
        var first = _pieces.Count;
        if (child.Own.Length > 0)
        {
            _pieces.Add(child.Own);
            return child with { Fail = PieceTrie.SuffixRoot, FirstPiece = first, Pieces = 1 };
        }

        Settle(parent);
        var link = parent.Fail;
        var target = PieceTrie.NoNode;
        while (link != PieceTrie.NoNode && !_children.TryGetValue(((long)link << 16) | child.Symbol, out target))
        {
            Settle(_nodes[link]);
            link = _nodes[link].Fail;
        }

        if (target == PieceTrie.NoNode) _pieces.RemoveRange(first, _pieces.Count - first);
        return child with { Fail = target, FirstPiece = first, Pieces = _pieces.Count - first };
    }

    private void Settle(Node node)
    {
        for (var i = 0; i < node.Pieces; i++) _pieces.Add(_pieces[node.FirstPiece + i]);
    }

    // Own has length 0 where no piece ends; 0 stands for no node, since the roots are nobody's children.
    private readonly record struct Node
    {
        public ushort Symbol { get; init; }

        public int FirstChild { get; init; }

        public int NextSibling { get; init; }

        public PieceTrie.Piece Own { get; init; }

        public int Fail { get; init; }

        public int FirstPiece { get; init; }

        public int Pieces { get; init; }
    }
}
