namespace StreamNer.Pii.Scanning;

/// <summary>The generated tables under <c>Pii/Data</c>, embedded in the assembly.</summary>
internal static class DataTable
{
    /// <summary>The lines of a table without comments. Throws <see cref="InvalidOperationException"/> when the build left it out.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(DataTable).Assembly.GetManifestResourceStream("StreamNer.Pii.Data." + name)
            ?? throw new InvalidOperationException($"the table {name} is missing from the build");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#') yield return line;
    }
}
