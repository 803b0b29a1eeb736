using StreamNer.Chaos.Brokers;
using StreamNer.Chaos.Checking;
using StreamNer.Chaos.Load;
using StreamNer.Chaos.Workers;

namespace StreamNer.Chaos.Soak;

/// <summary>
/// One worker under more than it can do, or over many records, and what its process uses meanwhile. Progress is read from the group's committed
/// offsets.
/// </summary>
internal sealed class SoakRun(SoakOptions options, TextWriter log)
{
    private const int Partitions = 6;
    private static readonly TimeSpan s_measured = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_limit = TimeSpan.FromHours(1);

    // What stands there while the worker's own rate is measured: more than it does between two looks, and no flood that takes its cores.
    private const long Backlog = 20_000;
    private readonly List<(double Progress, ProcessSample Sample)> _samples = [];
    private readonly Lock _lock = new();

    /// <summary>Runs it.</summary>
    public async Task<SoakReport> Run(string command, CancellationToken cancel)
    {
        await using var brokers = await KafkaBrokers.Start(options.KafkaLauncher, Path.Combine(options.Folder, "kafka"), 1, proxied: false);
        await brokers.CreateTopics(Partitions);
        using var sampler = new Sampler(brokers.Direct);
        var model = options.Model.Length > 0 ? options.Model : BrittleModel.Write(options.Folder);
        var arguments = new RunArguments(brokers.Workers, model);
        await using var load = new LoadGenerator(brokers.Direct, Names.Input, Partitions, rate: 0, options.Seed);
        if (options.Records > 0) await Task.Run(() => load.Fill(options.Records), cancel);
        await log.WriteLineAsync($"{load.Delivered} records are there");

        List<string> more = [.. options.Settings.SelectMany(setting => new[] { "--set", setting })];
        if (options.Records > 0) more.Add("--until-end");
        using var guard = new Guard(model);
        using var worker = WorkerProcess.Start(
            options.Streamner, arguments.For("soak", more), Path.Combine(options.Folder, "worker.log"),
            [("TMPDIR", options.Folder)]);
        guard.Take(worker.Pid);
        var started = TimeProvider.System.GetTimestamp();
        var (sent, rate) = options.Records > 0 ? (options.Records, 0.0) : await Overload(brokers, sampler, worker, cancel);
        if (options.Records > 0) await Watch(worker, () => Committed(sampler) / (double)options.Records, () => !worker.Alive, cancel);
        var done = Committed(sampler);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        worker.Send(Signal.Terminate);
        var code = await worker.EndsWithin(TimeSpan.FromMinutes(1));

        var tenths = Tenths.Of(_samples);
        var findings = new List<string>(Tenths.Uneven(tenths));
        if (code != 0) findings.Add($"the worker ended with {code?.ToString() ?? "nothing: it still runs"}: {worker.LastWord}");
        if (options.Records > 0 && done != options.Records) findings.Add($"{done} of {options.Records} records are committed");
        if (options.Records == 0 && sent < 2 * done) findings.Add($"only {sent} records were sent for {done} done: no overload");
        return new SoakReport(command, options.Records > 0
            ? "many records"
            : "overload", sent, done, Math.Round(seconds, 1), Math.Round(rate, 1), tenths, findings);
    }

    private async Task<(long Sent, double Rate)> Overload(KafkaBrokers brokers, Sampler sampler, WorkerProcess worker, CancellationToken cancel)
    {
        // What it can do: its rate while enough stands there.
        await using var feed = new LoadGenerator(brokers.Direct, Names.Input, Partitions, rate: 0, options.Seed + 1);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var feeding = Task.Run(() => Feed(feed, sampler, enough.Token), cancel);
        while (Committed(sampler) == 0) await Task.Delay(500, cancel);
        var (from, at) = (Committed(sampler), TimeProvider.System.GetTimestamp());
        await Task.Delay(s_measured, cancel);
        var rate = (Committed(sampler) - from) / TimeProvider.System.GetElapsedTime(at).TotalSeconds;
        await enough.CancelAsync();
        await feeding;
        await log.WriteLineAsync(FormattableString.Invariant(
            $"{rate:0} records/s; {options.Factor} times that for {options.Length.TotalMinutes:0.#} minutes"));

        await using var flood = new LoadGenerator(brokers.Direct, Names.Input, Partitions, rate * options.Factor, options.Seed + 2);
        await Task.Delay(options.WarmUp, cancel);
        var started = TimeProvider.System.GetTimestamp();
        double Progress() => TimeProvider.System.GetElapsedTime(started) / options.Length;
        await Watch(worker, Progress, () => Progress() >= 1, cancel);
        return (feed.Delivered + flood.Delivered, rate);
    }

    private async Task Feed(LoadGenerator feed, Sampler sampler, CancellationToken enough)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!enough.IsCancellationRequested)
        {
            if (feed.Delivered - Committed(sampler) < Backlog) feed.Fill(Backlog / 2);
            else await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task Watch(WorkerProcess worker, Func<double> progress, Func<bool> over, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        var started = TimeProvider.System.GetTimestamp();
        while (await timer.WaitForNextTickAsync(cancel) && !over() && TimeProvider.System.GetElapsedTime(started) < s_limit)
        {
            // Before anything is done its memory is that of a start.
            if (progress() is > 0 and var share && ProcessSample.Of(worker.Pid) is { } sample) _samples.Add((share, sample));
        }
    }

    private long Committed(Sampler sampler)
    {
        lock (_lock) return sampler.Commits(Partitions)?.Sum(commit => commit.Next) ?? 0;
    }
}
