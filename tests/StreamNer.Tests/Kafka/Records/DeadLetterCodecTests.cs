using System.Text;
using StreamNer.Flow;
using StreamNer.Kafka.Records;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;
using StreamNer.Tests.Flow;
using StreamNer.Tests.Pii.Keys;

namespace StreamNer.Tests.Kafka.Records;

public sealed class DeadLetterCodecTests
{
    private static readonly Failure s_failure = new(FailureKind.ModelFailed, FailureStage.Infer, Attempts: 2);
    private static readonly SourcePosition s_at = new("raw", 3, 9_007_199_254_740_993, 1_700_000_000_123);
    private readonly FakeClock _clock = new();

    [Fact]
    public void A_letter_is_the_original_record_and_codes_and_coordinates()
    {
        byte[] key = [0xFF], value = [0xFE];
        var letter = Codec().Encode(Input(key, value, new("a", [0x31]), new("a", null), new("", [0x32])), s_failure, "sha256:1");
        Assert.Same(key, letter.Key);
        Assert.Same(value, letter.Value);
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal(
            [
                "a=1", "a=null", "=2",
                "streamner.dlq.reason=model_failed", "streamner.dlq.stage=infer", "streamner.dlq.topic=raw", "streamner.dlq.partition=3",
                "streamner.dlq.offset=9007199254740993", "streamner.dlq.timestamp=1700000000123", "streamner.dlq.group=enrich",
                "streamner.dlq.snapshot=sha256:1", "streamner.dlq.attempts=2", $"streamner.dlq.failed-at={now}",
            ],
            EnrichmentCodecTests.Headers(letter));
        Assert.Equal(now, letter.Timestamp.UnixTimestampMs);
    }

    [Fact]
    public void A_null_key_or_value_stays_null_and_an_empty_one_empty()
    {
        var (nulls, empties) = (Codec().Encode(Input(null, null), s_failure, ""), Codec().Encode(Input([], []), s_failure, ""));
        Assert.True(nulls.Key is null && nulls.Value is null);
        Assert.Equal([], empties.Key!);
        Assert.Equal([], empties.Value!);
    }

    [Fact]
    public void A_retried_letter_that_fails_again_has_one_set_of_headers_and_its_attempts_add_up()
    {
        var first = Codec().Encode(Input([1], [2], new RecordHeader("trace", [0x31])), s_failure, "old");
        var again = new InputRecord
        {
            Key = first.Key,
            Value = first.Value,
            Position = s_at with { Offset = 99 },
            Headers = [.. first.Headers.Select(h => new RecordHeader(h.Key, h.GetValueBytes())), new("streamner.dlq.anything", null)],
        };
        var second = EnrichmentCodecTests.Headers(Codec().Encode(again, new(FailureKind.TooLong, FailureStage.Tokenise), "new"));
        Assert.Equal("trace=1", second[0]);
        Assert.Equal(11, second.Length);
        Assert.Contains("streamner.dlq.reason=too_long", second);
        Assert.Contains("streamner.dlq.offset=99", second);
        Assert.Contains("streamner.dlq.snapshot=new", second);
        Assert.Contains("streamner.dlq.attempts=3", second);
    }

    [Theory]
    [InlineData("-5", 1)]
    [InlineData("1x", 1)]
    [InlineData("99999999999999999999", 1)]
    [InlineData("2147483647", 2_147_483_648)]
    public void Attempts_that_somebody_made_up_do_no_harm(string made, long attempts)
    {
        var letter = Codec()
            .Encode(Input(null, null, new RecordHeader("streamner.dlq.attempts", Encoding.UTF8.GetBytes(made))),
            new(FailureKind.Internal, FailureStage.Write), "");
        Assert.Contains($"streamner.dlq.attempts={attempts}", EnrichmentCodecTests.Headers(letter));
    }

    [Fact]
    public void A_letter_that_fits_exactly_is_whole_and_one_byte_more_leaves_the_value_out()
    {
        var input = Input([1], new byte[100_000], new RecordHeader("trace", [0x31]));
        var size = RecordSize.InBatch(Codec().Encode(input, s_failure, "s"));
        Assert.Same(input.Value, Codec(size).Encode(input, s_failure, "s").Value);

        var cut = Codec(size - 1).Encode(input, s_failure, "s");
        Assert.Null(cut.Value);
        Assert.Equal([1], cut.Key!);
        Assert.Equal("trace=1", EnrichmentCodecTests.Headers(cut)[0]);
        Assert.Contains("streamner.dlq.value=omitted", EnrichmentCodecTests.Headers(cut));
        Assert.Contains("streamner.dlq.value-bytes=100000", EnrichmentCodecTests.Headers(cut));
        Assert.Contains("streamner.dlq.offset=9007199254740993", EnrichmentCodecTests.Headers(cut));
    }

