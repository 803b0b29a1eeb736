namespace StreamNer.Pii.Scanning;

/// <summary>The generated tables under <c>Pii/Data</c>, embedded in the assembly.</summary>
internal static class DataTable
{
    private const string Prefix = "StreamNer.Pii.Data.";

    /// <summary>The names of all tables, in ordinal order.</summary>
    public static IEnumerable<string> Names() => typeof(DataTable).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(name => name[Prefix.Length..]).Order(StringComparer.Ordinal);

    /// <summary>The lines of a table without comments. Throws <see cref="InvalidOperationException"/> when the build left it out.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(DataTable).Assembly.GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"the table {name} is missing from the build");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#') yield return line;
    }
}
