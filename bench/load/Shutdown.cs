using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace StreamNer.Load;

/// <summary>
/// Starts and stops of the real program at seeded moments, under an allocator that checks each block: by SIGTERM and SIGINT, with the broker alive,
/// killed, frozen or coming back. No end may be a native death, a hang, a wrong exit code or half a line.
/// </summary>
internal static class Shutdown
{
    private const int Partitions = 3;
    private static readonly TimeSpan s_healing = TimeSpan.FromSeconds(60);

    public static int Run(ShutdownArguments arguments)
    {
        using var cluster = Cluster.Start(arguments.Launcher, brokers: 1);
        Directory.CreateDirectory(arguments.Logs);
        var file = Path.Combine(arguments.Logs, "lines.txt");
        File.WriteAllLines(file, Enumerable.Range(0, 20_000).Select(Line));
        foreach (var (topic, size) in new[] { ("raw", 1_048_588), ("enriched", 2_097_152), ("raw.dlq", 2_097_152) })
            cluster.Command("topic", "create", topic, "--partitions", $"{Partitions}", "--config", $"max.message.bytes={size}");
        Fill(cluster.Bootstrap, arguments.Lines);
        Console.WriteLine($"cluster {cluster.Bootstrap}; logs in {arguments.Logs}; seed {arguments.Seed}");

        var clock = Stopwatch.StartNew();
        var results = new List<StopResult>();
        foreach (var stop in StopPlan.Make(arguments.Seed, arguments.Cycles))
        {
            if (clock.Elapsed > arguments.Longest)
            {
                Console.WriteLine($"{arguments.Longest.TotalMinutes:0} minutes are over: {results.Count} of {arguments.Cycles} stops");
                break;
            }

            var result = Strike(stop, arguments, cluster, file);
            results.Add(result);
            var fault = StopLedger.Fault(result, arguments.Limit);
            // After every stop, so that a run that is cut short has a report too.
            if (arguments.Report.Length > 0) File.WriteAllText(arguments.Report, StopLedger.Markdown(results, arguments.Limit));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{clock.Elapsed:hh\\:mm\\:ss} {stop.Number} {stop.Mode} {stop.Fault} signal {stop.Signal}: exit {result.ExitCode} after "
                    + $"{result.Took.TotalSeconds:0.0} "
                    + $"s{(result.EndedBefore ? " (before the signal)" : "")}{(fault is null ? "" : " FAULT " + fault)}"));
        }

        Console.WriteLine(StopLedger.Markdown(results, arguments.Limit));
        return results.Count == arguments.Cycles && results.TrueForAll(result => StopLedger.Fault(result, arguments.Limit) is null) ? 0 : 1;
    }

    private static StopResult Strike(PlannedStop stop, ShutdownArguments arguments, Cluster cluster, string file)
    {
        var (output, error) = (Path.Combine(arguments.Logs, $"{stop.Number}.out"), Path.Combine(arguments.Logs, $"{stop.Number}.err"));
        using var process = Start(stop, arguments, cluster, file, output, error);
        if (stop.FromWork) Await(() => process.HasExited || Works(stop, output, error), TimeSpan.FromSeconds(60));
        process.WaitForExit(stop.DelayMs);
        try
        {
            if (stop.Fault is BrokerFault.Dead or BrokerFault.Restarted) cluster.Command("kill-broker", "1");
            if (stop.Fault == BrokerFault.Frozen) cluster.Command("pause-broker", "1");
            var restart = stop.Fault == BrokerFault.Restarted ? Task.Run(() => cluster.StartBroker(1)) : Task.CompletedTask;
            if (stop.Fault != BrokerFault.None) process.WaitForExit(stop.SignalAfterMs);
            var before = process.HasExited;
            var asked = Stopwatch.GetTimestamp();
            if (!before) Signal(process, stop.Signal);
            var ended = process.WaitForExit(arguments.Limit + TimeSpan.FromSeconds(30));
            var took = before ? TimeSpan.Zero : Stopwatch.GetElapsedTime(asked);
            if (!ended) process.Kill(entireProcessTree: true);
            process.WaitForExit();
            restart.Wait(s_healing);
            return new StopResult(stop, ended ? process.ExitCode : -1, took, before, HeapComplaint(error), Broken(stop, output));
        }
        finally
        {
            if (stop.Fault == BrokerFault.Dead) cluster.StartBroker(1);
            if (stop.Fault == BrokerFault.Frozen) cluster.Command("resume-broker", "1");
        }
    }

    private static Process Start(PlannedStop stop, ShutdownArguments arguments, Cluster cluster, string file, string output, string error)
    {
        string[] command = stop.Mode switch
        {
            StopMode.Demo => ["demo", "--messages", "0"],
            StopMode.Annotate => ["annotate", file],
            _ =>
            [
                "run", "--bootstrap-servers", cluster.Bootstrap, "--input", "raw", "--output", "enriched", "--dead-letter", "raw.dlq",
                "--output-format", "json",
                "--group", $"stop-{arguments.Seed}-{stop.Number}", "--instance", $"{stop.Number}", "--set",
                $"flow:drainSeconds={arguments.DrainSeconds}",
                "--delivery", stop.Mode == StopMode.ExactlyOnce ? "exactly-once" : "at-least-once",
            ],
        };

        // The shell redirects and is replaced, so that signals reach the program itself, also where this one was started with SIGINT ignored.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var part in (string[])["-c", "out=$1; err=$2; shift 2; exec env --default-signal=INT \"$@\" >\"$out\" 2>\"$err\"", "stop", output,
            error]) start.ArgumentList.Add(part);
        if (arguments.Preload.Length > 0)
            foreach (var part in (string[])[$"LD_PRELOAD={arguments.Preload}", "MALLOC_CHECK_=3",
                "MALLOC_PERTURB_=165"]) start.ArgumentList.Add(part);
        foreach (var part in (string[])[arguments.Streamner, .. command]) start.ArgumentList.Add(part);
        return Process.Start(start)!;
    }

    private static bool Works(PlannedStop stop, string output, string error) => stop.IsRun
        ? File.Exists(error) && File.ReadAllText(error).Contains("kafka.assigned", StringComparison.Ordinal)
        : File.Exists(output) && new FileInfo(output).Length > 0;

    private static string? HeapComplaint(string error) => File.ReadLines(error).FirstOrDefault(line =>
        line.Contains("double free", StringComparison.Ordinal) || line.Contains("corrupt", StringComparison.Ordinal)
        || line.Contains("invalid pointer", StringComparison.Ordinal) || line.StartsWith("free(): ", StringComparison.Ordinal)
        || line.StartsWith("malloc", StringComparison.Ordinal));

    private static bool Broken(PlannedStop stop, string output)
    {
        if (stop.Mode != StopMode.Annotate) return false;
        using var lines = File.OpenRead(output);
        if (lines.Length == 0) return false;
        lines.Seek(-1, SeekOrigin.End);
        return lines.ReadByte() != '\n';
    }

    private static void Signal(Process process, int signal)
    {
        using var kill = Process.Start("/bin/kill", ["-s", signal == PlannedStop.Terminate ? "TERM" : "INT", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private static void Await(Func<bool> condition, TimeSpan limit)
    {
        var since = Stopwatch.GetTimestamp();
        using var pause = new ManualResetEventSlim();
        while (!condition() && Stopwatch.GetElapsedTime(since) < limit) pause.Wait(50);
    }

    private static void Fill(string bootstrap, int count)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = bootstrap, Acks = Acks.All, LingerMs = 20 })
            .SetLogHandler((_, _) => { }).Build();
        for (var number = 0; number < count; number++)
        {
            producer.Produce(
                new TopicPartition("raw", number % Partitions),
                new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes($"{number}"), Value = Encoding.UTF8.GetBytes(Line(number)) });
            if (number % 2_000 == 0) producer.Flush(TimeSpan.FromSeconds(60));
        }

        producer.Flush(TimeSpan.FromSeconds(60));
    }

    private static string Line(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $"{number} people met in Berlin with Bob Smith of Google; write to user{number}@example.org, Angela Merkel said in Paris");
}