    [Theory]
    [InlineData(100, 30_000, 100, "key", "value,headers", "value")] // the value alone is too large
    [InlineData(30_000, 100, 100, "", "headers", "value,key")]
    [InlineData(100, 100, 30_000, "key", "", "value,headers")]
    [InlineData(12_000, 100, 12_000, "key", "", "value,headers")]
    [InlineData(30_000, 30_000, 30_000, "", "", "value,headers,key")]
    public void What_does_not_fit_is_left_out_in_turn_and_the_letter_says_so(int key, int value, int header, string keeps, string alsoKeeps,
        string omits)
    {
        foreach (var seal in new[] { null, new DeadLetterSeal(new DeadLetterCipher(KeyRingTests.Ring())) })
        {
            var input = Input(new byte[key], new byte[value], new RecordHeader("big", new byte[header]));
            var letter = new DeadLetterCodec("g", 20_000, _clock, seal).Encode(input, s_failure, "s");
            Assert.True(RecordSize.InBatch(letter) <= 20_000);
            var names = EnrichmentCodecTests.Headers(letter);
            Assert.Equal(
                omits.Split(','),
                names.Where(n => n.StartsWith("streamner.dlq.", StringComparison.Ordinal) && n.EndsWith("=omitted", StringComparison.Ordinal))
                    .Select(n => n["streamner.dlq.".Length..^"=omitted".Length]));
            var read = DeadLetter.Read(letter.Key, letter.Value, [.. letter.Headers.Select(h => new RecordHeader(h.Key, h.GetValueBytes()))], seal);
            Assert.Equal(keeps.Length > 0, read.Key is not null);
            Assert.Equal(alsoKeeps.Contains("headers", StringComparison.Ordinal), read.Headers.Count == 1);
            Assert.Null(read.Value);
        }
    }

    [Fact]
    public void A_bare_letter_fits_the_least_that_the_preflight_accepts()
    {
        var group = new string('é', 300);
        var input = new InputRecord
        {
            Key = new byte[90_000],
            Position = new(new string('t', 249), int.MaxValue, long.MaxValue, long.MaxValue),
            Headers = [new("streamner.dlq.attempts", "2147483647"u8.ToArray())]
        };
        foreach (var seal in new[] { null, new DeadLetterSeal(new DeadLetterCipher(KeyRingTests.Ring())) })
        {
            var letter = new DeadLetterCodec(group, 1, _clock, seal)
                .Encode(input, s_failure with { Detail = FailureDetail.JsonRepeatedField }, new string('s', 80));
            Assert.InRange(RecordSize.InBatch(letter), 1, DeadLetterCodec.LargestBare(group));
        }
    }

    [Fact]
    public void A_letter_says_what_exactly_was_wrong_where_the_reason_leaves_it_open()
    {
        var letter = Codec().Encode(Input(null, [1]), Failure.Decoding(FailureDetail.JsonNoField), "s");
        Assert.Equal(["streamner.dlq.reason=invalid_record", "streamner.dlq.stage=decode", "streamner.dlq.detail=json.no_field"],
            EnrichmentCodecTests.Headers(letter)[..3]);
        Assert.DoesNotContain(EnrichmentCodecTests.Headers(Codec().Encode(Input(null, [1]), s_failure, "s")), h =>
            h.StartsWith("streamner.dlq.detail", StringComparison.Ordinal));
    }

