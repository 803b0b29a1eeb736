using StreamNer.Pii;
using StreamNer.Pipeline;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Pii;

public sealed class ScanWatchTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly HangingDetector _hanging;

    public ScanWatchTests() => _hanging = new HangingDetector(_clock);

    public void Dispose() => _hanging.Dispose();

    private PiiScanner Scanner => _hanging.Scanner;

    [Fact]
    public void Between_scans_it_is_not_busy()
    {
        Assert.False(Scanner.Watch.Busy);
        Scanner.Scan("mail a@example.com", []);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.False(Scanner.Watch.Busy);
        Assert.Null(Scanner.Watch.Overdue(TimeSpan.Zero));
    }

    [Fact]
    public async Task A_scan_that_does_not_end_is_overdue_at_the_limit_with_detector_length_and_place()
    {
        var source = new SourcePosition("raw", 3, 42, 0);
        var scan = Task.Run(() => Scanner.Scan("mail ~", [], new Document("mail ~") { Source = source }));
        await Some.Until(() => _hanging.Entered == 1, "the detector hangs");
        _clock.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromTicks(1));
        Assert.True(Scanner.Watch.Busy);
        Assert.Null(Scanner.Watch.Overdue(TimeSpan.FromSeconds(60)));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(new RunningScan("hangs", TimeSpan.FromSeconds(60), 6, source), Scanner.Watch.Overdue(TimeSpan.FromSeconds(60)));
        _hanging.Dispose();
        await scan;
        Assert.False(Scanner.Watch.Busy);
    }

    [Fact]
    public async Task The_oldest_of_many_is_told_and_others_still_scan()
    {
        var first = Task.Run(() => Scanner.Scan("~", []));
        await Some.Until(() => _hanging.Entered == 1, "the first hangs");
        _clock.Advance(TimeSpan.FromSeconds(5));
        var second = Task.Run(() => Scanner.Scan("also ~", []));
        await Some.Until(() => _hanging.Entered == 2, "the second hangs");
        _clock.Advance(TimeSpan.FromSeconds(5));
        Scanner.Scan("nothing here", []);
        Assert.Equal((TimeSpan.FromSeconds(10), 1),
            (Scanner.Watch.Overdue(TimeSpan.FromSeconds(1))!.Elapsed, Scanner.Watch.Overdue(TimeSpan.Zero)!.Length));
        _hanging.Dispose();
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task Whoever_looks_while_texts_come_and_go_sees_one_of_them_whole()
    {
        var scanner = new PiiScanner();
        using var stop = new CancellationTokenSource();
        string[] texts = ["a", "no", "1 day", "a@b.org"];
        var scanning = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var text = texts[i % texts.Length];
                scanner.Scan(text, [], new Document(text) { Source = new SourcePosition("raw", 0, text.Length, 0) });
            }
        })).ToArray();
        try
        {
            var seen = 0;
            for (var look = 0; look < 1_000_000 || seen == 0; look++)
            {
                if (scanner.Watch.Overdue(TimeSpan.Zero) is not { } running) continue;
                seen++;
                Assert.Equal(running.Length, running.Source?.Offset);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(scanning);
        }
    }
}
