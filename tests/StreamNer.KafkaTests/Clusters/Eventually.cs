using System.Diagnostics;

namespace StreamNer.KafkaTests.Clusters;

/// <summary>Waits for a condition with a deadline, which only a test that fails reaches.</summary>
public static class Eventually
{
    // A machine that is busy with other work may leave a broker without processor time for half a minute.
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(90);

    /// <summary>Polls <paramref name="condition"/> until it holds.</summary>
    public static Task True(Func<bool> condition, string what, TimeSpan? limit = null) => True(() => Task.FromResult(condition()), what, limit);

    /// <summary>
    /// Polls <paramref name="condition"/> until it holds; the test fails with <paramref name="what"/> after <paramref name="limit"/>, but not before
    /// 90 s.
    /// </summary>
    public static async Task True(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        var deadline = limit > s_shortest ? limit.Value : s_shortest;
        var started = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > deadline) Assert.Fail($"waited in vain until {what}");
            await tick.WaitForNextTickAsync();
        }
    }
}
