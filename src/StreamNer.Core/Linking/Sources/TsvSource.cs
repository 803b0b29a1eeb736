using System.Globalization;

namespace StreamNer.Linking.Sources;

/// <summary>
/// Tab-separated lines under a line of column names: <c>id</c> and <c>name</c>, and any of <c>type</c>, <c>country</c>, <c>aliases</c>,
/// <c>tickers</c>,
/// <c>handles</c>, <c>demonyms</c>, <c>regions</c>, <c>sameAs</c>, <c>neighbours</c> (lists separated by <c>|</c>), <c>description</c>, <c>prior</c>,
/// <c>popularity</c>. Empty lines and lines that begin with <c>#</c> are skipped.
/// </summary>
internal static class TsvSource
{
    private static readonly string[] s_columns =
    [
        "id", "name", "type", "country", "aliases", "sameAs", "neighbours", "description", "prior", "popularity", "tickers", "handles", "demonyms",
        "regions",
    ];

    /// <summary>The records of a stream, with what is wrong with other lines.</summary>
    /// <exception cref="InvalidDataException">The line of column names lacks <c>id</c> or <c>name</c>, or names a column that is not
    /// known.</exception>
    public static IEnumerable<SourceLine> Read(Stream stream)
    {
        int[]? places = null;
        var width = 0;
        foreach (var (number, text, fault) in SourceLines.Of(stream))
        {
            if (fault is not null) yield return new SourceLine(number, null, fault);
            else if (text!.Length == 0 || text[0] == '#') continue;
            else if (places is null) (places, width) = Columns(text, number);
            else yield return Parse(text.Split('\t'), places, width, number);
        }
    }

    private static (int[] Places, int Width) Columns(string header, long number)
    {
        var names = header.Split('\t');
        foreach (var name in names)
        {
            if (!s_columns.Contains(name))
                throw new InvalidDataException($"line {number}: expected column names, each one of {string.Join(", ", s_columns)}");
        }

        var places = Array.ConvertAll(s_columns, column => Array.IndexOf(names, column));
        if (places[0] < 0 || places[1] < 0) throw new InvalidDataException($"line {number}: the column names lack id or name");
        return (places, names.Length);
    }

    private static SourceLine Parse(string[] fields, int[] places, int width, long number)
    {
        if (fields.Length != width)
            return new SourceLine(number, null, $"{fields.Length} field{(fields.Length == 1 ? "" : "s")} where {width} columns are named");
        if (!Number(8, KnowledgeRecord.DefaultPrior, out var prior)) return new SourceLine(number, null, "the prior is not a number");
        if (!Number(9, 0, out var popularity)) return new SourceLine(number, null, "the popularity is not a number");
        return SourceLine.Of(number, new KnowledgeRecord(Field(0), Field(1))
        {
            Type = Field(2),
            Country = Field(3),
            Aliases = List(4),
            Tickers = List(10),
            Handles = List(11),
            Demonyms = List(12),
            Regions = List(13),
            SameAs = List(5),
            Neighbours = List(6),
            Description = Field(7),
            Prior = prior,
            Popularity = popularity,
        });

        string Field(int column) => places[column] < 0 ? "" : fields[places[column]];

        string[] List(int column) => Field(column).Split('|', StringSplitOptions.RemoveEmptyEntries);

        bool Number(int column, float otherwise, out float value)
        {
            value = otherwise;
            return Field(column).Length == 0 || float.TryParse(Field(column), NumberStyles.Float, CultureInfo.InvariantCulture, out value);
        }
    }
}
