using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Host.Capacity;
using StreamNer.Host.Configuration;
using StreamNer.Pipeline;
using StreamNer.Snapshots;

namespace StreamNer.Host.Benchmark;

/// <summary>What batches of several sizes take through the pipeline, one after the other, without Kafka and without the result cache.</summary>
internal static class BatchTimes
{
    private const double Enough = 1;
    private const int FewestRuns = 2;
    private const int MostRuns = 200;
    private static readonly int[] s_sizes = [1, 4, 16, 64, 256, 1_024];

    /// <summary>By rising size, no larger than there are <paramref name="lines"/>; each size for about a second of processor time.</summary>
    public static async Task<IReadOnlyList<BatchTime>> Measure(Settings settings, IReadOnlyList<string> lines, CancellationToken stop)
    {
        using var telemetry = new Telemetry();
        using var snapshot =
            await Snapshot.Load(settings with { Cache = settings.Cache with { Megabytes = 0 } }, telemetry, new EventLog(static _ => { }), stop);
        var texts = new Texts(lines);
        await snapshot.Enrich(texts.Next(Math.Min(lines.Count, s_sizes[^2])), stop);
        var times = new List<BatchTime>();
        foreach (var size in s_sizes.Where(size => size <= lines.Count))
        {
            var started = Elapsed.Start();
            var (runs, taken) = (0, default(Elapsed));
            while (runs < FewestRuns || (runs < MostRuns && taken.ProcessorSeconds < Enough))
            {
                await snapshot.Enrich(texts.Next(size), stop);
                runs++;
                taken = started.Stop();
            }

            times.Add(new BatchTime(size, taken.Seconds / runs, taken.ProcessorSeconds / runs));
        }

        return times;
    }

    // Round and round, so that each size sees other texts.
    private sealed class Texts(IReadOnlyList<string> lines)
    {
        private int _at;
        private long _sequence;

        public MicroBatch Next(int count)
        {
            var records = new InputRecord[count];
            for (var i = 0; i < count; i++)
            {
                records[i] = new InputRecord { Document = new Document(lines[_at]) };
                _at = (_at + 1) % lines.Count;
            }

            return new MicroBatch(_sequence++, records);
        }
    }
}
