using StreamNer.Benchmarks.Pii;
using StreamNer.Pii;

namespace StreamNer.Tests.Pii;

/// <summary>Bad input: long, repeated and random texts.</summary>
public sealed class PiiScannerLimitTests
{
    private static readonly PiiScanner s_scanner = new();

    public static TheoryData<string, int> WorstUnits =>
    [
        .. WorstInputs.All.Select(input => (input.Unit, 100_000 / input.Unit.Length)),
        ("4", 1_500_000), ("a@", 500_000), ("\u200B", 1_000_000), ("@", 1_000_000), ("\n", 1_000_000),
    ];

    [Theory]
    [MemberData(nameof(WorstUnits))]
    public void Steps_grow_with_the_length_only(string unit, int count)
    {
        var small = Steps(unit, count / 10);
        var large = Steps(unit, count);
        Assert.True(large <= small * 15 + 1_000, $"{small} steps for a tenth, {large} for all");
        Assert.True(large <= 500L * unit.Length * count, $"{large / (unit.Length * count)} steps a character");
    }

    [Fact]
    public void Random_unicode_makes_no_exception_and_no_span_outside()
    {
        const int Count = 1_000_000;
        var random = new Random(5);
        var spans = new List<PiiSpan>();
        string[] pieces =
            [.. PiiTypes.All.Where(t => t.Detectors.Count > 0)
            .SelectMany(t => Enumerable.Range(0, 5).Select(_ => Types.Positives.Of(t, random)))];
        for (var i = 0; i < Count; i++)
        {
            var text = RandomText(random, pieces);
            spans.Clear();
            Assert.True(s_scanner.Scan(text, spans).Complete);
            foreach (var span in spans)
                Assert.True(span.Start >= 0 && span.Start < span.End
                    && span.End <= text.Length, $"{span} in {string.Join(' ', text.Select(c => $"{(int)c:X4}"))}");
        }
    }

    [Fact]
    public void A_text_without_hits_allocates_nothing()
    {
        // Numbers, words, signs and capitals of every kind that a detector looks at without finding anything; also before methods are compiled for
        // speed.
        var text = string.Concat(Enumerable.Repeat(
            "the quick brown fox jumps over the lazy dog, 12 times in 3 days; naïve café ☕ (v1.2.3) 4:30 A1 B22-C333 AB12 CD @ 5 USD, x@y, Room "
                + "101, 99 % of 1,000 + 10/20: page 7, card 12 call 3 ", 20));
        var scanner = new PiiScanner();
        var spans = new List<PiiSpan>(64);
        scanner.Scan(text, spans);
        Assert.Empty(spans);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++) scanner.Scan(text, spans);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Scanning_twice_gives_the_same()
    {
        var random = new Random(9);
        string[] pieces = [.. PiiTypes.All.Where(t => t.Detectors.Count > 0).Select(t => Types.Positives.Of(t, random))];
        for (var i = 0; i < 500; i++)
        {
            var text = RandomText(random, pieces);
            List<PiiSpan> first = [], second = [];
            Assert.Equal(s_scanner.Scan(text, first), new PiiScanner().Scan(text, second));
            Assert.Equal(first, second);
        }
    }

    private static long Steps(string unit, int count)
    {
        var result = s_scanner.Scan(string.Concat(Enumerable.Repeat(unit, count)), []);
        Assert.True(result.Complete);
        return result.Steps;
    }

    // Any UTF-16 units, lone surrogates too, mixed with values and separators.
    private static string RandomText(Random random, string[] pieces) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(6) switch
    {
        0 => ((char)random.Next(65536)).ToString(),
        1 => char.ConvertFromUtf32(random.Next(0x10000, 0x110000)),
        2 => ((char)random.Next(32, 127)).ToString(),
        3 => pieces[random.Next(pieces.Length)],
        4 => pieces[random.Next(pieces.Length)] is var piece && piece.Length > 1 ? piece[..random.Next(1, piece.Length)] : " ",
        _ => Types.Positives.Pick(random, " ", "\n", ": ", "@", ".", "-", "\u200D", "\u0301", "%4", "&#", "\\u00", "://", "12", "Street", "+"),
    }));
}
