using System.Globalization;

namespace StreamNer.Linking.Sources;

/// <summary>Tab-separated lines whose columns have names: those of their first line or, where a file has no such line, those of its
/// publisher.</summary>
internal static class NamedTable
{
    /// <summary>The records of a table, with what is wrong with other lines. Empty lines and lines that begin with <c>#</c> are skipped.</summary>
    /// <param name="stream">The table.</param>
    /// <param name="needed">Columns that it must have; a first line that begins with the first of them names the columns.</param>
    /// <param name="columns">The columns of a file that does not name them; null when it must.</param>
    /// <param name="record">Makes a record of a line; null for a line that describes no entity.</param>
    /// <exception cref="InvalidDataException">The first line lacks a needed column.</exception>
    public static IEnumerable<SourceLine> Read(Stream stream, string[] needed, string[]? columns, Func<NamedRow, KnowledgeRecord?> record)
    {
        Dictionary<string, int>? places = null;
        foreach (var (number, text, fault) in SourceLines.Of(stream))
        {
            if (fault is not null) yield return new SourceLine(number, null, fault);
            if (string.IsNullOrEmpty(text) || text[0] == '#') continue;
            var fields = text.Split('\t');
            if (places is null)
            {
                var named = columns is null || fields[0] == needed[0];
                places = Places(named ? fields : columns!, needed, number);
                if (named) continue;
            }

            if (fields.Length != places.Count) yield return new SourceLine(number, null, $"{fields.Length} fields where {places.Count} are expected");
            else if (record(new NamedRow(fields, places)) is { } entity) yield return SourceLine.Of(number, entity);
        }
    }

    private static Dictionary<string, int> Places(string[] names, string[] needed, long number)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++) places[names[i]] = i;
        foreach (var name in needed)
        {
            if (!places.ContainsKey(name)) throw new InvalidDataException($"line {number}: the line of column names lacks {name}");
        }

        return places.Count == names.Length ? places : throw new InvalidDataException($"line {number}: a column name appears more than once");
    }
}

/// <summary>The fields of a line by the names of their columns.</summary>
internal readonly struct NamedRow(string[] fields, Dictionary<string, int> places)
{
    /// <summary>A field; empty when the table has no such column.</summary>
    public string this[string column] => places.TryGetValue(column, out var place) ? fields[place] : "";

    /// <summary>A field's parts; empty when the field is.</summary>
    public string[] List(string column, char separator) =>
        this[column].Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>A number; 0 for an empty field, NaN (which no record may hold) for one that is not a number.</summary>
    public float Number(string column) =>
        this[column].Length == 0 ? 0 : float.TryParse(this[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : float.NaN;
}
