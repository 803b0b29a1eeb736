using System.Diagnostics;
using System.Globalization;
using StreamNer.Linking;

namespace StreamNer.Benchmarks.Linking;

/// <summary>
/// What a knowledge base of synthetic entities costs: time and memory to build, size, time to open with and without comparing all bytes, look-ups a
/// second of one core, and the memory of one and of two processes that look up at random. Each step runs in a process of its own.
/// </summary>
internal static class KnowledgeFileReport
{
    private const int LookUps = 2_000_000;

    /// <summary>Writes the page.</summary>
    public static void Write(int entities, TextWriter page)
    {
        var folder = Directory.CreateTempSubdirectory("kb-bench").FullName;
        try
        {
            var file = Path.Combine(folder, "bench.kb");
            var built = Single("build", file, entities);
            var opened = Single("open", file, entities);
            var found = Single("find", file, entities);
            var one = Together(file, entities, 1);
            var two = Together(file, entities, 2);
            page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
                # Knowledge-base file

                {entities:#,0} synthetic entities of two words, a sentence, an alias and two neighbours each. Release, .NET {Environment.Version}.

                ```sh
                dotnet run -c Release --project bench/StreamNer.Benchmarks -- knowledge-file {entities} > bench/results/knowledge-file.md
                ```

                | what | figure |
                |---|---|
                | build | {built[0]} s of processor time, {built[1]} MB resident at its peak |
                | file | {new FileInfo(file).Length / 1e6:0.0} MB, {new FileInfo(file).Length / (double)entities:0} bytes an entity |
                | open, layout checked | {opened[0]} ms |
                | open, all bytes compared | {opened[1]} ms |
                | look-ups a second of one core, names of the base at random | {found[0]} |
                | the same with what ranking reads of the likeliest entity | {found[1]} |
                | look-ups a second of one core, names that it lacks | {found[2]} |
                | allocated by a look-up | {found[3]} bytes |
                | one process after {LookUps:#,0} look-ups at random | {one[0]} MB resident, of which {one[1]} MB of the file |
                | two processes together | {two[0]} MB resident (pages of the file counted once), of which {two[1]} MB of the file |
                """));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One step, in the process that was started for it: figures on a line, parted by blanks.</summary>
    public static void Step(string step, string file, int entities, TextWriter output)
    {
        switch (step)
        {
            case "build": Build(file, entities, output); break;
            case "open": Open(file, output); break;
            case "find": Find(file, entities, output); break;
            default: Hold(file, entities, output); break;
        }
    }

    private static void Build(string file, int entities, TextWriter output)
    {
        var builder = new KnowledgeBuilder();
        for (var i = 0; i < entities; i++) builder.Add(Entity(i, entities));
        KnowledgeWriter.WriteFile(file, builder);
        using var self = Process.GetCurrentProcess();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{self.TotalProcessorTime.TotalSeconds:0.0} {self.PeakWorkingSet64 / 1e6:0}"));
    }

    // The least of several times: the first also loads code, and other processes disturb.
    private static void Open(string file, TextWriter output) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Least(() => KnowledgeFile.Open(file, verify: false)):0.00} {Least(() => KnowledgeFile.Open(file)):0.0}"));

    private static double Least(Func<KnowledgeFile> open)
    {
        var least = double.MaxValue;
        for (var i = 0; i < 7; i++)
        {
            var start = Stopwatch.GetTimestamp();
            open().Dispose();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return least;
    }

    private static void Find(string file, int entities, TextWriter output)
    {
        using var opened = KnowledgeFile.Open(file);
        var names = Array.ConvertAll(Random(entities), i => Name(i));
        var missing = Array.ConvertAll(names, name => name + "x");
        Rate(names, name => opened.Find(name).Count);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var plain = Rate(names, name => opened.Find(name).Count);
        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / names.Length;
        var read = Rate(names, name => Read(opened, opened.Find(name)));
        var none = Rate(missing, name => opened.Find(name).Count);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{plain:#,0} {read:#,0} {none:#,0} {allocated}"));
    }

    private static int Read(KnowledgeFile file, KnowledgeMatches matches)
    {
        if (matches.Count == 0) return 0;
        var entity = file[matches[0].Entity];
        return entity.Type.Length + entity.Country.Length + entity.DescriptionUtf8.Length + entity.Neighbours.Length + (entity.Prior > 0 ? 1 : 0);
    }

    // A second of processor time, not of the clock: other processes may hold the core.
    private static double Rate(string[] names, Func<string, int> look)
    {
        using var self = Process.GetCurrentProcess();
        var before = self.TotalProcessorTime;
        var found = 0L;
        foreach (var name in names) found += look(name);
        self.Refresh();
        GC.KeepAlive(found);
        return names.Length / (self.TotalProcessorTime - before).TotalSeconds;
    }

    // Looks up, says that it is ready, and says what it holds when all are.
    private static void Hold(string file, int entities, TextWriter output)
    {
        using var opened = KnowledgeFile.Open(file);
        foreach (var i in Random(entities)) opened.Find(Name(i));
        GC.Collect();
        output.WriteLine("ready");
        output.Flush();
        Console.In.ReadLine();
        long resident = 0, ofFile = 0;
        var ours = false;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            // "7f0000-7f1000 r--s 00000000 08:01 123 /path", then a line a figure: "Pss: 12 kB".
            if (line.Length > 0 && (char.IsAsciiDigit(line[0]) || line[0] is >= 'a' and <= 'f')) ours = line.EndsWith(file, StringComparison.Ordinal);
            if (!line.StartsWith("Pss:", StringComparison.Ordinal)) continue;
            var kilobytes = long.Parse(line.AsSpan(4, line.Length - 6), NumberStyles.Integer, CultureInfo.InvariantCulture);
            resident += kilobytes;
            if (ours) ofFile += kilobytes;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{resident} {ofFile}"));
        output.Flush();
        Console.In.ReadLine();
    }

    private static string[] Single(string step, string file, int entities)
    {
        using var process = Start(step, file, entities);
        var line = process.StandardOutput.ReadLine();
        process.WaitForExit();
        return line?.Split(' ') ?? throw new InvalidOperationException($"the step '{step}' ended with code {process.ExitCode}");
    }

    private static string[] Together(string file, int entities, int count)
    {
        var processes = Enumerable.Range(0, count).Select(_ => Start("hold", file, entities)).ToList();
        foreach (var process in processes) process.StandardOutput.ReadLine();
        // One after another, and all still there: what they share is counted in equal parts.
        long resident = 0, ofFile = 0;
        foreach (var process in processes)
        {
            process.StandardInput.WriteLine();
            var figures = process.StandardOutput.ReadLine()!.Split(' ');
            resident += long.Parse(figures[0], CultureInfo.InvariantCulture);
            ofFile += long.Parse(figures[1], CultureInfo.InvariantCulture);
        }

        foreach (var process in processes)
        {
            process.StandardInput.Close();
            process.WaitForExit();
            process.Dispose();
        }

        return [$"{resident / 1e3:0}", $"{ofFile / 1e3:0}"];
    }

    private static Process Start(string step, string file, int entities)
    {
        var start =
            new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(KnowledgeFileReport).Assembly.Location);
        string[] arguments = ["knowledge-file-step", step, file, entities.ToString(CultureInfo.InvariantCulture)];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static int[] Random(int entities)
    {
        var random = new Random(1);
        var all = new int[LookUps];
        for (var i = 0; i < all.Length; i++) all[i] = random.Next(entities);
        return all;
    }

    private static KnowledgeRecord Entity(int i, int entities) => new($"synthetic:{i}", Name(i))
    {
        Type = (i % 3) switch { 0 => "LOC", 1 => "ORG", _ => "PER" },
        Country = "US",
        Aliases = [$"Alias {i}"],
        Neighbours = [$"synthetic:{(i + 1) % entities}", $"synthetic:{(i + 7) % entities}"],
        Description = $"an entity that was made for measuring, number {i % 1_000} of its kind",
        Popularity = i,
    };

    private static string Name(int i) => $"{Word(i / 1_000 + 1)} {Word((i % 1_000) + 1_000)}";

    // A number in letters, in the style of a name.
    private static string Word(int number)
    {
        Span<char> letters = stackalloc char[12];
        var count = 0;
        for (; number > 0; number /= 20)
        {
            letters[count++] = "bcdfghjklmnpqrstvwxz"[number % 20];
            letters[count++] = "aeiou"[number % 5];
        }

        letters[0] = char.ToUpperInvariant(letters[0]);
        return new string(letters[..count]);
    }
}
