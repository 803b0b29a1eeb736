using System.Text;
using Confluent.Kafka;
using StreamNer.Flow;
using StreamNer.Host.Cli;
using StreamNer.Kafka.Records;
using StreamNer.Pii.Keys;
using StreamNer.Pipeline;
using StreamNer.Tests.Flow;
using StreamNer.Tests.Pii.Keys;

namespace StreamNer.Tests.Kafka.Records;

public sealed class DeadLetterTests
{
    private static readonly InputRecord s_input = new()
    {
        Key = "alice"u8.ToArray(),
        Value = [0xFF],
        Headers = [new("who", "bob \"é\""u8.ToArray()), new("null", null)],
        Position = new SourcePosition("raw", 3, 42, 7),
    };

    private static DeadLetter Read(DeadLetterSeal? seal, DeadLetterSeal? reader, InputRecord? input = null, Action<Headers>? change = null)
    {
        var letter = new DeadLetterCodec("g", 1_000_000, new FakeClock(), seal)
            .Encode(input ?? s_input, new Failure(FailureKind.Policy, FailureStage.Redact), "s");
        change?.Invoke(letter.Headers);
        return DeadLetter.Read(letter.Key, letter.Value, [.. letter.Headers.Select(h => new RecordHeader(h.Key, h.GetValueBytes()))], reader);
    }

    private static DeadLetterSeal Seal() => new(new DeadLetterCipher(KeyRingTests.Ring()));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_letter_sealed_or_not_is_read_back_to_the_original_record_and_its_reason(bool isSealed)
    {
        var letter = Read(isSealed ? Seal() : null, Seal());
        Assert.Null(letter.Unopened);
        Assert.Equal(s_input.Key, letter.Key);
        Assert.Equal(s_input.Value, letter.Value);
        Assert.Equal(["who", "null"], letter.Headers.Select(h => h.Key));
        Assert.Contains(("reason", "policy"), letter.Why);
        Assert.Equal(isSealed, letter.Why.Contains(("sealed", "a")));
    }

    [Fact]
    public void Without_the_key_or_at_other_coordinates_a_sealed_letter_stays_closed()
    {
        Assert.Equal("a", Read(Seal(), null).Unopened);
        Assert.Equal("a", Read(Seal(), new DeadLetterSeal(new DeadLetterCipher(KeyRing.Empty))).Unopened);
        var moved = Read(Seal(), Seal(), change: headers =>
        {
            headers.Remove("streamner.dlq.offset");
            headers.Add("streamner.dlq.offset", "43"u8.ToArray());
        });
        Assert.Equal("a", moved.Unopened);
        Assert.True(moved.Key is null && moved.Value is null && moved.Headers.Count == 0);
    }

    [Fact]
    public void A_line_holds_text_as_text_and_other_bytes_as_base64()
    {
        var at = new TopicPartitionOffset("raw.dlq", 1, 5);
        var line = Encoding.UTF8.GetString(LetterLine.Of(at, Read(Seal(), Seal())));
        Assert.StartsWith("""{"partition":1,"offset":5,"dlq":{"reason":"policy","stage":"redact","topic":"raw","partition":"3","offset":"42",""",
            line, StringComparison.Ordinal);
        Assert.EndsWith("""},"key":"alice","valueBase64":"/w==","headers":[{"name":"who","value":"bob \"é\""},{"name":"null","value":null}]}"""
            + "\n", line, StringComparison.Ordinal);
        Assert.EndsWith("""},"unopened":"sealed under key version a"}""" + "\n",
            Encoding.UTF8.GetString(LetterLine.Of(at, Read(Seal(), null))), StringComparison.Ordinal);
    }
}
