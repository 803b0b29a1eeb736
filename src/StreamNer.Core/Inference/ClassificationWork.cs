using System.Buffers;
using StreamNer.Decoding;
using StreamNer.Text;

namespace StreamNer.Inference;

/// <summary>One window as a row of a run: whose it is, which tokens it shows the model, and which of them it decides.</summary>
internal readonly record struct WindowRow(int Document, TokenRange Shown, TokenRange Decided);

/// <summary>
/// The state of classifying one set of documents: windows, plan, and the scores as they come in. Reused from set to set. Filled by one thread;
/// while runs are under way each row is touched by one thread only.
/// </summary>
internal sealed class ClassificationWork
{
    private readonly List<TokenRange> _windows = [];
    private int[] _lengths = [];
    private int[] _order = [];
    private int[] _scoreStarts = [];
    private int[] _attempts = [];
    private float[] _scores = [];
    private int _labels;

    /// <summary>The documents' tokens.</summary>
    public IReadOnlyList<TokenBuffer> Documents { get; private set; } = [];

    /// <summary>All windows of all documents.</summary>
    public List<WindowRow> Rows { get; } = [];

    /// <summary>The planned runs.</summary>
    public List<PlannedBatch> Batches { get; } = [];

    /// <summary>Slices and plans.</summary>
    public void Prepare(IReadOnlyList<TokenBuffer> documents, BatchPlanner planner, int windowTokens, int overlap, int labels)
    {
        Documents = documents;
        _labels = labels;
        Rows.Clear();
        Reserve(ref _scoreStarts, documents.Count);
        Reserve(ref _attempts, documents.Count);
        _attempts.AsSpan(0, documents.Count).Clear();
        var tokens = 0;
        for (var document = 0; document < documents.Count; document++)
        {
            _scoreStarts[document] = tokens * labels;
            tokens = checked(tokens + documents[document].Count);
            AddRows(document, windowTokens, overlap);
        }

        Reserve(ref _scores, checked(tokens * labels));
        Reserve(ref _lengths, Rows.Count);
        Reserve(ref _order, Rows.Count);
        for (var row = 0; row < Rows.Count; row++) _lengths[row] = LengthOf(row);
        planner.Plan(_lengths.AsSpan(0, Rows.Count), _order.AsSpan(0, Rows.Count), Batches);
    }

    /// <summary>The rows of a run, as numbers into <see cref="Rows"/>, longest first.</summary>
    public ReadOnlySpan<int> RowsOf(PlannedBatch batch) => _order.AsSpan(batch.First, batch.Count);

    /// <summary>Tokens of a row with its two special ones.</summary>
    public int LengthOf(int row) => Rows[row].Shown.Count + 2;

    /// <summary>The ids a row shows the model.</summary>
    public ReadOnlySpan<int> IdsOf(int row) => Documents[Rows[row].Document].Ids.Slice(Rows[row].Shown.First, Rows[row].Shown.Count);

    /// <summary>Takes the scores of the tokens that row <paramref name="row"/> decides from row <paramref name="at"/> of a finished run.</summary>
    public void Take(int row, TensorBatch run, int at)
    {
        var window = Rows[row];
        var logits = run.LogitsOf(at, window.Decided.First - window.Shown.First, window.Decided.Count);
        logits.CopyTo(_scores.AsSpan(_scoreStarts[window.Document] + (window.Decided.First * _labels)));
    }

    /// <summary>The document's scores, [tokens, labels]; complete when no row of it failed.</summary>
    public ReadOnlySpan<float> ScoresOf(int document) => _scores.AsSpan(_scoreStarts[document], Documents[document].Count * _labels);

    /// <summary>Notes that the model fails on this row's document, after so many runs with it.</summary>
    public void Fail(int row, int attempts) => Volatile.Write(ref _attempts[Rows[row].Document], attempts);

    /// <summary>Runs after which the document was given up; 0 when it was not.</summary>
    public int AttemptsOf(int document) => Volatile.Read(ref _attempts[document]);

    /// <summary>Gives the large buffers back.</summary>
    public void Release()
    {
        Documents = [];
        if (_scores.Length > 0) ArrayPool<float>.Shared.Return(_scores);
        _scores = [];
    }

    private void AddRows(int document, int windowTokens, int overlap)
    {
        var tokens = Documents[document];
        if (tokens.Count == 0) return;
        _windows.Clear();
        if (tokens.Count <= windowTokens) _windows.Add(new TokenRange(0, tokens.Count));
        else WindowSlicer.Slice(tokens, windowTokens, overlap, _windows);
        var windows = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_windows);
        for (var i = 0; i < windows.Length; i++) Rows.Add(new WindowRow(document, windows[i], WindowStitcher.Owned(windows, i)));
    }

    private static void Reserve(ref int[] array, int size)
    {
        if (array.Length < size) array = new int[Math.Max(size, array.Length * 2)];
    }

    private static void Reserve(ref float[] array, int size)
    {
        if (array.Length >= size) return;
        if (array.Length > 0) ArrayPool<float>.Shared.Return(array);
        array = ArrayPool<float>.Shared.Rent(size);
    }
}
