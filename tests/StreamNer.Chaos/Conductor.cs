using StreamNer.Chaos.Brokers;
using StreamNer.Chaos.Checking;
using StreamNer.Chaos.Faults;
using StreamNer.Chaos.Load;
using StreamNer.Chaos.Reporting;
using StreamNer.Chaos.Workers;

namespace StreamNer.Chaos;

/// <summary>
/// One run: 1. brokers, proxies, registry, topics; 2. checker, workers, load; 3. once output flows, faults strike; 4. the load ends and everything
/// must be committed; 5. the workers are stopped; 6. the checker judges. Where the input is to be replaced, that comes between 6 and 5.
/// </summary>
internal static class Conductor
{
    private static readonly TimeSpan s_steady = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_drain = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan s_recovery = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_stop = TimeSpan.FromSeconds(60);

    // So many seconds after the brokers were broken a worker that cannot start may still be told so.
    private static readonly TimeSpan s_aftermath = TimeSpan.FromSeconds(40);

    /// <summary>Runs it and gives the report.</summary>
    public static async Task<RunReport> Run(ChaosOptions options, string command, TextWriter log, CancellationToken cancel)
    {
        var faults = FaultTable.Choose(options);
        var proxied = faults.Any(fault => fault.Needs.HasFlag(Needs.Proxies));
        await log.WriteLineAsync($"seed {options.Seed}; folder {options.Folder}; faults {string.Join(", ", faults.Select(fault => fault.Name))}");

        await using var brokers = await KafkaBrokers.Start(options.KafkaLauncher, Path.Combine(options.Folder, "kafka"), options.Brokers, proxied);
        using var proxies = proxied ? await Proxies.Start(options.Tools, options.Folder) : null;
        if (proxies is not null) foreach (var (listen, upstream) in brokers.ProxyPorts) await proxies.Add($"broker{listen}", listen, upstream);
        await using var registry = options.UsesRegistry
            ? await RegistryServer.Start(options.RegistryLauncher, Path.Combine(options.Folder, "registry"), proxies!)
            : null;
        await brokers.CreateTopics(options.Partitions);

        var started = TimeProvider.System.GetUtcNow();
        using var checker = new CheckerProcess(brokers.Direct, options.Folder, options);
        await using var fleet = new Fleet(options, options.Folder, brokers.Workers, registry?.Url, checker.Watch);
        await using var load = new LoadGenerator(brokers.Direct, Names.Input, options.Partitions, options.Rate, options.Seed);
        var scene = new Scene(options, fleet, brokers, proxies, load, checker);
        var striker = new Striker(scene, log);
        var findings = new List<string>();
        if (!await checker.Sees(progress => progress.Covered > 10 * options.Rate && progress.Covered > 0.9 * progress.Sent, s_steady))
            findings.Add("no steady output within two minutes of the start");

        using (var end = CancellationTokenSource.CreateLinkedTokenSource(cancel))
        {
            end.CancelAfter(options.Length);
            _ = checker.Ended.ContinueWith(_ => end.Cancel(), end.Token, TaskContinuationOptions.None, TaskScheduler.Default);
            if (options.Single) await striker.Single(faults, fault => Recovered(fault, checker, options.Rate), end.Token);
            else await striker.Overlapping(faults, end.Token);
        }

        cancel.ThrowIfCancellationRequested();
        await load.Stop();
        var ended = TimeProvider.System.GetTimestamp();
        var drained = await checker.Sees(progress =>
            progress.Sent >= load.Delivered && progress.Covered >= progress.Sent && progress.Committed >= progress.Sent, s_drain);
        var drain = TimeProvider.System.GetElapsedTime(ended).TotalSeconds;
        if (!drained) findings.Add($"not everything was committed within {s_drain.TotalMinutes:0} minutes of the end of the load");
        var replaced = faults.Any(fault => fault.Name == TopicReplacement.Name);
        IReadOnlyList<WorkerStop> stops = replaced ? [] : await Stop(fleet, findings);
        var sent = checker.Latest?.Sent ?? 0;
        var verdict = await checker.Finish();
        var ends = fleet.Ends.Where(end => end.Foretold is null).ToList();
        if (replaced)
        {
            findings.AddRange(await TopicReplacement.Judge(scene, sent));
            stops = await Stop(fleet, []);
        }

        findings.AddRange(ends.Where(end => end.Started || !Disturbed(end, striker.Records))
            .Select(end => $"{end.Worker} ended by itself at {end.At:HH:mm:ss} with {end.ExitCode}: {end.LastWord}"));
        findings.AddRange(striker.Failed.Select(failed => $"a fault could not be brought about: {failed}"));
        if (load.Undelivered > 0) await log.WriteLineAsync($"{load.Undelivered} records were not delivered to the input and do not count");
        return new RunReport
        {
            Command = command,
            Started = started,
            Minutes = Math.Round((TimeProvider.System.GetUtcNow() - started).TotalMinutes, 1),
            Versions = Versions(options),
            Settings = Settings(options),
            Verdict = verdict,
            Faults = striker.Records,
            Recoveries = options.Single ? [.. striker.Records.Select(fault => Recovery.Of(fault, checker.History, options.Rate))] : [],
            Unstruck = striker.Failed,
            OwnEnds = ends,
            Stops = stops,
            DrainSeconds = drained ? Math.Round(drain, 1) : null,
            Findings = findings,
        };
    }

