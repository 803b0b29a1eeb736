namespace StreamNer.Inference;

/// <summary>The padded shape of one model run.</summary>
internal readonly record struct RunShape(int Rows, int Columns);

/// <summary>Notes the shape of every model run, in order, so that a benchmark can run the model alone on the same shapes. Thread-safe.</summary>
internal sealed class ShapeRecorder
{
    private readonly Lock _gate = new();
    private readonly List<RunShape> _shapes = [];

    /// <summary>When the first run was noted: a timestamp of <see cref="TimeProvider.System"/>; 0 before it.</summary>
    public long First { get; private set; }

    /// <summary>Appends one run.</summary>
    public void Record(int rows, int columns)
    {
        lock (_gate)
        {
            if (_shapes.Count == 0) First = TimeProvider.System.GetTimestamp();
            _shapes.Add(new RunShape(rows, columns));
        }
    }

    /// <summary>A copy of what was noted so far.</summary>
    public RunShape[] Snapshot()
    {
        lock (_gate) return [.. _shapes];
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_gate) _shapes.Clear();
    }
}
