using System.Globalization;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Kafka.Writing;

/// <summary>
/// What follows from the <see cref="RejectBreaker"/> and the <see cref="QuarantineBreaker"/>: the worker stops before the run that tripped one is
/// final, or a warning and a count. One caller at a time.
/// </summary>
internal sealed class InputJudge
{
    private readonly RejectBreaker _breaker;
    private readonly QuarantineBreaker _quarantine;
    private readonly QuarantineOptions _quarantineOptions;
    private readonly Telemetry _telemetry;
    private readonly EventLog _log;

    public InputJudge(FlowOptions options, Telemetry telemetry, EventLog log)
    {
        _breaker = new RejectBreaker(options.RejectBreaker);
        (_quarantine, _quarantineOptions) = (new QuarantineBreaker(options.Quarantine), options.Quarantine);
        (_telemetry, _log) = (telemetry, log);
    }

    /// <summary>Looks at a record that is about to be written.</summary>
    /// <exception cref="KafkaFatalException">Nearly nothing of its topic can be read.</exception>
    public void Look(InputRecord record)
    {
        if (_breaker.Count(record) is { } trip)
            throw new KafkaFatalException($"{Describe(trip, "the first")}; the open run is not committed, dead letters of earlier runs stand");
    }

    /// <summary>Looks at how a record of the open run has ended.</summary>
    /// <exception cref="KafkaFatalException">Too many of the last records ended by a defect of ours.</exception>
    public void Wrote(InputRecord record, Outcome ended)
    {
        if (_quarantine.Count(record, ended) is { } trip) throw new KafkaFatalException(Describe(trip));
        if (ended is not Outcome.Rejected { Failure: { Kind: FailureKind.Internal } failure } || record.Position is not { } at) return;
        var cause = $"in the stage {failure.Stage.Code()} with {failure.Exception ?? "no exception"}";
        _log.Warn(
            "flow.quarantined",
            $"{PartitionName.Of(at.Topic, at.Partition, at.Offset)} becomes a dead letter (internal): its work failed {cause}",
            ("topic", at.Topic), ("partition", at.Partition), ("offset", at.Offset), ("stage", failure.Stage), ("error", failure.Exception));
    }

    /// <summary>The open run is over: final for these partitions, taken back for all others.</summary>
    public void Final(IReadOnlyCollection<PartitionEpoch> partitions)
    {
        _quarantine.Commit(partitions);
        foreach (var bad in _breaker.Commit(partitions))
        {
            _telemetry.UnreadableStretches.Add(1, new KeyValuePair<string, object?>("topic", bad.Topic));
            _log.Warn("flow.unreadable", Describe(bad, "the last"));
        }
    }

    /// <summary>The input has ended.</summary>
    /// <exception cref="KafkaFatalException">Nearly nothing of a topic could be read.</exception>
    public void End()
    {
        if (_breaker.End() is { } trip)
            throw new KafkaFatalException($"{Describe(trip, "all")}; they are in the dead-letter topic, and their offsets are committed");
    }

    private string Describe(QuarantineTrip trip) => string.Create(
        CultureInfo.InvariantCulture,
        $"{trip.Quarantined} of the last {_quarantineOptions.Window} records became dead letters with the reason {trip.Failure.Kind.Code()}, "
        + $"more than {_quarantineOptions.Allowed} (flow:quarantine:share is {_quarantineOptions.Share}): the first is "
        + $"{PartitionName.Of(trip.At.Topic, trip.At.Partition, trip.At.Offset)}, stage {trip.Failure.Stage.Code()}, "
        + $"{trip.Failure.Exception ?? "no exception"}. So many point to a defect of the program, a model or a rule, not to single records; "
        + $"the open run is not committed, dead letters of earlier runs stand");

    private static string Describe(RejectTrip trip, string which) => string.Create(
        CultureInfo.InvariantCulture,
        $"input topic '{trip.Topic}': {trip.Unreadable} of {which} {trip.Records} records cannot be read, beginning at "
        + $"{PartitionName.Of(trip.At.Topic, trip.At.Partition, trip.At.Offset)} "
        + $"({trip.Failure.Kind.Code()}, {trip.Failure.Detail.Code()}): {Advice(trip.Failure.Detail)} (flow:rejectBreaker)");

    private static string Advice(FailureDetail detail) => detail switch
    {
        FailureDetail.JsonNoField or FailureDetail.JsonRepeatedField or FailureDetail.JsonWrongType =>
            "input:jsonField must name the one string that holds the text",
        FailureDetail.JsonNotJson or FailureDetail.JsonNotObject => "input:format is json, and the values are not JSON objects",
        FailureDetail.JsonLoneSurrogate => "the producer writes lone surrogates, which no setting can fix",
        FailureDetail.ProtobufFrame => "schemaRegistry:url is set, so values must be in the Confluent wire format; check it, and input:format",
        FailureDetail.ProtobufSchema => "the values' schema is not streamner.v1.RawText of this registry; check schemaRegistry:url and input:format",
        FailureDetail.ProtobufMessage =>
            "input:format is protobuf, and the values are not messages of streamner.v1.RawText; check it, and schemaRegistry:url",
        _ => "the values are not UTF-8; check input:format",
    };
}
