using StreamNer.Pipeline;

namespace StreamNer.Flow.Crashes;

/// <summary>
/// The control before the first trial of a life: the worker handles texts of its own for a while of random length. If it dies now, no record was to
/// blame.
/// </summary>
/// <param name="guard">Is told when it begins and ends.</param>
/// <param name="work">Sends built-in texts through all steps; the number makes them differ from those before.</param>
/// <param name="random">Gives 0 to 1.</param>
/// <param name="time">The clock.</param>
internal sealed class CrashControl(CrashGuard guard, Func<int, CancellationToken, ValueTask> work, Func<double> random, TimeProvider time)
{
    private static readonly TimeSpan s_least = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Holds it unless it was held in this life.</summary>
    public async ValueTask Once(CancellationToken cancel)
    {
        if (guard.BeginControl() is not { } range) return;
        var length = s_least + TimeSpan.FromSeconds(range * random());
        var began = time.GetTimestamp();
        for (var round = 0; time.GetElapsedTime(began) < length; round++)
        {
            await Task.Delay(s_pause, time, cancel);
            try
            {
                await work(round, cancel);
            }
            catch (TransientFailureException)
            {
                // The model is away: whether it kills will be seen when it is back.
            }
        }

        guard.EndControl();
    }
}
