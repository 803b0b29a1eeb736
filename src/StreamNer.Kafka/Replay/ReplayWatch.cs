using Confluent.Kafka;
using StreamNer.Diagnostics;
using StreamNer.Metering;

namespace StreamNer.Kafka.Replay;

/// <summary>Looks at the positions of a replay's group every two seconds: how far all of its workers are. By a client of its own, which never joins
/// the group.</summary>
internal sealed class ReplayWatch : IAsyncDisposable
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_line = TimeSpan.FromSeconds(10);
    private readonly KafkaOptions _options;
    private readonly ReplayRecord _replay;
    private readonly EventLog _log;
    private readonly ReplayPace _pace;
    private readonly BackgroundLoop _loop;
    private long _done;

    /// <summary>Begins to look.</summary>
    /// <param name="options">Brokers, security, and the replay's group.</param>
    /// <param name="replay">The replay.</param>
    /// <param name="telemetry">Takes the figures as metrics.</param>
    /// <param name="log">Takes a line every ten seconds.</param>
    public ReplayWatch(KafkaOptions options, ReplayRecord replay, Telemetry telemetry, EventLog log)
    {
        (_options, _replay, _log) = (options, replay, log);
        Total = replay.Total();
        _pace = new ReplayPace(Total, TimeProvider.System);
        telemetry.Observe(MetricTable.ReplayOffsets, () => Total);
        telemetry.Observe(MetricTable.ReplayOffsetsDone, () => Done);
        _loop = new BackgroundLoop(Run);
    }

    /// <summary>Offsets of the range.</summary>
    public long Total { get; }

    /// <summary>How many of them were final at the last look.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>How many offsets of a range lie before the group's positions, given in the order of the ranges; a position that is unknown (-1)
    /// counts as the range's start.</summary>
    internal static long DoneOf(ReplayRecord replay, IReadOnlyList<long> positions) =>
        replay.Ranges.Zip(positions).Sum(one => Math.Clamp(one.Second, one.First.From, one.First.To) - one.First.From);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private void Run(CancellationToken stop)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(ClientProperties.Consumer(_options)).SetLogHandler((_, _) => { })
            .SetErrorHandler((_, _) => { }).Build();
        var partitions = _replay.Partitions();
        var said = TimeProvider.System.GetTimestamp();
        do
        {
            if (GroupOffsets.CommittedOrNull(consumer, partitions, s_limit) is not { } positions) continue;
            _pace.Add(DoneOf(_replay, positions));
            Interlocked.Exchange(ref _done, _pace.Done);
            if (TimeProvider.System.GetElapsedTime(said) < s_line) continue;
            said = TimeProvider.System.GetTimestamp();
            Say();
        }
        while (!stop.WaitHandle.WaitOne(s_every));
    }

    private void Say()
    {
        var share = Total == 0 ? 100 : 100.0 * _pace.Done / Total;
        var rate = _pace.PerSecond ?? 0;
        var left = _pace.Left is { } time ? $", about {Duration(time)} left" : "";
        _log.Info(
            "replay.progress", $"{_pace.Done} of {Total} offsets ({share:0.0} %), {rate:0} a second{left}",
            ("done", _pace.Done), ("total", Total), ("rate", Math.Round(rate, 1)), ("seconds_left", Math.Round(_pace.Left?.TotalSeconds ?? -1)));
    }

    /// <summary>A duration in words, such as <c>2 h 5 min</c>.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalMinutes: < 2 } => $"{time.TotalSeconds:0} s",
        { TotalHours: < 2 } => $"{time.TotalMinutes:0} min",
        { TotalDays: < 2 } => $"{(int)time.TotalHours} h {time.Minutes} min",
        _ => $"{(long)time.TotalDays} d {time.Hours} h",
    };
}
