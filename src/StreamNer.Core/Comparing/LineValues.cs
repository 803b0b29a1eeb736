using System.Text.Json;

namespace StreamNer.Comparing;

/// <summary>
/// A file of JSON lines as results in the order of its lines. Lines of <c>annotate</c> have no source and are placed by their number; those of a
/// topic's JSON values have one. A file has lines of one kind.
/// </summary>
internal sealed class LineValues
{
    private readonly string _name;
    private readonly Stream _file;
    private byte[] _buffer = new byte[128 * 1024];
    private int _start;
    private int _end;
    private long _line;

    private LineValues(string name, Stream file) => (_name, _file) = (name, file);

    /// <summary>Whether lines are placed by number, and so are in order already. Known once the first was read.</summary>
    public bool IsNumbered { get; private set; }

    /// <summary>The results of <paramref name="file"/>, read as they are asked for.</summary>
    /// <exception cref="ComparisonException">A line is no result, or of the other kind.</exception>
    public static (bool IsNumbered, IEnumerable<PlacedValue> Values) Open(string name, Stream file)
    {
        var lines = new LineValues(name, file);
        var values = lines.Read().GetEnumerator();
        var any = values.MoveNext();
        return (lines.IsNumbered, any ? Rest(values) : []);
    }

    private static IEnumerable<PlacedValue> Rest(IEnumerator<PlacedValue> values)
    {
        using var owned = values;
        do yield return values.Current;
        while (values.MoveNext());
    }

    private IEnumerable<PlacedValue> Read()
    {
        while (Next() is { } line)
        {
            var place = Place(line);
            if (_line == 1) IsNumbered = place is null;
            if (IsNumbered != place is null)
                throw new ComparisonException($"{_name}, line {_line}: {(IsNumbered ? "has a source, unlike" : "has no source, unlike")} the first");
            yield return new PlacedValue(place ?? new RecordPlace("", 0, _line), false, line);
        }
    }

    private RecordPlace? Place(byte[] line)
    {
        try
        {
            return EnrichmentJsonReader.PlaceOf(line);
        }
        catch (JsonException e)
        {
            throw new ComparisonException($"{_name}, line {_line}: no line of 'annotate' and no enriched record in JSON", e);
        }
    }

    private byte[]? Next()
    {
        var seen = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + seen, _end - _start - seen).IndexOf((byte)'\n');
            if (found >= 0) return Take(seen + found, skip: 1);
            seen = _end - _start;
            if (!Fill()) return seen > 0 ? Take(seen, skip: 0) : null;
        }
    }

    private byte[] Take(int length, int skip)
    {
        var line = _buffer.AsSpan(_start, length).ToArray();
        _start += length + skip;
        _line++;
        return line;
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
        var read = _file.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
