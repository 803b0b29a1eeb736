using System.Globalization;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Host.Configuration;
using StreamNer.Host.Logging;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Registry;
using StreamNer.Kafka.Replay;
using StreamNer.Logging;
using StreamNer.Snapshots;

namespace StreamNer.Host.Cli;

/// <summary>The dry run of <c>replay</c>: the range, its size, and an estimate by a sample that goes through the pipeline and is dropped.</summary>
internal static class ReplayPreview
{
    private const int SampleRecords = 256;
    private static readonly TimeSpan s_sample = TimeSpan.FromSeconds(10);

    /// <summary>Prints it.</summary>
    public static async Task<int> Run(ReplayPlan plan, Settings settings, double? maxPerSecond, CancellationToken stop)
    {
        FatalLine.Follow(Logs.FormatOf(settings.Log));
        using var logs = Logs.Create(settings.Log);
        using var bridge = new EventBridge(logs.CreateLogger(Logs.Category), TimeProvider.System);
        using var telemetry = new Telemetry();
        using var snapshot = await Snapshot.Load(settings, telemetry, bridge.Log, stop);
        var preview = await ReplayStart.Preview(plan with { Snapshot = snapshot.Id }, stop);
        var record = preview.Record;
        foreach (var range in record.Ranges)
        {
            var name = PartitionName.Of(record.Input, range.Partition);
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}  {range.From} to {range.To}  {range.Count()} offsets"));
        }

        foreach (var note in preview.Notes) Console.Out.WriteLine(note);
        if (preview.Resumed) Console.Out.WriteLine($"replay '{plan.Name}' has begun; it would be resumed");
        var rate = await Task.Run(() => Rate(settings, record, snapshot, stop), stop);
        if (rate is { } measured && maxPerSecond is { } most) rate = Math.Min(measured, most);
        Console.Out.WriteLine(rate is > 0 and var perSecond ? Estimate(record.Total(), perSecond) : $"{record.Total()} offsets");
        return ExitCode.Ok;
    }

    private static string Estimate(long total, double perSecond) => string.Create(
        CultureInfo.InvariantCulture,
        $"{total} offsets; one process like this takes about {ReplayWatch.Duration(TimeSpan.FromSeconds(total / perSecond))} at {perSecond:0} "
        + $"records a second, measured on a sample without writing");

    // Records a second; null where there is nothing to measure.
    private static double? Rate(Settings settings, ReplayRecord record, Snapshot snapshot, CancellationToken stop)
    {
        if (record.Ranges.MaxBy(range => range.Count()) is not { } widest || widest.Count() == 0) return null;
        using var registry = settings.SchemaRegistry.Url is null ? null : new SchemaRegistry(settings.SchemaRegistry);
        RecordDecoder decode = new DocumentCodec(settings.InputWithTenant, registry).Decode;
        var sample = Sample.Read(settings.Kafka, record.Input, widest, SampleRecords, decode, stop);
        if (sample.Count == 0) return null;
        var started = TimeProvider.System.GetTimestamp();
        var done = 0;
        foreach (var batch in sample.Chunk(32))
        {
            snapshot.Enrich(new MicroBatch(0, batch), stop).AsTask().GetAwaiter().GetResult();
            done += batch.Length;
            if (TimeProvider.System.GetElapsedTime(started) > s_sample) break;
        }

        return done / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }
}
