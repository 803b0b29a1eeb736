using System.Diagnostics;

namespace StreamNer.KafkaTests.Clusters;

/// <summary>Waits for a condition with a deadline.</summary>
public static class Eventually
{
    /// <summary>Polls <paramref name="condition"/> until it holds.</summary>
    public static Task True(Func<bool> condition, string what, TimeSpan? limit = null) => True(() => Task.FromResult(condition()), what, limit);

    /// <summary>Polls <paramref name="condition"/> until it holds; the test fails with <paramref name="what"/> after <paramref name="limit"/> (30
    /// s).</summary>
    public static async Task True(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        var started = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > (limit ?? TimeSpan.FromSeconds(30))) Assert.Fail($"waited in vain until {what}");
            await tick.WaitForNextTickAsync();
        }
    }
}
