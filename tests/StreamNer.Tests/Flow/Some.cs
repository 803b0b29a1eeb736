using System.Diagnostics;
using StreamNer.Flow;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Flow;

/// <summary>Test data of the flow.</summary>
internal static class Some
{
    public static InputRecord Record(long offset = 0, int partition = 0, string text = "text", int bytes = 10, long arrived = 0, int epoch = 1) =>
        new()
        {
            Document = new Document(text),
            Position = new SourcePosition("raw", partition, offset, 0),
            Epoch = epoch,
            Bytes = bytes,
            Arrived = arrived,
        };

    public static Outcome Enriched(InputRecord record) => new Outcome.Enriched(new Enrichment(
        record.Document!, record.Document!.Text, OffsetUnit.CodePoint, [], [], new Provenance("s", "m", "k", "r", "p", "e", "t")));

    public static async Task Until(Func<bool> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > TimeSpan.FromSeconds(20)) Assert.Fail($"waited in vain until {what}");
            await tick.WaitForNextTickAsync();
        }
    }
}
