using System.Collections.Concurrent;

namespace StreamNer.Chaos.Faults;

/// <summary>Lets the planned faults strike and writes down what happened.</summary>
internal sealed class Striker(Scene scene, TextWriter log)
{
    private readonly ConcurrentQueue<FaultRecord> _records = new();
    private readonly ConcurrentQueue<string> _failed = new();
    private readonly DateTimeOffset _started = TimeProvider.System.GetUtcNow();

    /// <summary>What has struck and healed.</summary>
    public IReadOnlyList<FaultRecord> Records => [.. _records.OrderBy(record => record.Struck)];

    /// <summary>Faults that could not be brought about: the run proves less than it says.</summary>
    public IReadOnlyList<string> Failed => [.. _failed];

    /// <summary>Both lanes side by side until <paramref name="end"/>; returns when everything is healed.</summary>
    public async Task Overlapping(IReadOnlyList<Fault> faults, CancellationToken end)
    {
        var options = scene.Options;
        var striking = new ConcurrentBag<Task>();
        var processes = Lane(faults.Where(fault => fault.Sort == FaultSort.Process), options.ProcessGap, options.Seed, planned =>
        {
            striking.Add(Strike(planned, end));
            return Task.CompletedTask;
        }, end);
        var others = Lane(faults.Where(fault => fault.Sort != FaultSort.Process), options.BrokerGap, ~options.Seed, planned =>
            Strike(planned, end), end);
        await Task.WhenAll(processes, others);
        await Task.WhenAll(striking);
    }

    /// <summary>One at a time, the next when <paramref name="recovered"/> says so.</summary>
    public Task Single(IReadOnlyList<Fault> faults, Func<FaultRecord, Task> recovered, CancellationToken end) =>
        Lane(faults, 1, scene.Options.Seed, async planned =>
        {
            if (await Strike(planned, end) is { } record) await recovered(record);
        }, end);

    private static async Task Lane(IEnumerable<Fault> faults, double gap, int seed, Func<Planned, Task> strike, CancellationToken end)
    {
        foreach (var planned in Schedule.Lane([.. faults], gap, seed))
        {
            await Task.Delay(planned.Gap, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested) return;
            await strike(planned);
        }
    }

    private async Task<FaultRecord?> Strike(Planned planned, CancellationToken end)
    {
        var fault = planned.Fault;
        var struck = TimeProvider.System.GetUtcNow();
        try
        {
            var (hit, at) = await fault.Strike(scene, new Random(planned.Seed), end);
            struck = at ?? struck;
            var record = new FaultRecord(fault.Name, fault.Sort, fault.Processes, hit, struck, TimeProvider.System.GetUtcNow());
            _records.Enqueue(record);
            await log.WriteLineAsync($"{struck - _started:mm\\:ss} {fault.Name}: {hit}; whole after {(record.Healed - struck).TotalSeconds:0.0} s");
            return record;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The run ended before a slot was free.
            return null;
        }
        catch (Exception e)
        {
            _failed.Enqueue($"{fault.Name}: {e.Message}");
            await log.WriteLineAsync($"{struck - _started:mm\\:ss} {fault.Name} could not strike: {e.Message}");
            return null;
        }
    }
}
