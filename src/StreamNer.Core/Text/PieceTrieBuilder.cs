using System.Text;

namespace StreamNer.Text;

/// <summary>Builds a <see cref="PieceTrie"/>: a pointer trie, failure links breadth first, then packed into a double array.</summary>
internal sealed class PieceTrieBuilder
{
    private readonly List<Node> _nodes = [new(), new(), new()];
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
            var symbol = SymbolOf(rune);
            if (!_nodes[node].Children.TryGetValue(symbol, out var next))
            {
                next = _nodes.Count;
                _nodes.Add(new());
                _nodes[node].Children.Add(symbol, next);
            }

            node = next;
            length++;
        }

        _nodes[node].Own = new(id, length);
    }

    /// <summary>The finished automaton.</summary>
    public PieceTrie Build()
    {
        var order = Link();
        var (cells, places) = Pack(order);
        var failures = new PieceTrie.Failure[cells.Length];
        for (var i = 0; i < _nodes.Count; i++)
        {
            var node = _nodes[i];
            failures[places[i]] = new() { Node = places[node.Fail], FirstPiece = node.FirstPiece, Pieces = node.Pieces };
        }

        return new(_alphabet, cells, failures, [.. _pieces]);
    }

    private ushort SymbolOf(Rune rune)
    {
        if (_alphabet.TryGetValue(rune.Value, out var symbol)) return symbol;
        return _alphabet[rune.Value] = checked((ushort)(_alphabet.Count + 1));
    }

    // The failure links and settled pieces of the paper's section 3.3; returns the nodes breadth first, both roots together,
    // so that a link always leads to a node that is done.
    private List<int> Link()
    {
        var order = new List<int>(_nodes.Count) { PieceTrie.Root, PieceTrie.SuffixRoot };
        for (var i = 0; i < order.Count; i++)
        {
            var parent = _nodes[order[i]];
            foreach (var (symbol, child) in parent.Children)
            {
                LinkChild(parent, symbol, _nodes[child]);
                order.Add(child);
            }
        }

        return order;
    }

    private void LinkChild(Node parent, ushort symbol, Node child)
    {
        child.FirstPiece = _pieces.Count;
        if (child.Own is { } own)
        {
            _pieces.Add(own);
            child.Fail = PieceTrie.SuffixRoot;
        }
        else
        {
            _pieces.AddRange(_pieces.GetRange(parent.FirstPiece, parent.Pieces));
            var link = parent.Fail;
            var target = PieceTrie.NoNode;
            while (link != PieceTrie.NoNode && !_nodes[link].Children.TryGetValue(symbol, out target))
            {
                _pieces.AddRange(_pieces.GetRange(_nodes[link].FirstPiece, _nodes[link].Pieces));
                link = _nodes[link].Fail;
            }

            child.Fail = target;
            if (target == PieceTrie.NoNode) _pieces.RemoveRange(child.FirstPiece, _pieces.Count - child.FirstPiece);
        }

        child.Pieces = _pieces.Count - child.FirstPiece;
    }

    // First fit: each node's children go to the first base at which all their cells are free.
    private (PieceTrie.Cell[] Cells, int[] Places) Pack(List<int> order)
    {
        var symbols = _alphabet.Count + 1;
        var cells = new List<PieceTrie.Cell>(_nodes.Count + symbols);
        var places = new int[_nodes.Count];
        (places[PieceTrie.Root], places[PieceTrie.SuffixRoot]) = (PieceTrie.Root, PieceTrie.SuffixRoot);
        Reserve(cells, PieceTrie.SuffixRoot);
        for (var i = 0; i <= PieceTrie.SuffixRoot; i++) cells[i] = new() { Parent = -1 };
        var firstFree = PieceTrie.SuffixRoot + 1;
        foreach (var index in order)
        {
            var children = _nodes[index].Children;
            if (children.Count == 0) continue;
            Reserve(cells, firstFree);
            while (cells[firstFree].Parent != 0) Reserve(cells, ++firstFree);
            var start = Fit(cells, children.Keys, firstFree);
            var place = places[index];
            cells[place] = cells[place] with { Base = start };
            foreach (var (symbol, child) in children)
            {
                places[child] = start + symbol;
                cells[start + symbol] = new() { Parent = place };
            }
        }

        // Next() reads Base + symbol unchecked by us: every base plus every symbol must be a cell.
        Reserve(cells, cells.Count + symbols);
        return ([.. cells], places);
    }

    private static int Fit(List<PieceTrie.Cell> cells, IReadOnlyCollection<ushort> symbols, int firstFree)
    {
        var (lowest, highest) = (symbols.Min(), symbols.Max());
        for (var start = Math.Max(0, firstFree - lowest); ; start++)
        {
            Reserve(cells, start + highest);
            var free = true;
            foreach (var symbol in symbols)
            {
                if (cells[start + symbol].Parent == 0) continue;
                free = false;
                break;
            }

            if (free) return start;
        }
    }

    private static void Reserve(List<PieceTrie.Cell> cells, int index)
    {
        while (cells.Count <= index) cells.Add(default);
    }

    private sealed class Node
    {
        public SortedDictionary<ushort, int> Children { get; } = [];

        public PieceTrie.Piece? Own { get; set; }

        public int Fail { get; set; }

        public int FirstPiece { get; set; }

        public int Pieces { get; set; }
    }
}
