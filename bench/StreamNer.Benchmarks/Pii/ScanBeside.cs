using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using StreamNer.Pii;

namespace StreamNer.Benchmarks.Pii;

/// <summary>
/// Measures this scanner beside the one of another revision, whose <c>StreamNer.Core.dll</c> is loaded into a context of its own: same texts, same
/// process, turn by turn, so that what else the machine does touches both alike. Both are called by reflection-made delegates.
/// </summary>
internal static class ScanBeside
{
    private const int Rounds = 15;

    /// <summary>Writes a table of scan rate and allocation for both over files with one text a line.</summary>
    public static void Write(string other, string[] files, TextWriter page)
    {
        string[] lines = [.. files.SelectMany(File.ReadLines)];
        var megabytes = lines.Sum(static line => (long)Encoding.UTF8.GetByteCount(line)) / 1e6;
        var context = new AssemblyLoadContext("other");
        var (then, now) = (Of(context.LoadFromAssemblyPath(Path.GetFullPath(other))), Of(typeof(PiiScanner).Assembly));
        string[] plain = [.. lines.Where(line => then(line) == 0 && now(line) == 0)];
        var (before, after) = (new TimeSpan[Rounds], new TimeSpan[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            before[round] = Time(then, lines);
            after[round] = Time(now, lines);
        }

        page.WriteLine("| revision | MB/s, best | MB/s, median | bytes allocated |\n|---|---|---|---|");
        Row("other", before, Allocated(then, plain));
        Row("this", after, Allocated(now, plain));

        void Row(string name, TimeSpan[] times, long allocated)
        {
            Array.Sort(times);
            page.WriteLine(FormattableString.Invariant(
                $"| {name} | {megabytes / times[0].TotalSeconds:0.0} | {megabytes / times[Rounds / 2].TotalSeconds:0.0} | {allocated} |"));
        }
    }

    // Scans a text and tells how much is found.
    private static Func<string, int> Of(Assembly core)
    {
        var scannerType = core.GetType("StreamNer.Pii.PiiScanner", throwOnError: true)!;
        var make = typeof(ScanBeside).GetMethod(nameof(Make), BindingFlags.NonPublic | BindingFlags.Static)!;
        return (Func<string, int>)make.MakeGenericMethod(core.GetType("StreamNer.Pii.PiiSpan", throwOnError: true)!)
            .Invoke(null, [Activator.CreateInstance(scannerType)!])!;
    }

    private static Func<string, int> Make<TSpan>(object scanner)
    {
        var found = new List<TSpan>(1 << 12);
        var scan = scanner.GetType().GetMethods().First(static method => method.Name == "Scan");
        var (text, into) = (Expression.Parameter(typeof(string)), Expression.Constant(found));
        var rest = scan.GetParameters().Skip(2).Select(static parameter => Expression.Default(parameter.ParameterType));
        Expression[] arguments = [text, into, .. rest];
        var call = Expression.Call(Expression.Constant(scanner), scan, arguments);
        var run = Expression.Lambda<Action<string>>(call, text).Compile();
        return line =>
        {
            found.Clear();
            run(line);
            return found.Count;
        };
    }

    private static TimeSpan Time(Func<string, int> scan, string[] lines)
    {
        var before = Environment.CpuUsage.TotalTime;
        foreach (var line in lines) scan(line);
        return Environment.CpuUsage.TotalTime - before;
    }

    private static long Allocated(Func<string, int> scan, string[] lines)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var line in lines) scan(line);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