    [Fact]
    public void A_sealed_letter_shows_codes_and_coordinates_and_opens_to_the_original()
    {
        var seal = new DeadLetterSeal(new DeadLetterCipher(KeyRingTests.Ring()));
        byte[] key = "alice@example.com"u8.ToArray(), value = "call 555-0100"u8.ToArray();
        var letter = new DeadLetterCodec("enrich", 1_000_000, _clock, seal)
            .Encode(Input(key, value, new("who", "bob"u8.ToArray()), new("null", null)), s_failure, "s");

        Assert.Null(letter.Key);
        var headers = EnrichmentCodecTests.Headers(letter);
        Assert.Contains("streamner.dlq.sealed=a", headers);
        Assert.Contains("streamner.dlq.reason=model_failed", headers);
        Assert.All(headers, h => Assert.StartsWith("streamner.dlq.", h, StringComparison.Ordinal));
        var (openKey, openValue, openHeaders) = seal.Open("a", letter.Value!, s_at)!.Value;
        Assert.Equal(key, openKey);
        Assert.Equal(value, openValue);
        Assert.Equal([("who", "bob"), ("null", null)], openHeaders.Select(h => (h.Key, h.Value is null ? null : Encoding.UTF8.GetString(h.Value))));
        Assert.Null(seal.Open("a", letter.Value!, s_at with { Offset = 1 }));
    }

    [Fact]
    public void A_sealed_letter_that_does_not_fit_loses_its_value_and_opens_without_it()
    {
        var seal = new DeadLetterSeal(new DeadLetterCipher(KeyRingTests.Ring()));
        var cut = new DeadLetterCodec("g", 5_000, _clock, seal).Encode(Input([1], new byte[6_000]), s_failure, "s");
        Assert.True(RecordSize.InBatch(cut) <= 5_000);
        Assert.Contains("streamner.dlq.value-bytes=6000", EnrichmentCodecTests.Headers(cut));
        Assert.Equal([1], seal.Open("a", cut.Value!, s_at)!.Value.Key!);
        Assert.Null(seal.Open("a", cut.Value!, s_at)!.Value.Value);
    }

    private static bool Codes(string text, List<PiiSpan> into)
    {
        var at = text.IndexOf("cvv ", StringComparison.Ordinal);
        if (at >= 0) into.Add(new PiiSpan("CVV", at + 4, at + 7, "fake", PiiEvidence.Context));
        return true;
    }

    [Fact]
    public void The_name_of_a_header_tells_what_its_value_is()
    {
        var scrubber = new CardDataScrubber((text, into) => Codes(text.Replace("cvv: ", " cvv ", StringComparison.Ordinal), into));
        var letter = new DeadLetterCodec("g", 1_000_000, _clock, seal: null, scrubber)
            .Encode(Input(null, null, new RecordHeader("cvv", "321"u8.ToArray()), new RecordHeader("n", "321"u8.ToArray())), s_failure, "s");
        Assert.Equal(["cvv=***", "n=321"], EnrichmentCodecTests.Headers(letter)[..2]);
    }

    [Fact]
    public void Card_data_that_must_not_be_stored_is_scrubbed_from_key_value_and_headers_and_the_letter_says_so()
    {
        var scrubber = new CardDataScrubber(Codes);
        var codec = new DeadLetterCodec("g", 1_000_000, _clock, seal: null, scrubber);
        var letter =
            codec.Encode(Input("cvv 123"u8.ToArray(), "pay, cvv 456!"u8.ToArray(), new("a", "cvv 789"u8.ToArray()), new("b", null)), s_failure, "s");
        Assert.Equal("cvv ***"u8.ToArray(), letter.Key);
        Assert.Equal("pay, cvv ***!"u8.ToArray(), letter.Value);
        var headers = EnrichmentCodecTests.Headers(letter);
        Assert.Equal(["a=cvv ***", "b=null"], headers[..2]);
        Assert.Contains("streamner.dlq.scrubbed=key,value,headers", headers);

        byte[] value = "no such thing"u8.ToArray();
        var untouched = codec.Encode(Input(null, value), s_failure, "s");
        Assert.Same(value, untouched.Value);
        Assert.DoesNotContain(EnrichmentCodecTests.Headers(untouched), h => h.StartsWith("streamner.dlq.scrubbed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_value_that_cannot_be_scanned_for_card_data_is_left_out()
    {
        var letter = new DeadLetterCodec("g", 1_000_000, _clock, seal: null, new CardDataScrubber((_, _) => false))
            .Encode(Input(null, [1, 2], new RecordHeader("h", [3])), s_failure, "s");
        Assert.Null(letter.Value);
        var headers = EnrichmentCodecTests.Headers(letter);
        Assert.Contains("streamner.dlq.value-bytes=2", headers);
        Assert.Contains("h=null", headers);
    }

    private DeadLetterCodec Codec(long limit = 1_048_588) => new("enrich", limit, _clock);

    private static InputRecord Input(byte[]? key, byte[]? value, params RecordHeader[] headers) =>
        new() { Key = key, Value = value, Headers = headers, Position = s_at };
}
