using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Topics;

namespace StreamNer.Kafka.Replay;

/// <summary>
/// Looks at the lag of another group every two seconds, and has the intake wait while that is too high. It asks by clients of its own, joins no
/// group and commits nothing.
/// </summary>
internal sealed class YieldWatch : IAsyncDisposable
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(2);

    // Several questions of a few seconds each: older figures say nothing.
    private static readonly TimeSpan s_longestLook = TimeSpan.FromSeconds(20);
    private readonly string _group;
    private readonly IReadOnlyList<PartitionView> _partitions;
    private readonly YieldPolicy _policy;
    private readonly IntakeSwitch _intake;
    private readonly KafkaOptions _options;
    private readonly EventLog _log;
    private readonly BackgroundLoop _loop;

    private YieldWatch(
        KafkaOptions options, IReadOnlyList<PartitionView> partitions, YieldPolicy policy, IntakeSwitch intake, EventLog log)
    {
        (_options, _group, _partitions, _policy, _intake, _log) = (options, options.Group, partitions, policy, intake, log);
        _loop = new BackgroundLoop(Run);
    }

    /// <summary>Begins to look.</summary>
    /// <param name="options">Brokers and security.</param>
    /// <param name="group">The group that goes first; it must have positions.</param>
    /// <param name="maxLagSeconds">The lag from which on this worker waits.</param>
    /// <param name="intake">What waits.</param>
    /// <param name="log">Takes an event at each change.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="KafkaFatalException">The group has no positions: it is misspelt, or has not run yet.</exception>
    /// <exception cref="KafkaException">No broker answers.</exception>
    public static async Task<YieldWatch> Start(
        KafkaOptions options, string group, double maxLagSeconds, IntakeSwitch intake, EventLog log, CancellationToken cancel)
    {
        using var cluster = new ClusterReader(options, cancel);
        var found = await cluster.Positions(group);
        if (found.Count == 0) throw new KafkaFatalException($"group {group} (--yield-to) has no positions: there is nothing to yield to");
        var partitions = found.Select(partition => new PartitionView(partition.Topic, partition.Partition.Value, -1, -1, -1, -1)).ToList();
        return new YieldWatch(options with { Group = group }, partitions, new YieldPolicy(maxLagSeconds), intake, log);
    }

    /// <summary>Ends it, and opens the intake.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        _intake.YieldsTo = null;
    }

    private void Run(CancellationToken stop)
    {
        using var reader = new LagReader(_options, _log);
        var book = new LagBook(OffsetReset.Earliest, s_longestLook, TimeProvider.System);
        do Apply(Look(reader, book, stop));
        while (!stop.WaitHandle.WaitOne(s_every));
    }

    // The oldest record that waits; null where one of the partitions has no figure and none of the others decides.
    private double? Look(LagReader reader, LagBook book, CancellationToken stop)
    {
        var offsets = reader.Offsets(_partitions, stop);
        if (book.Open(_partitions, offsets) is { Count: > 0 } wanted) reader.ReadFirst(wanted, book, stop);
        book.Close();
        var known = book.Lags.Where(lag => lag.Seconds is not null).ToList();
        if (known.Count == _partitions.Count) reader.AllWell();
        return known.Count == 0 ? null : known.Max(lag => lag.Seconds);
    }

    private void Apply(double? lag)
    {
        var yields = _policy.Decide(lag);
        if (yields == _intake.YieldsTo is not null) return;
        _intake.YieldsTo = yields ? _group : null;
        var seconds = lag ?? 0;
        _log.Info(
            yields ? "replay.yields" : "replay.goes_on", $"group {_group} is {seconds:0.0} s behind", ("group", _group), ("lag_seconds", seconds));
    }
}
