namespace StreamNer.Load;

/// <summary>The command line of a run.</summary>
internal sealed record Arguments(
    string Launcher, string Streamner, string Text, int Lines, int Partitions, int Brokers, int Kills, int Seed, string Logs, string[] Extra)
{
    public static Arguments Parse(string[] rest)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        var dashes = Array.IndexOf(rest, "--");
        var extra = dashes < 0 ? [] : rest[(dashes + 1)..];
        var own = dashes < 0 ? rest : rest[..dashes];
        for (var i = 0; i + 1 < own.Length; i += 2) given[own[i]] = own[i + 1];
        string Text(string name, string? fallback = null) =>
            given.TryGetValue(name, out var value) ? value : fallback ?? throw new ArgumentException($"{name} is missing", nameof(rest));
        int Number(string name, int fallback) =>
            given.TryGetValue(name, out var value) ? int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : fallback;
        return new Arguments(
            Text("--launcher"), Text("--streamner"), Text("--text"), Number("--lines", 50_000), Number("--partitions", 6), Number("--brokers", 3),
            Number("--kills", 5), Number("--seed", 1), Text("--logs", Directory.CreateTempSubdirectory("streamner-chaos-").FullName), extra);
    }

    /// <summary>The first <see cref="Lines"/> lines of the text, as bytes; every 997th is made invalid UTF-8 and every 1009th a tombstone.</summary>
    public IEnumerable<byte[]?> Records()
    {
        var files = Directory.Exists(Text) ? Directory.GetFiles(Text, "*.txt").Order(StringComparer.Ordinal) : Enumerable.Repeat(Text, 1);
        var number = 0;
        foreach (var line in files.SelectMany(File.ReadLines).Take(Lines))
        {
            number++;
            if (number % 1009 == 0) yield return null;
            else if (number % 997 == 0) yield return [.. System.Text.Encoding.UTF8.GetBytes(line), 0xFF];
            else yield return System.Text.Encoding.UTF8.GetBytes(line);
        }
    }
}
