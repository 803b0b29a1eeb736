using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Flow.Crashes;

namespace StreamNer.Tests.Flow.Crashes;

/// <summary>
/// Lives of a worker in made-up time, one after the other over one state: it boots, takes ten records, works and commits, by batch or one by one. A
/// life ends at the moment it is killed, at once on the poison, and in order after a minute.
/// </summary>
internal sealed class CrashWorld(int seed, long poison = -1)
{
    /// <summary>Seconds to start.</summary>
    public const double Boot = 1;

    private const double Life = 60;
    private const double Work = 0.01;
    private const double Commit = 0.005;
    private CrashState _state = new();
    private double _clock;
    private double _killed;

    public Random Random { get; } = new(seed);

    public long Committed { get; private set; }

    public int Deaths { get; private set; }

    public List<long> DeadLetters { get; } = [];

    /// <summary>One life, killed after so many seconds.</summary>
    public void Live(double killed = double.PositiveInfinity)
    {
        (_clock, _killed) = (0, killed);
        try
        {
            var guard = new CrashGuard(_state, 0, new CrashGuardOptions(), (state, _) => _state = state, EventLog.None);
            Pass(Boot);
            while (_clock < Life) Take(guard);
            guard.Ended();
        }
        catch (DeathException)
        {
            Deaths++;
        }
    }

    private void Take(CrashGuard guard)
    {
        var batch = new MicroBatch(0, [.. Enumerable.Range(0, 10).Select(i => Some.Record(Committed + i))]);
        guard.Took(batch);
        Pass(Commit);
        if (!batch.Records.Any(guard.Suspects))
        {
            foreach (var record in batch.Records) Do(record);
            Pass(0.1);
            Become(guard, Committed + 10);
            return;
        }

        foreach (var record in batch.Records)
        {
            if (guard.Suspects(record)) Try(guard, record);
            else Do(record);
            Pass(Commit);
            Become(guard, Committed + 1);
        }
    }

    private void Try(CrashGuard guard, InputRecord record)
    {
        if (guard.BeginControl() is { } range)
        {
            Pass(2 + (range * Random.NextDouble()));
            guard.EndControl();
        }

        if (guard.Verdict(record) is not null)
        {
            DeadLetters.Add(record.Position!.Value.Offset);
            return;
        }

        guard.BeginTrial(record, shortOfMemory: false);
        Do(record);
        guard.EndTrial();
    }

    private void Do(InputRecord record)
    {
        if (record.Position!.Value.Offset == poison) throw new DeathException();
        Pass(Work);
    }

    private void Become(CrashGuard guard, long committed)
    {
        Committed = committed;
        guard.Final([new HeldPartition("raw", 0, committed)]);
    }

    private void Pass(double seconds)
    {
        _clock += seconds;
        if (_clock >= _killed) throw new DeathException();
    }

    private sealed class DeathException : Exception;
}
