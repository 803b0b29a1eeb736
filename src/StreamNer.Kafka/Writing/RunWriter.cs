using Confluent.Kafka;
using StreamNer.Flow;

namespace StreamNer.Kafka;

/// <summary>
/// Sends what became of records into an open run: each record's output or dead letter, and its repair record with it. Knows which records the brokers
/// have refused. One caller at a time.
/// </summary>
internal sealed class RunWriter(OutputRouter router, OutcomeEncoder encode, RunProtocol protocol)
{
    private readonly RefusedRecords _refused = new();

    /// <summary>Sends one record and returns what it was sent as: a record that the brokers have refused, or refuse at once, goes to the dead letters.</summary>
    /// <exception cref="RunFailedException">The run cannot become final.</exception>
    /// <exception cref="KafkaFatalException">A dead letter or a repair record was refused: there is nowhere left to write it.</exception>
    public Outcome Put(OpenRun run, InputRecord record, Outcome outcome, CancellationToken cancel)
    {
        outcome = _refused.Verdict(record) ?? outcome;
        var alone = _refused.IsSuspect(record);
        if (alone) protocol.Flush(run, cancel);
        var output = encode(record, outcome);
        if (Send(run, record, output, alone, cancel) is { } code)
        {
            outcome = new Outcome.Rejected(RefusedRecords.FailureFor(code));
            output = encode(record, outcome);
            if (Send(run, record, output, alone, cancel) is { } again) throw Unwritable(OutputKind.DeadLetter, again);
        }

        if (output.Repair is { } repair && Send(run, record, router.RouteRepair(record), repair, OutputKind.Repair, alone, cancel) is { } refused)
            throw Unwritable(OutputKind.Repair, refused);
        if (alone) protocol.Flush(run, cancel);
        return outcome;
    }

    /// <summary>Takes a refusal into account, for the time when the record comes again.</summary>
    /// <exception cref="KafkaFatalException">It was a dead letter or a repair record, sent by itself.</exception>
    public void Accuse(FailedDelivery failed)
    {
        if (!_refused.Accuse(failed)) throw Unwritable(failed.Kind, failed.Error.Code);
    }

    /// <summary>What is committed is settled.</summary>
    public void Forget(PartitionEpoch at, NextOffset next) => _refused.Forget(at, next);

    /// <summary>A failure to send that ends the run.</summary>
    public static RunFailedException Failed(ErrorCode code, bool fatal, Exception? inner = null) => new(KafkaFaults.Decide(FaultSite.Produce, code, fatal), $"produce: {code}", inner);

    private ErrorCode? Send(OpenRun run, InputRecord record, OutputRecord output, bool alone, CancellationToken cancel)
    {
        var kind = output.DeadLetter ? OutputKind.DeadLetter : OutputKind.Enriched;
        var code = Send(run, record, router.Route(record, output), output.Message, kind, alone, cancel);
        return code is { } refused && output.DeadLetter ? throw Unwritable(kind, refused) : code;
    }

    /// <summary>Null when the client took the record, else why it never will.</summary>
    private ErrorCode? Send(OpenRun run, InputRecord record, TopicPartition to, Message<byte[]?, byte[]?> message, OutputKind kind, bool alone, CancellationToken cancel)
    {
        try
        {
            protocol.Send(to, message, run.Sending(record, kind, alone), cancel);
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
        ? $"a repair record cannot be written ({code}): its topic must take small records with any key (kafka:repair; max.message.bytes, cleanup.policy=delete)"
        : $"a dead letter cannot be written ({code}): its topic must take any record of the input (kafka:deadLetter; max.message.bytes, cleanup.policy=delete)");
}
