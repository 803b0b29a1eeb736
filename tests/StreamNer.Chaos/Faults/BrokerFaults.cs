namespace StreamNer.Chaos.Faults;

/// <summary>What is done to brokers.</summary>
internal static class BrokerFaults
{
    public static async Task<Strike> Kill(Scene scene, Random random, CancellationToken cancel)
    {
        var broker = random.Next(scene.Brokers.Count) + 1;
        await scene.Brokers.Kill(broker);
        await Hold(random, 3, 10);
        await scene.Brokers.Restart(broker);
        return new($"broker {broker}");
    }

    public static async Task<Strike> Freeze(Scene scene, Random random, CancellationToken cancel)
    {
        var broker = random.Next(scene.Brokers.Count) + 1;
        await scene.Brokers.Freeze(broker);
        var held = await Hold(random, 7, 12);
        await scene.Brokers.Thaw(broker);
        return new($"broker {broker}, {held:0} s");
    }

    public static async Task<Strike> Roll(Scene scene, Random random, CancellationToken cancel)
    {
        for (var broker = 1; broker <= scene.Brokers.Count; broker++)
        {
            await scene.Brokers.Stop(broker);
            await scene.Brokers.Restart(broker);
            await Hold(random, 1, 3);
        }

        return new("all, one after the other");
    }

    public static async Task<Strike> Blackout(Scene scene, Random random, CancellationToken cancel)
    {
        var brokers = Enumerable.Range(1, scene.Brokers.Count).ToList();
        await Task.WhenAll(brokers.Select(scene.Brokers.Kill));
        var held = await Hold(random, 5, 15);

        // None serves before a majority is there.
        await Task.WhenAll(brokers.Select(scene.Brokers.Restart));
        return new($"all, {held:0} s");
    }

    private static async Task<double> Hold(Random random, int least, int most)
    {
        var seconds = least + ((most - least) * random.NextDouble());
        await Task.Delay(TimeSpan.FromSeconds(seconds), CancellationToken.None);
        return seconds;
    }
}
