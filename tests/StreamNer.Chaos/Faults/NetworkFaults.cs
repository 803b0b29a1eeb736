using StreamNer.Chaos.Brokers;

namespace StreamNer.Chaos.Faults;

/// <summary>What is done between the workers and what they talk to.</summary>
internal static class NetworkFaults
{
    private const int LateMilliseconds = 300;

    public static Task<Strike> Delay(Scene scene, Random random, CancellationToken cancel) => For(scene, random, 8, 14, async proxies =>
    {
        foreach (var broker in proxies.Brokers) await proxies.Delay(broker, LateMilliseconds);
        return "all brokers";
    });

    public static Task<Strike> Cut(Scene scene, Random random, CancellationToken cancel) => For(scene, random, 5, 15, async proxies =>
    {
        var broker = proxies.Brokers[random.Next(proxies.Brokers.Count)];
        await proxies.Cut(broker);
        return broker;
    });

    public static Task<Strike> CutAll(Scene scene, Random random, CancellationToken cancel) => For(scene, random, 8, 16, async proxies =>
    {
        foreach (var broker in proxies.Brokers) await proxies.Cut(broker);
        return "all brokers";
    });

    public static Task<Strike> Stall(Scene scene, Random random, CancellationToken cancel) => For(scene, random, 8, 14, async proxies =>
    {
        var broker = proxies.Brokers[random.Next(proxies.Brokers.Count)];
        await proxies.Stall(broker);
        return broker;
    });

    public static async Task<Strike> RegistryDown(Scene scene, Random random, CancellationToken cancel)
    {
        var slot = await scene.Fleet.Take(random, cancel);
        try
        {
            slot.Tolerate("registry-down");
            return await For(scene, random, 8, 14, async proxies =>
            {
                await proxies.Cut(RegistryServer.Proxy);
                await slot.Kill("registry-down");
                return $"the registry; {slot.Name} killed";
            });
        }
        finally
        {
            slot.Tolerate(null);
            slot.Release();
        }
    }

    private static async Task<Strike> For(Scene scene, Random random, int least, int most, Func<Proxies, Task<string>> strike)
    {
        var proxies = scene.Proxies ?? throw new InvalidOperationException("there are no proxies");
        try
        {
            var hit = await strike(proxies);
            var seconds = least + ((most - least) * random.NextDouble());
            await Task.Delay(TimeSpan.FromSeconds(seconds), CancellationToken.None);
            return new($"{hit}, {seconds:0} s");
        }
        finally
        {
            await proxies.Heal();
        }
    }
}
