using System.Text.Json;
using Confluent.Kafka;

namespace StreamNer.Chaos.Checking;

/// <summary>What the checker says once a second on its standard output, one JSON object a line.</summary>
/// <param name="At">When.</param>
/// <param name="Sent">Input records read.</param>
/// <param name="Covered">Input records with a visible output.</param>
/// <param name="Arrived">Visible output records read.</param>
/// <param name="Committed">Sum of the committed offsets last sampled.</param>
/// <param name="Broken">Convictions so far.</param>
internal sealed record Progress(DateTimeOffset At, long Sent, long Covered, long Arrived, long Committed, long Broken);

/// <summary>
/// The checker's program, a process of its own: it learns from topics, committed offsets (the brokers' log of them too) and process statistics alone.
/// Standard input: <c>watch NAME PID</c>
/// names a process to look at, <c>finish</c> asks for the verdict, which goes to a file.
/// </summary>
internal sealed class Checker(string bootstrap, Promise promise, int partitions, bool framed, TimeSpan transactionTimeout) : IDisposable
{
    /// <summary>See <see cref="Ledger"/>.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);
    private const int TicksBetweenJudgements = 20;
    private const int TicksBetweenEnds = 2;
    private readonly Witness _witness = new(bootstrap, partitions, framed);
    private readonly Sampler _sampler = new(bootstrap);
    private readonly Ledger _ledger = new(promise, Grace, transactionTimeout + Grace);
    private readonly Lock _lock = new();
    private readonly ProcessWatch _processes = new();
    private readonly TaskCompletionSource _finish = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private int _partitions = partitions;
    private long _arrived;
    private long _committed;

    /// <summary>Runs until told to finish; writes the verdict to <paramref name="verdict"/>.</summary>
    public async Task Run(TextReader commands, TextWriter output, string verdict)
    {
        var obeying = Task.Run(() => Obey(commands));
        var reading = Task.Factory.StartNew(Read, _end.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using var timer = new PeriodicTimer(s_second);
        var broken = 0L;
        for (var tick = 0; !_finish.Task.IsCompleted && await timer.WaitForNextTickAsync(); tick++)
        {
            if (reading.IsFaulted || obeying.IsFaulted) break;
            await Sample(ends: tick % TicksBetweenEnds == 0);
            if (tick % TicksBetweenJudgements == 0) broken = Judge(final: false).Broken.Values.Sum();
            Progress progress;
            lock (_lock) progress = new(TimeProvider.System.GetUtcNow(), _ledger.SentCount, _ledger.CoveredCount, _arrived, _committed, broken);
            await output.WriteLineAsync(JsonSerializer.Serialize(progress));
        }

        // The last look: all that is visible now, then the offsets.
        var limit = TimeProvider.System.GetTimestamp();
        while (!await Sample(ends: true) && TimeProvider.System.GetElapsedTime(limit) < TimeSpan.FromMinutes(1)) await timer.WaitForNextTickAsync();
        await _end.CancelAsync();
        await reading;
        foreach (var commit in CommitLog.Read(bootstrap)) _ledger.Take(commit);
        await File.WriteAllTextAsync(verdict, JsonSerializer.Serialize(Judge(final: true) with { Processes = _processes.Peaks }));
    }

    public void Dispose()
    {
        _witness.Dispose();
        _sampler.Dispose();
        _end.Dispose();
    }

    private void Read()
    {
        var known = _partitions;
        while (!_end.IsCancellationRequested)
        {
            if (Volatile.Read(ref _partitions) is var now && now > known) (_, known) = (Added(known, now), now);
            _witness.Poll(
                TimeSpan.FromMilliseconds(100),
                sent =>
                {
                    lock (_lock) _ledger.Take(sent);
                },
                arrival =>
                {
                    lock (_lock) _ledger.Take(arrival);
                    Interlocked.Increment(ref _arrived);
                });
        }

        bool Added(int first, int count)
        {
            _witness.Add(first, count);
            return true;
        }
    }

    /// <summary>True when the brokers answered everything and the reader was up to date with the answer within some seconds.</summary>
    private async Task<bool> Sample(bool ends)
    {
        _processes.Sample();
        if (_sampler.Commits(_partitions) is not { } commits) return false;
        lock (_lock) foreach (var commit in commits) _ledger.Take(commit);
        _committed = commits.Sum(commit => commit.Next);
        if (!ends) return false;
        if (_sampler.Partitions() is { } count && count > _partitions) Volatile.Write(ref _partitions, count);
        if (_sampler.Ends(_partitions) is not { } offsets) return false;
        lock (_lock) foreach (var offset in offsets) _ledger.Take(offset);
        return await UpToDate(offsets);
    }

    private async Task<bool> UpToDate(IReadOnlyList<StableSample> ends)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var look = 0; look < 60; look++)
        {
            if (ends.All(end => _witness.Position(new TopicPartition(end.Topic, end.Partition)) >= end.Stable))
            {
                lock (_lock) _ledger.Take(new Currency(ends[0].At, TimeProvider.System.GetUtcNow()));
                return true;
            }

            await timer.WaitForNextTickAsync();
        }

        return false;
    }

    private Verdict Judge(bool final)
    {
        lock (_lock) return _ledger.Judge(final);
    }

    private void Obey(TextReader commands)
    {
        // The end of the input is the end of the one who asks.
        while (commands.ReadLine() is { } line && line != "finish")
        {
            if (line.Split(' ') is ["watch", var name, var pid])
                _processes.Watch(name, int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture));
        }

        _finish.TrySetResult();
    }
}
