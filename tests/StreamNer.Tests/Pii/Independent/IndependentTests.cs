using System.Globalization;
using System.Text;
using StreamNer.Pii;
using StreamNer.Tests.House;

namespace StreamNer.Tests.Pii.Independent;

/// <summary>
/// Detectors against values written from published documents alone. The table in bench/results/quality.md is the floor: no row may get worse.
/// STREAMNER_WRITE_DOCS=1 writes it anew, STREAMNER_SHOW_MISSES=FOLDER writes every miss and alarm to files there.
/// </summary>
public sealed class IndependentTests
{
    private const string Page = "bench/results/quality.md";
    private const string Begin = "<!-- independent -->", End = "<!-- /independent -->";
    private const int OrdinaryCount = 5_000;

    [Fact]
    public void No_type_is_found_less_or_more_falsely_than_the_table_says()
    {
        var floors = Rows(Repository.Read(Page));
        var table = new StringBuilder();
        var worse = new List<string>();
        foreach (var row in Yardstick.Types)
        {
            using var notes = Notes(row.Name);
            var now = Yardstick.Measure(row, text => notes.WriteLine($"missed: {text}"), text => notes.WriteLine($"false: {text}"));
            table.Append(CultureInfo.InvariantCulture, $"| {row.Name} | {row.Source} | {now} |\n");
            if (!floors.TryGetValue(row.Name, out var floor) || IsWorse(now, floor)) worse.Add($"{row.Name}: {now}, table: {floor}");
        }

        using var ordinary = Notes("ordinary");
        var alarms = Yardstick.OrdinaryAlarms(OrdinaryCount, ordinary.WriteLine);
        foreach (var (type, count) in alarms)
        {
            var name = $"{type} in ordinary texts";
            table.Append(CultureInfo.InvariantCulture, $"| {name} | {OrdinaryCount} texts | | | | {count} |\n");
            if (!floors.TryGetValue(name, out var floor) || count > floor.False) worse.Add($"{name}: {count}, table: {floor?.False ?? 0}");
        }

        if (Environment.GetEnvironmentVariable("STREAMNER_WRITE_DOCS") == "1") Write(table.ToString());
        else Assert.True(worse.Count == 0, string.Join('\n', worse));
    }

    [Fact]
    public void Each_row_is_a_type_and_none_is_lost()
    {
        var rows = Yardstick.Types.Select(Yardstick.TypeOf).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(rows.Except(PiiTypes.All.Select(t => t.Name)));
        Assert.True(rows.Count >= 62, "a type lost its row");
    }

    [Fact]
    public void The_same_seed_gives_the_same_texts()
    {
        foreach (var row in Yardstick.Types)
        {
            Draw one = new(7), two = new(7);
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(row.Positive(one), row.Positive(two));
                Assert.Equal(row.LookAlike(one), row.LookAlike(two));
            }
        }
    }

    private static bool IsWorse(Measured now, Measured floor) =>
        now.Found < floor.Found || now.Exact < floor.Exact || now.Covered < floor.Covered || now.False > floor.False;

    private static Dictionary<string, Measured> Rows(string page)
    {
        var rows = new Dictionary<string, Measured>(StringComparer.Ordinal);
        foreach (var line in Between(page).Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1))
        {
            var cells = line.Split('|').Select(c => c.Trim()).ToArray();
            rows[cells[1]] = new Measured(Number(cells[3]), Number(cells[4]), Number(cells[5]), Number(cells[6]));
        }

        return rows;
    }

    private static int Number(string cell) => cell.Length == 0 ? 0 : int.Parse(cell, CultureInfo.InvariantCulture);

    private static string Between(string page) =>
        page[(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..page.IndexOf(End, StringComparison.Ordinal)];

    private static void Write(string table)
    {
        var page = Repository.Read(Page);
        var head = $"\n| type | forms from | found of {Yardstick.Count} | both ends right | covered by any type | false of {Yardstick.Count} |\n"
            + "|---|---|---|---|---|---|\n";
        var begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        File.WriteAllText(Path.Combine(Repository.Root, Page), page[..begin] + head + table + page[page.IndexOf(End, StringComparison.Ordinal)..]);
    }

    private static TextWriter Notes(string name) =>
        Environment.GetEnvironmentVariable("STREAMNER_SHOW_MISSES") is { Length: > 0 } folder
            ? new StreamWriter(Path.Combine(folder, name.Replace(' ', '-') + ".txt"))
            : TextWriter.Null;
}
