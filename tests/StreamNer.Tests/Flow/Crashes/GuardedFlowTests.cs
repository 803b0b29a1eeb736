using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Flow.Crashes;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Flow.Crashes;

/// <summary>The loop with a guarded source, work and sink.</summary>
public sealed class GuardedFlowTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly Telemetry _telemetry = new();
    private readonly OpenSink _sink = new();
    private readonly List<(int Records, long First, long Committed)> _begun = [];
    private readonly List<CrashState> _saved = [];
    private int _rounds;

    public void Dispose() => _telemetry.Dispose();

    [Fact]
    public async Task Suspects_are_taken_one_by_one_and_all_else_as_it_comes()
    {
        var result = await Run(Suspecting(10, 19));
        Assert.True(result.Drained);
        Assert.Equal(30, result.Counts.Enriched);
        Assert.Equal(Enumerable.Range(10, 10).Select(offset => (1, (long)offset, (long)offset)), _begun.Take(10));
        Assert.Equal([10, 10], _begun.Skip(10).Select(begun => begun.Records));
        Assert.True(_rounds > 0, "the control was held");
        Assert.Empty(_saved[^1].Suspects);
        Assert.Empty(_saved[^1].InFlight);
    }

    [Fact]
    public async Task Without_suspects_nothing_is_held_back_and_no_control_is_held()
    {
        var result = await Run(new CrashState());
        Assert.Equal(30, result.Counts.Enriched);
        Assert.Equal([10, 10, 10], _begun.Select(begun => begun.Records));
        Assert.Equal(0, _rounds);
    }

    [Fact]
    public async Task A_convicted_record_is_rejected_without_work_and_forgotten_with_its_commit()
    {
        var result = await Run(Suspecting(10, 19) with { OnTrial = new Trial(new("raw", 0, 12)), Struck = new Strikes(new("raw", 0, 12), 2) });
        Assert.Equal((29, 1), (result.Counts.Enriched, result.Counts.RejectedBy(FailureKind.Internal)));
        Assert.DoesNotContain(_begun, begun => begun.First == 12);
        Assert.Null(_saved[^1].Struck);
    }

    [Fact]
    public async Task While_a_suspect_is_in_work_the_state_says_so_and_afterwards_it_does_not()
    {
        await Run(Suspecting(10, 11));
        Assert.Equal([10L, 11L], _saved.Where(state => state.OnTrial is not null).Select(state => state.OnTrial!.At.Offset).Distinct());
        Assert.All(_saved.Where(state => state.InControl), state => Assert.Null(state.OnTrial));
        Assert.Null(_saved[^1].OnTrial);
    }

    private static CrashState Suspecting(long first, long last) => new()
    {
        End = LifeEnd.Running,
        ControlRange = 20,
        InFlight = [new OffsetRange("raw", 0, first, last)],
        Stuck = [new OffsetRange("raw", 0, first, last, 2)],
    };

    private async Task<FlowResult> Run(CrashState last)
    {
        var guard = new CrashGuard(last, 0, new CrashGuardOptions(), (state, _) => _saved.Add(state), EventLog.None);
        var inFlight = new InFlightCount();
        var control = new CrashControl(guard, Exercise, () => 0.5, _clock);
        var trial = new TrialEnricher(guard, Enrich, () => false, _clock);
        using var loop = new StreamLoop(
            new GuardedSource(new Batches(), guard, inFlight, control), trial.Enrich, new GuardedSink(_sink, guard, inFlight, _sink.Held),
            new FlowOptions { Parallel = 3 }, _telemetry, EventLog.None, TimeProvider.System);
        var run = loop.Run(CancellationToken.None, CancellationToken.None);
        await Some.Until(
            () =>
            {
                _clock.Advance(TimeSpan.FromMilliseconds(100));
                return run.IsCompleted;
            },
            "the loop has ended");
        return await run;
    }

    private ValueTask Exercise(int round, CancellationToken cancel)
    {
        Assert.Empty(_begun);
        _rounds++;
        return ValueTask.CompletedTask;
    }

    private ValueTask<IReadOnlyList<Outcome>> Enrich(MicroBatch batch, CancellationToken cancel)
    {
        lock (_begun) _begun.Add((batch.Records.Count, batch.Records[0].Position!.Value.Offset, _sink.Committed));
        return ValueTask.FromResult<IReadOnlyList<Outcome>>([.. batch.Records.Select(Some.Enriched)]);
    }

    /// <summary>Offsets 10 to 39 in three batches.</summary>
    private sealed class Batches : IBatchSource
    {
        private int _batch;

        public ByteBudget InFlight { get; } = new(long.MaxValue);

        public int Waiting => 0;

        public ValueTask<MicroBatch?> Read(CancellationToken stop)
        {
            if (++_batch > 3) return ValueTask.FromResult<MicroBatch?>(null);
            var records = Enumerable.Range(0, 10).Select(i => Some.Record((_batch * 10) + i));
            var batch = new MicroBatch(_batch, [.. records]);
            InFlight.Claim(batch.Bytes);
            return ValueTask.FromResult<MicroBatch?>(batch);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>A sink that would leave its run open for an hour.</summary>
    private sealed class OpenSink : IBatchSink
    {
        private FlowCounts _open = new();
        private long _written = 10;

        public long Committed { get; private set; } = 10;

        public TimeSpan? CommitDue => _open.Total == 0 ? null : TimeSpan.FromHours(1);

        public Task DueEarlier { get; } = new TaskCompletionSource().Task;

        public IReadOnlyCollection<HeldPartition> Held() => [new HeldPartition("raw", 0, Committed)];

        public ValueTask Write(MicroBatch batch, IReadOnlyList<Outcome> outcomes, CancellationToken cancel)
        {
            foreach (var outcome in outcomes) _open.Add(outcome);
            _written += batch.Records.Count;
            return ValueTask.CompletedTask;
        }

        public ValueTask<FlowCounts> Commit(CancellationToken cancel)
        {
            (var final, _open) = (_open, new FlowCounts());
            Committed = _written;
            return ValueTask.FromResult(final);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
