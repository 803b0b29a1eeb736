using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Metering;

namespace StreamNer.Kafka.Writing;

/// <summary>
/// What follows when a run cannot become final; <see cref="KafkaFaults"/> says which failure leads where. In order:
/// <para>
/// 1. Abort it, so that all of its deliveries are reported. 2. Decide by the worst failure; stop where a person must act. 3. Learn which records were
/// refused. 4. Replace the producer if it cannot go on, and ask the broker what is committed. 5. Have the partitions read again. 6. Pause, unless
/// something was learned.
/// </para>
/// Used by the sink alone, one caller at a time; <see cref="Reason"/> may be read by any thread.
/// </summary>
internal sealed class RunRecovery(
    KafkaOptions options, PartitionLedger ledger, RunProtocol protocol, RunWriter writer, InputJudge judge, RunMeter meter, EventLog log,
    TimeProvider time)
{
    private readonly RetryBackoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(15));
    private readonly Setbacks _setbacks = new(time);

    /// <summary>Why one run after another is taken back; null while runs become final.</summary>
    public string? Reason => _setbacks.Reason;

    /// <summary>A run has become final.</summary>
    public void Succeeded()
    {
        _backoff.Reset();
        _setbacks.Succeeded();
    }

    /// <summary>Drops the run and has its partitions read again.</summary>
    /// <returns>What has become final all the same: a commit whose outcome was unknown may have succeeded.</returns>
    /// <exception cref="KafkaFatalException">A person must act.</exception>
    public async ValueTask<FlowCounts> TakeBack(OpenRun run, RunFailedException failure, CancellationToken cancel)
    {
        meter.Ended(RunResult.Aborted);
        _setbacks.Failed(failure.Message);
        var verdict = Abort(run, new Verdict(failure.Rule, failure.Message), cancel);                      // 1
        verdict = Worst(run, verdict, out var refused);                                                    // 2
        var action = ActionFor(run, verdict.Rule);
        if (action == FaultAction.Stop) throw Fatal(verdict, failure);
        var learned = await writer.Accuse(refused, cancel);                                                // 3
        var rebuild = action == FaultAction.Rebuild || protocol.Outdated;
        log.Warn(
            rebuild ? "kafka.rebuild" : "kafka.rewind",
            $"{run.Records} records of {run.Parts.Count} partitions are read again: {verdict.Message}",
            ("reason", RunMeter.ReasonOf(verdict.Rule)), ("records", run.Records), ("partitions", run.Parts.Count));
        meter.TakenBack(verdict.Rule);
        var committed = rebuild ? await Replace(run, cancel) : [];                                         // 4
        var final = Rewind(run, committed);                                                                // 5
        await Pause(learned, cancel);                                                                      // 6
        return final;
    }

    private Verdict Abort(OpenRun run, Verdict verdict, CancellationToken cancel)
    {
        if (verdict.Rule.Action is not (FaultAction.Rewind or FaultAction.RejectRecord or FaultAction.Retry or FaultAction.Report)) return verdict;
        try
        {
            protocol.Abort(run, cancel);
            return verdict;
        }
        catch (RunFailedException abort)
        {
            // An abort that fails leaves the producer in a state that nobody knows.
            return new Verdict(abort.Rule.Action > FaultAction.Rewind ? abort.Rule : Unflagged, abort.Message);
        }
    }

    /// <summary>The worst of what was known and of what the deliveries, all reported by now, have told.</summary>
    private static Verdict Worst(OpenRun run, Verdict verdict, out List<FailedDelivery> refused)
    {
        refused = [];
        foreach (var failed in run.Failures)
        {
            var rule = KafkaFaults.Decide(FaultSite.Produce, failed.Error.Code, failed.Error.IsFatal);
            if (rule.Action == FaultAction.RejectRecord) refused.Add(failed);
            if (rule.Action > verdict.Rule.Action) verdict = new Verdict(rule, $"delivery: {failed.Error.Code}: {failed.Error.Reason}");
        }

        return verdict;
    }

    /// <summary>Who was fenced after about the transaction's time-out was fenced by the broker; earlier, by another worker.</summary>
    private FaultAction ActionFor(OpenRun run, FaultRule rule)
    {
        if (rule.Action != FaultAction.Fenced) return rule.Action;
        var timedOut = time.GetElapsedTime(run.Opened).TotalMilliseconds >= 0.9 * options.Transaction.TimeoutMs;
        return timedOut ? FaultAction.Rebuild : FaultAction.Stop;
    }

    private static KafkaFatalException Fatal(Verdict verdict, RunFailedException failure) => new(
        verdict.Rule.Action == FaultAction.Fenced
            ? "another live worker has our transactional id: give each worker of the group its own --instance"
            : $"{verdict.Message}: {verdict.Rule.Meaning}",
        failure);

    /// <summary>A new producer, and the offsets the broker has then.</summary>
    private async ValueTask<Dictionary<PartitionEpoch, long>> Replace(OpenRun run, CancellationToken cancel)
    {
        protocol.Reconnect();
        while (true)
        {
            try
            {
                // The new producer must have ended the old transaction before the offsets mean anything.
                protocol.TakeOver(cancel);
                return protocol.Committed(run.Parts.Keys, cancel);
            }
            catch (RunFailedException failure) when (failure.Rule.Action != FaultAction.Stop)
            {
                log.Warn("kafka.rebuild", failure.Message);
                protocol.Reconnect();
                await Task.Delay(_backoff.Next(), time, cancel);
            }
            catch (RunFailedException failure)
            {
                throw new KafkaFatalException($"{failure.Message}: {failure.Rule.Meaning}", failure);
            }
        }
    }

    private FlowCounts Rewind(OpenRun run, Dictionary<PartitionEpoch, long> committed)
    {
        var final = new FlowCounts();
        var closed = new List<PartitionEpoch>();
        foreach (var (at, part) in run.Parts)
        {
            var known = committed.TryGetValue(at, out var offset);
            if (known && part.Next.Value >= 0 && offset == part.Next.Value)
            {
                closed.Add(at);
                final.Add(part.Counts);
                meter.Final([KeyValuePair.Create(at, part)]);
            }

            if (!part.PositionOnly) ledger.RewindTo(at, known ? offset : null);
        }

        judge.Final(closed);
        return final;
    }

    /// <summary>The first failure is tried again at once; and so is what differs from the last attempt.</summary>
    private async ValueTask Pause(bool learned, CancellationToken cancel)
    {
        if (learned)
        {
            _backoff.Reset();
            return;
        }

        var pause = _backoff.Next();
        if (_backoff.Failures > 1) await Task.Delay(pause, time, cancel);
    }

    private static FaultRule Unflagged => KafkaFaults.Decide(FaultSite.Transaction, ErrorCode.Unknown);

    private readonly record struct Verdict(FaultRule Rule, string Message);
}
