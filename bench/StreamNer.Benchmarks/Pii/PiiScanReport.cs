using System.Text;
using StreamNer.Pii;
using StreamNer.Pii.Rules;
using StreamNer.Pii.Scanning;
using StreamNer.Pii.Types;

namespace StreamNer.Benchmarks.Pii;

/// <summary>
/// Writes the page <c>bench/results/pii-scan.md</c>: how time grows with the length of each detector's worst inputs, the scan rate on files of
/// ordinary text (one text a line), what is allocated, and where the time goes. Times are the least processor time of several runs, so that other
/// work on the machine counts as little as it can.
/// </summary>
internal static class PiiScanReport
{
    private const int Short = 50_000;
    private const int Times = 10;
    private static readonly PiiScanner s_scanner = new();
    private static readonly List<PiiSpan> s_found = new(1 << 20);

    /// <summary>Writes the page.</summary>
    public static void Write(string[] files, TextWriter page)
    {
        page.WriteLine(FormattableString.Invariant($"""
            # Scanning for personal data

            All detectors, one thread, Release, .NET {Environment.Version}, {Environment.ProcessorCount} cores shared with other work. A time is the least processor time of several runs.

            ```sh
            dotnet run -c Release --project bench/StreamNer.Benchmarks -- pii-scan FILE... > bench/results/pii-scan.md
            ```

            """));
        if (files.Length > 0) WriteRate(files, page);
        WriteGrowth(page);
    }

    private static void WriteRate(string[] files, TextWriter page)
    {
        string[] lines = [.. files.SelectMany(File.ReadLines)];
        var megabytes = lines.Sum(static line => (long)Encoding.UTF8.GetByteCount(line)) / 1e6;
        var plain = Array.FindAll(lines, line => Scan(s_scanner, line) && s_found.Count == 0);
        var all = Least(() => Scan(s_scanner, lines), 9);
        page.WriteLine(FormattableString.Invariant($"""
            ## Ordinary text

            {lines.Length} lines of {string.Join(", ", files.Select(Path.GetFileName))}, {megabytes:0.0} MB of UTF-8; {lines.Length - plain.Length} of them have a hit.

            - Scan rate: {megabytes / all.TotalSeconds:0.0} MB/s ({all.TotalMilliseconds:0} ms for all lines).
            - Allocated in {Times} passes over the {plain.Length} lines without a hit: {Allocated(plain)} B.

            Scanners that lack a part show what it costs:

            | without | time | less than all |
            |---|---|---|
            """));
        foreach (var (name, scanner) in Partial())
        {
            var time = Least(() => Scan(scanner, lines), 9);
            page.WriteLine(FormattableString.Invariant($"| {name} | {time.TotalMilliseconds:0} ms | {(all - time) / all:P0} |"));
        }

        page.WriteLine(
            "\nReading each character and looking up each word is the floor: a text is looked at once, and detectors only where a number, a sign or a known word stands.\n");
    }

    private static IEnumerable<(string Name, PiiScanner Scanner)> Partial()
    {
        yield return ("any detector (only reading, words and context words are left)", Of(static _ => false));
        yield return ("addresses", Of(static detector => detector.Type != Address.Type));
        yield return ("identifiers of fixed form", Of(static detector => detector.Form is Reader));
        yield return ("telephone numbers", Of(static detector => detector.Type != Phone.Type));
        yield return ("other numbers (dates, IP, age, coordinates …)", Of(static detector => detector.Type == Phone.Type
            || !IsAskedAt(detector, AnchorKind.Digits)));
        yield return ("what begins at a sign (e-mail, URL, handles …)", Of(static detector => !IsAskedAt(detector, AnchorKind.Symbol)));

        static PiiScanner Of(Predicate<Detector> keep) =>
            new(new PiiScanOptions(), new DetectorTable(Array.FindAll(DetectorTable.BuiltIn(), keep)), TimeProvider.System);

        static bool IsAskedAt(Detector detector, AnchorKind kind) =>
            detector.Form is Reader reader && Array.Exists(reader.Anchors, anchor => anchor.Kind == kind);
    }

    private static void WriteGrowth(TextWriter page)
    {
        page.WriteLine(FormattableString.Invariant($"""
            ## Ten times the text

            A text is its unit over and over, {Short:N0} and {Short * 10:N0} UTF-16 units long; the aim is at most 15 times the time.

            | aimed at | unit | {Short / 1000}k, ms | {Short / 100}k, ms | ratio | ns a unit |
            |---|---|---|---|---|---|
            """));
        var worst = 0.0;
        foreach (var (aim,
            unit) in WorstInputs.All.Prepend(("ordinary text", "The quick brown fox jumps over the lazy dog near 12 rivers, and nobody minds. ")))
        {
            var (small, large) = (WorstInputs.Text(unit, Short), WorstInputs.Text(unit, Short * 10));
            var before = Least(() => Scan(s_scanner, small), 9);
            var after = Least(() => Scan(s_scanner, large), 5);
            worst = Math.Max(worst, after / before);
            page.WriteLine(FormattableString.Invariant(
                $"| {aim} | `{Shown(unit)}` | {before.TotalMilliseconds:0.00} | {after.TotalMilliseconds:0.0} | {after / before:0.0} | {after.TotalNanoseconds / large.Length:0} |"));
        }

        page.WriteLine(FormattableString.Invariant($"\nThe largest ratio is {worst:0.0}."));
    }

    private static void Scan(PiiScanner scanner, string[] lines)
    {
        foreach (var line in lines) Scan(scanner, line);
    }

    private static bool Scan(PiiScanner scanner, string text)
    {
        s_found.Clear();
        return scanner.Scan(text, s_found).Complete;
    }

    private static long Allocated(string[] lines)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var pass = 0; pass < Times; pass++) Scan(s_scanner, lines);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    // One run more, the first, compiles and grows buffers.
    private static TimeSpan Least(Action run, int runs)
    {
        var least = TimeSpan.MaxValue;
        for (var i = 0; i <= runs; i++)
        {
            var before = Environment.CpuUsage.TotalTime;
            run();
            if (Environment.CpuUsage.TotalTime - before is var time && i > 0 && time < least) least = time;
        }

        return least;
    }

    private static string Shown(string unit) =>
        string.Concat(unit.Select(static c => c switch { '\n' => "\\n", '|' => "\\|", '\u200B' => "U+200B", _ => c.ToString() }));
}
