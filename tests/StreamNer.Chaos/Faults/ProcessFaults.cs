using StreamNer.Chaos.Workers;

namespace StreamNer.Chaos.Faults;

/// <summary>What is done to workers. Each takes a slot that no other fault has.</summary>
internal static class ProcessFaults
{
    private static readonly TimeSpan s_reached = TimeSpan.FromSeconds(90);

    // Until the run, its watchdog, and the ten seconds in which the process may still end in order.
    private static readonly TimeSpan s_hung = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_duel = TimeSpan.FromSeconds(30);

    public static Task<Strike> Kill(Scene scene, Random random, CancellationToken cancel) => With(scene, random, async slot =>
    {
        await slot.Kill("kill");
        return slot.Name;
    }, cancel);

    public static Task<Strike> AtFailpoint(string point, Scene scene, Random random, CancellationToken cancel) => With(scene, random, async slot =>
    {
        var passage = point.StartsWith("produce", StringComparison.Ordinal) ? random.Next(1, 400) : random.Next(1, 20);
        await slot.Kill($"kill@{point}", $"{point}:{passage}:kill");
        slot.Foretell($"kill@{point}");
        var armed = slot.Process;
        var reached = await armed.EndsWithin(s_reached) is not null;
        if (!reached) await slot.Kill($"kill@{point}");
        return reached ? $"{slot.Name}, passage {passage}" : $"{slot.Name}, passage {passage} not reached";
    }, cancel);

    public static Task<Strike> Freeze(Scene scene, Random random, CancellationToken cancel) => With(scene, random, async slot =>
    {
        // Beyond both, and beyond the second in which the brokers look for old transactions.
        var length = TimeSpan.FromSeconds(13 + (5 * random.NextDouble()));
        var frozen = slot.Process;
        frozen.Send(Signal.Stop);
        await Task.Delay(length, CancellationToken.None);
        frozen.Send(Signal.Continue);
        return $"{slot.Name}, {length.TotalSeconds:0} s";
    }, cancel);

    public static async Task<Strike> Storm(Scene scene, Random random, CancellationToken cancel)
    {
        var guests = new List<WorkerProcess>();
        try
        {
            for (var i = 0; i < 4; i++)
            {
                guests.Add(scene.Fleet.Launch($"guest{random.Next(1_000_000)}", []));
                await Task.Delay(TimeSpan.FromSeconds(2 + random.NextDouble()), CancellationToken.None);
                if (i % 2 == 1) guests[i - 1].Send(Signal.Kill);
            }

            foreach (var guest in guests) guest.Send(Signal.Terminate);
            var drained = 0;
            foreach (var guest in guests) if (await guest.EndsWithin(TimeSpan.FromSeconds(30)) == 0) drained++;
            return new($"4 guests, 2 of them killed, {drained} drained");
        }
        finally
        {
            foreach (var guest in guests) guest.Dispose();
        }
    }

    public static Task<Strike> Duplicate(Scene scene, Random random, CancellationToken cancel) => With(scene, random, async slot =>
    {
        // Whoever of the two is fenced ends by itself; a slot's own comes back and fences the other, perhaps more than once.
        slot.Tolerate("duplicate-id");
        using var twin = scene.Fleet.Launch(slot.Name, [], host: "elsewhere");
        var ended = await twin.EndsWithin(s_duel) is not null;
        twin.Send(Signal.Kill);
        await twin.ExitCode;

        // The slot's own may be fenced without knowing it yet.
        await slot.Kill("duplicate-id");
        slot.Tolerate(null);
        return $"{slot.Name}; its twin {(ended ? "ended by itself" : "was killed in the end")}";
    }, cancel);

    public static Task<Strike> ModelFails(Scene scene, Random random, CancellationToken cancel) => With(scene, random, async slot =>
    {
        var seconds = random.Next(3, 9);
        await slot.Kill("model-fail", $"model.run:{random.Next(20, 60)}:fail={seconds}");
        await Task.Delay(TimeSpan.FromSeconds(seconds + 6), CancellationToken.None);
        return $"{slot.Name}, {seconds} s";
    }, cancel);

    public static Task<Strike> ModelHangs(Scene scene, Random random, CancellationToken cancel) => With(scene, random, async slot =>
    {
        await slot.Kill("model-hang", $"model.run:{random.Next(20, 60)}:hang");
        var hung = slot.Process;
        slot.Tolerate("model-hang");
        var ended = await hung.EndsWithin(s_hung) is not null;
        if (!ended) await slot.Kill("model-hang");
        slot.Tolerate(null);
        return $"{slot.Name} {(ended ? "ended by itself" : "was killed, since its run was not reached or its watchdog did not end it")}";
    }, cancel);

    private static async Task<Strike> With(Scene scene, Random random, Func<Slot, Task<string>> strike, CancellationToken cancel)
    {
        var slot = await scene.Fleet.Take(random, cancel);
        var taken = TimeProvider.System.GetUtcNow();
        try
        {
            return new Strike(await strike(slot), taken);
        }
        finally
        {
            slot.Release();
        }
    }
}
