using System.Collections.Concurrent;
using StreamNer.Chaos.Load;
using StreamNer.Diagnostics;

namespace StreamNer.Chaos.Workers;

/// <summary>The workers under test, and processes that join them for a while.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    // In every life of every worker: no record of that kind is ever anything but defective.
    private const string Defect = $"detect:@{RecordMaker.DefectWord}:fail=1000000";
    private readonly ChaosOptions _options;
    private readonly string _folder;
    private readonly RunArguments _arguments;
    private readonly Action<string, int> _watch;
    private readonly ConcurrentQueue<WorkerEnd> _ends = new();
    private readonly Guard _guard;
    private readonly Task[] _kept;
    private int _lives;

    /// <summary>Starts all workers. <paramref name="watch"/> is told the name and pid of each life.</summary>
    public Fleet(ChaosOptions options, string folder, string bootstrap, string? registry, Action<string, int> watch)
    {
        (_options, _folder, _watch) = (options, folder, watch);
        var model = BrittleModel.Write(folder);
        _arguments = new RunArguments(bootstrap, model) { Delivery = options.Delivery, Protocol = options.Protocol, Registry = registry };
        _guard = new Guard(model);
        foreach (var part in (string[])["logs", "host"]) Directory.CreateDirectory(Path.Combine(folder, part));
        Slots =
            [.. Enumerable.Range(0, options.Workers).Select(n => new Slot($"w{n}", (name, environment) => Launch(name, environment), _ends.Enqueue))];
        _kept = [.. Slots.Select(slot => Task.Run(slot.Keep))];
    }

    public IReadOnlyList<Slot> Slots { get; }

    /// <summary>How every process ended so far.</summary>
    public IReadOnlyList<WorkerEnd> Ends => [.. _ends];

    /// <summary>Starts a process beside the slots. On another <paramref name="host"/> no lock file keeps it from a name that is taken.</summary>
    public WorkerProcess Launch(string name, IEnumerable<(string Name, string Value)> environment, string host = "host")
    {
        var life = Interlocked.Increment(ref _lives);
        var temporary = Directory.CreateDirectory(Path.Combine(_folder, host)).FullName;
        var armed = environment.Where(variable => variable.Name == Failpoint.Variable).Select(variable => variable.Value).Append(Defect);
        var process = WorkerProcess.Start(_options.Streamner, _arguments.For(name), Path.Combine(_folder, "logs", $"{life:0000}-{name}.log"),
            [.. environment, ("TMPDIR", temporary), (Failpoint.Variable, string.Join(';', armed))]);
        _guard.Take(process.Pid);
        _watch(name, process.Pid);
        return process;
    }

    /// <summary>Waits for a slot that no fault has, and takes it.</summary>
    public async Task<Slot> Take(Random random, CancellationToken cancel)
    {
        while (true)
        {
            var from = random.Next(Slots.Count);
            for (var i = 0; i < Slots.Count; i++)
                if (Slots[(from + i) % Slots.Count] is var slot && slot.TryTake()) return slot;
            await Task.Delay(100, cancel);
        }
    }

    /// <summary>SIGTERM to all; what each took to end, in seconds, and its exit code; null for one that did not end within
    /// <paramref name="limit"/>.</summary>
    public async Task<IReadOnlyList<(string Worker, double Seconds, int? ExitCode)>> Stop(TimeSpan limit)
    {
        var started = TimeProvider.System.GetTimestamp();
        return await Task.WhenAll(Slots.Select(async slot =>
        {
            var process = slot.Process;
            slot.Stop();
            var code = await process.EndsWithin(limit);
            return (slot.Name, Math.Round(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 1), code);
        }));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var slot in Slots) slot.Dispose();
        await Task.WhenAll(_kept).WaitAsync(TimeSpan.FromSeconds(10)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _guard.Dispose();
    }
}
