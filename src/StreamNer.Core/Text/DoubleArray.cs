namespace StreamNer.Text;

/// <summary>
/// Packs a trie's nodes into cells such that a node's child for a symbol stands at the node's base plus the symbol (Aoe 1989). First fit;
/// the two roots of <see cref="PieceTrie"/> keep their places.
/// </summary>
internal sealed class DoubleArray
{
    private const int Roots = PieceTrie.SuffixRoot + 1;
    private readonly int _symbols;
    private readonly int[] _places;
    private PieceTrie.Cell[] _cells;
    private int _firstFree = Roots;
    private int _used = Roots;

    /// <param name="nodes">How many nodes, the roots and the node 0 that is none included.</param>
    /// <param name="symbols">One more than the largest symbol.</param>
    public DoubleArray(int nodes, int symbols)
    {
        _symbols = symbols;
        _places = new int[nodes];
        _cells = new PieceTrie.Cell[nodes + symbols];
        for (var i = 0; i < Roots; i++)
        {
            _cells[i].Parent = -1;
            _places[i] = i;
        }
    }

    /// <summary>The cell of a node that was assigned.</summary>
    public int CellOf(int node) => _places[node];

    /// <summary>Finds a base for a node's children; <see cref="Assign"/> then takes their cells.</summary>
    public void Place(int node, List<int> symbols)
    {
        while (IsTaken(_firstFree)) _firstFree++;
        symbols.Sort();
        var start = Math.Max(0, _firstFree - symbols[0]);
        while (!Fits(start, symbols)) start++;
        _used = Math.Max(_used, start + symbols[^1] + 1);
        while (_cells.Length < _used) Array.Resize(ref _cells, _cells.Length * 2);
        _cells[_places[node]].Base = start;
    }

    /// <summary>Gives a child its cell.</summary>
    public void Assign(int node, int symbol, int child)
    {
        var place = _cells[_places[node]].Base + symbol;
        _cells[place].Parent = _places[node];
        _places[child] = place;
    }

    /// <summary>All cells; any base plus any symbol is among them.</summary>
    public PieceTrie.Cell[] ToCells()
    {
        Array.Resize(ref _cells, _used + _symbols);
        return _cells;
    }

    private bool IsTaken(int place) => place < _cells.Length && _cells[place].Parent != 0;

    private bool Fits(int start, List<int> symbols)
    {
        foreach (var symbol in symbols)
        {
            if (IsTaken(start + symbol)) return false;
        }

        return true;
    }
}
