using System.Diagnostics;

namespace StreamNer.KafkaTests.Clusters;

/// <summary>Waits for a condition with a deadline, which only a test that fails reaches.</summary>
public static class Eventually
{
    // A machine that is busy with other work may leave a broker without processor time for half a minute.
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(250);

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
        while (true)
        {
            var asked = Stopwatch.GetTimestamp();
            if (await condition()) return;
            if (Stopwatch.GetElapsedTime(started) > deadline) Assert.Fail($"waited in vain until {what}");

            // A look that makes a client of its own takes processor time from what is waited for: half of the time is left to that.
            var look = Stopwatch.GetElapsedTime(asked);
            await Task.Delay(look < s_shortestPause ? s_shortestPause : look < s_longestPause ? look : s_longestPause);
        }
    }
}
