using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Topics;
using StreamNer.Output;

namespace StreamNer.Kafka.Writing;

/// <summary>
/// Sends what became of records into an open run: each record's output or dead letter, and its repair record with it. What the output topic would
/// refuse by its settings, or has refused, goes to the dead letters. One caller at a time.
/// </summary>
internal sealed class RunWriter(OutputRouter router, OutcomeEncoder encode, RunProtocol protocol, WrittenTopics topics)
{
    private readonly RefusedRecords _refused = new();

    /// <summary>Sends one record and returns what it was sent as.</summary>
    /// <exception cref="RunFailedException">The run cannot become final.</exception>
    /// <exception cref="KafkaFatalException">A dead letter or a repair record was refused: there is nowhere left to write it.</exception>
    public Outcome Put(OpenRun run, InputRecord record, Outcome outcome, CancellationToken cancel)
    {
        var output = Encode(record, ref outcome);
        if (!output.DeadLetter && (topics.Refusal(output.Message, cancel) ?? _refused.Verdict(record)) is { } failure)
        {
            outcome = new Outcome.Rejected(failure);
            output = Encode(record, ref outcome);
        }

        var alone = _refused.IsSuspect(record);
        if (alone) protocol.Flush(run, cancel);
        if (Send(run, record, output, alone, cancel) is { } code)
        {
            outcome = new Outcome.Rejected(RefusedRecords.FailureFor(code));
            output = Encode(record, ref outcome);
            if (Send(run, record, output, alone, cancel) is { } again) throw Unwritable(OutputKind.DeadLetter, again);
        }

        if (output.Repair is { } repair && Send(run, record, router.RouteRepair(record), repair, OutputKind.Repair, alone, cancel) is { } refused)
            throw Unwritable(OutputKind.Repair, refused);
        if (alone) protocol.Flush(run, cancel);
        return outcome;
    }

    /// <summary>Takes the refusals of a run into account, for the time when its records come again.</summary>
    /// <returns>True when the next attempt differs from this one: settings have changed, sets are sent one at a time, or records are newly convicted
    /// or suspected.</returns>
    /// <exception cref="KafkaFatalException">A dead letter or a repair record was convicted.</exception>
    public async ValueTask<bool> Accuse(IReadOnlyCollection<FailedDelivery> refused, CancellationToken cancel)
    {
        if (refused.Count == 0) return false;
        var learned = await topics.Refresh(cancel);
        if (!learned && !protocol.SetAtATime && refused.Any(failed => failed.Error.Code == ErrorCode.InvalidRecord))
        {
            protocol.SetAtATime = true;
            return true;
        }

        var named = protocol.SetAtATime && refused.Any(failed => failed.Error.Code == ErrorCode.Local_InvalidDifferentRecord);
        foreach (var failed in refused)
        {
            // With a new limit the letter is made smaller.
            if (failed.Kind != OutputKind.Enriched && RefusedRecords.Convicts(failed, named))
            {
                if (!learned) throw Unwritable(failed.Kind, failed.Error.Code);
                continue;
            }

            if (!protocol.SetAtATime && failed is { Alone: false, Error.Code: ErrorCode.InvalidRecord }) continue;
            learned |= _refused.Accuse(failed, named);
            if (failed is not { Alone: true, Kind: OutputKind.Enriched, Error.Code: ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge })
                continue;
            if (topics.Learn(failed.Bytes)) _refused.Acquit();
        }

        return learned;
    }

    /// <summary>What is committed need not be remembered.</summary>
    public void Forget(PartitionEpoch at, NextOffset next) => _refused.Forget(at, next);

    /// <summary>A failure to send that ends the run.</summary>
    public static RunFailedException Failed(ErrorCode code, bool fatal, Exception? inner = null) =>
        new(KafkaFaults.Decide(FaultSite.Produce, code, fatal), $"produce: {code}", inner);

    private OutputRecord Encode(InputRecord record, ref Outcome outcome)
    {
        var output = encode(record, outcome);
        outcome = output.Instead ?? outcome;
        return output;
    }

    private ErrorCode? Send(OpenRun run, InputRecord record, OutputRecord output, bool alone, CancellationToken cancel)
    {
        var kind = output.DeadLetter ? OutputKind.DeadLetter : OutputKind.Enriched;
        var code = Send(run, record, router.Route(record, output), output.Message, kind, alone, cancel);
        return code is { } refused && output.DeadLetter ? throw Unwritable(kind, refused) : code;
    }

    /// <summary>Null when the client took the record, else why it never will.</summary>
    private ErrorCode? Send(OpenRun run, InputRecord record, TopicPartition to, Message<byte[]?, byte[]?> message, OutputKind kind, bool alone,
        CancellationToken cancel)
    {
        try
        {
            protocol.Send(to, message, run.Sending(record, kind, alone, alone ? RecordSize.InBatch(message) : 0), cancel);
            return null;
        }
        catch (ProduceException<byte[]?, byte[]?> e)
        {
            run.NotSent();
            if (KafkaFaults.Decide(FaultSite.Produce, e).Action != FaultAction.RejectRecord) throw Failed(e.Error.Code, e.Error.IsFatal, e);
            return e.Error.Code;
        }
    }

    private static KafkaFatalException Unwritable(OutputKind kind, ErrorCode code) => new(kind == OutputKind.Repair
        ? $"a repair record cannot be written ({code}): its topic must take small records with any key (kafka:repair; max.message.bytes, "
            + "cleanup.policy=delete)"
        : $"a dead letter cannot be written ({code}): its topic must take any record of the input (kafka:deadLetter; max.message.bytes, "
            + "cleanup.policy=delete)");
}