    private static async Task<IReadOnlyList<WorkerStop>> Stop(Fleet fleet, List<string> findings)
    {
        var stops = (await fleet.Stop(s_stop)).Select(stop => new WorkerStop(stop.Worker, stop.Seconds, stop.ExitCode)).ToList();
        findings.AddRange(stops.Where(stop => stop.ExitCode != 0)
            .Select(stop => $"{stop.Worker} did not end with 0 after SIGTERM: {stop.ExitCode?.ToString() ?? "still running"}"));
        return stops;
    }

    // Until the rate is back, and then long enough for the rate before the next fault.
    private static async Task Recovered(FaultRecord fault, CheckerProcess checker, double sent)
    {
        await checker.Sees(_ => Recovery.Of(fault, checker.History, sent).Seconds is not null, s_recovery);
        await Task.Delay(TimeSpan.FromSeconds(12));
    }

    // A worker whose start falls into an outage says so and is started again; that is no fault of its own.
    private static bool Disturbed(WorkerEnd end, IEnumerable<FaultRecord> faults) =>
        faults.Any(fault => fault.Sort is FaultSort.Broker or FaultSort.Network && end.At >= fault.Struck && end.At <= fault.Healed + s_aftermath);

    private static Dictionary<string, string> Versions(ChaosOptions options) => new(StringComparer.Ordinal)
    {
        ["streamner"] = System.Diagnostics.FileVersionInfo.GetVersionInfo(Path.ChangeExtension(options.Streamner, ".dll")).ProductVersion ?? "?",
        ["librdkafka"] = Confluent.Kafka.Library.VersionString,
        [".NET"] = Environment.Version.ToString(),
    };

    private static Dictionary<string, string> Settings(ChaosOptions options) => new(StringComparer.Ordinal)
    {
        ["delivery"] = options.Delivery == Promise.ExactlyOnce ? "exactly-once" : "at-least-once",
        ["protocol"] = options.Protocol,
        ["brokers"] = $"{options.Brokers}",
        ["workers"] = $"{options.Workers}",
        ["partitions"] = $"{options.Partitions}",
        ["rate"] = FormattableString.Invariant($"{options.Rate:0} records/s"),
        ["seed"] = $"{options.Seed}",
        ["transaction time-out"] = $"{ChaosOptions.TransactionTimeout.TotalSeconds:0} s",
    };
}
