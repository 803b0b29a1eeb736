using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace StreamNer.Load;

/// <summary>
/// Two workers on a real cluster; one is killed and started again at random moments, a broker dies and comes back. An independent reader
/// must find every source offset exactly once, in order, and never a commit ahead of visible output.
/// </summary>
internal static class Chaos
{
    private const string Group = "chaos";
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(25);

    public static int Run(Arguments arguments)
    {
        using var cluster = Cluster.Start(arguments.Launcher, arguments.Brokers);
        Console.WriteLine($"cluster {cluster.Bootstrap}; logs in {arguments.Logs}; seed {arguments.Seed}");
        foreach (var (topic, size) in new[] { ("raw", 1_048_588), ("enriched", 8_388_608), ("raw.dlq", 2_097_152) })
            cluster.Command("topic", "create", topic, "--partitions", $"{arguments.Partitions}", "--config", $"max.message.bytes={size}");
        var ends = Fill(cluster.Bootstrap, arguments);
        Console.WriteLine($"{ends.Sum()} records in raw: {string.Join(' ', ends)}");

        var clock = Stopwatch.StartNew();
        var ledger = new OutputLedger(ends);
        using var reader = new Reader(cluster.Bootstrap, arguments.Partitions, clock);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = cluster.Bootstrap })
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        Worker[] workers =
            [.. new[] { "a", "b" }.Select(name => new Worker(arguments.Streamner, name, cluster.Bootstrap, Group, arguments.Logs, arguments.Extra))];
        try
        {
            foreach (var worker in workers) worker.Start();
            var faults = Faults(arguments, cluster, workers, ends.Sum());
            var commits = new Dictionary<int, long>();
            while (clock.Elapsed < Limit && !(ledger.Distinct >= ends.Sum() && Complete(commits, ends)))
            {
                reader.Drain(TimeSpan.FromSeconds(1), ledger);
                Sample(admin, ledger, commits, clock);
                while (faults.TryPeek(out var fault) && ledger.Distinct >= fault.AfterRecords)
                {
                    faults.Dequeue();
                    Console.WriteLine($"{clock.Elapsed:mm\\:ss} at {ledger.Distinct} records: {fault.Name}");
                    fault.Strike();
                }

                foreach (var dead in workers.Where(worker => !worker.Alive))
                    Console.WriteLine($"{clock.Elapsed:mm\\:ss} worker {dead.Name} ended by itself with {dead.ExitCode}; see its log");
                if (workers.All(worker => !worker.Alive)) break;
            }

            reader.Drain(TimeSpan.FromSeconds(3), ledger);
            foreach (var worker in workers.Where(worker => worker.Alive)) worker.Signal("TERM");
            var drained = workers.All(worker => worker.WaitForExit(TimeSpan.FromSeconds(60)) && worker.ExitCode == 0);
            reader.Drain(TimeSpan.FromSeconds(2), ledger);
            Sample(admin, ledger, commits, clock);
            return Report(ledger, reader, commits, ends, drained, clock, faults.Count);
        }
        finally
        {
            foreach (var worker in workers) worker.Dispose();
        }
    }

    private static long[] Fill(string bootstrap, Arguments arguments)
    {
        using var producer =
            new ProducerBuilder<byte[], byte[]?>(new ProducerConfig
            {
                BootstrapServers = bootstrap,
                Acks = Acks.All,
                EnableIdempotence = true,
                LingerMs = 20
            })
            .SetLogHandler((_, _) => { }).Build();
        var next = new long[arguments.Partitions];
        var number = 0;
        foreach (var value in arguments.Records())
        {
            var partition = number++ % arguments.Partitions;
            var key = Encoding.UTF8.GetBytes($"{partition}:{next[partition]++}");
            producer.Produce(new TopicPartition("raw", partition), new Message<byte[], byte[]?> { Key = key, Value = value });
            if (number % 2_000 == 0) producer.Flush(TimeSpan.FromSeconds(60));
        }

        producer.Flush(TimeSpan.FromSeconds(60));
        return next;
    }

    private static Queue<Fault> Faults(Arguments arguments, Cluster cluster, Worker[] workers, long total)
    {
        var random = new Random(arguments.Seed);
        var faults = new List<Fault>();
        for (var kill = 0; kill < arguments.Kills; kill++)
        {
            // One in each slice of the run, at a random place within it.
            var after = (long)(total * (kill + 0.1 + (0.8 * random.NextDouble())) / (arguments.Kills + 1));
            var worker = workers[random.Next(workers.Length)];
            faults.Add(new Fault(after, $"SIGKILL worker {worker.Name} and start it again", () => { worker.Kill(); worker.Start(); }));
        }

        if (arguments.Brokers > 1)
        {
            var broker = $"{random.Next(arguments.Brokers) + 1}";
            faults.Add(new Fault(total * 45 / 100, $"SIGKILL broker {broker}", () => cluster.Command("kill-broker", broker)));
            faults.Add(new Fault(total * 60 / 100, $"start broker {broker} again", () => cluster.Command("start-broker", broker)));
        }

        return new Queue<Fault>(faults.OrderBy(fault => fault.AfterRecords));
    }

    private static void Sample(IAdminClient admin, OutputLedger ledger, Dictionary<int, long> commits, Stopwatch clock)
    {
        try
        {
            var at = clock.Elapsed;
            var result = admin.ListConsumerGroupOffsetsAsync([new ConsumerGroupTopicPartitions(Group, null)]).GetAwaiter().GetResult();
            foreach (var entry in result[0].Partitions.Where(entry => entry.Offset.Value >= 0))
            {
                commits[entry.Partition.Value] = entry.Offset.Value;
                ledger.Sampled(new CommitSample(entry.Partition.Value, entry.Offset.Value, at));
            }
        }
        catch (KafkaException)
        {
            // A coordinator that is moving has no answer now; the next sample will.
        }
    }

    private static bool Complete(Dictionary<int, long> commits, long[] ends)
    {
        for (var partition = 0; partition < ends.Length; partition++)
        {
            if (commits.GetValueOrDefault(partition) != ends[partition]) return false;
        }

        return true;
    }

    private static int Report(OutputLedger ledger, Reader reader, Dictionary<int, long> commits, long[] ends, bool drained, Stopwatch clock,
        int unstruck)
    {
        var faults = ledger.Judge(Grace, commits).ToList();
        if (!drained) faults.Add("a worker did not drain and exit 0 within 60 s of SIGTERM");
        if (unstruck > 0) faults.Add($"{unstruck} planned faults did not happen");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{clock.Elapsed:mm\\:ss}: in {ends.Sum()} = enriched {reader.Enriched} + dead letters {reader.DeadLetters} + tombstones "
                + $"{reader.Tombstones}; distinct {ledger.Distinct}, duplicates {ledger.Duplicates}, disorders {ledger.Disorders}, commit samples "
                + $"{ledger.SampleCount}"));
        foreach (var fault in faults.Take(20)) Console.WriteLine("FAULT " + fault);
        Console.WriteLine(faults.Count == 0 ? "all rules held" : $"{faults.Count} faults");
        return faults.Count == 0 ? 0 : 1;
    }

    private sealed record Fault(long AfterRecords, string Name, Action Strike);
}
