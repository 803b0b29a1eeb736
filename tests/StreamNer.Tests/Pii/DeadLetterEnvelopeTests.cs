using StreamNer.Pii;

namespace StreamNer.Tests.Pii;

public sealed class DeadLetterEnvelopeTests
{
    private static readonly DeadLetterEnvelope Envelope = new(KeyRingTests.Ring());
    private static readonly SourcePosition Source = new("raw", 3, 42, 1000);

    private static void SameContent(DeadLetterContent expected, DeadLetterContent? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Key, actual.Key);
        Assert.Equal(expected.Value, actual.Value);
        Assert.Equal(expected.Headers.Select(h => h.Key), actual.Headers.Select(h => h.Key));
        Assert.Equal(expected.Headers.Select(h => h.Value), actual.Headers.Select(h => h.Value));
    }

    [Fact]
    public void Key_value_and_headers_come_back_with_nulls_empties_and_repeated_keys()
    {
        DeadLetterContent[] contents =
        [
            new("key"u8.ToArray(), "value"u8.ToArray(), [new("h", "1"u8.ToArray()), new("h", null), new("ü", [])]),
            new(null, null, []),
            new([], [], [new("", [0xFF])]),
        ];
        foreach (var content in contents)
        {
            var sealedValue = Envelope.Seal(content, Source);
            Assert.Equal(DeadLetterEnvelope.SealedLength(content), sealedValue.Length);
            SameContent(content, Envelope.Open(Envelope.KeyId, sealedValue, Source));
        }
    }

    [Fact]
    public void It_opens_only_at_its_own_coordinates_with_its_own_key()
    {
        var sealedValue = Envelope.Seal(new(null, "secret"u8.ToArray(), []), Source);
        Assert.Null(Envelope.Open("a", sealedValue, Source with { Offset = 43 }));
        Assert.Null(Envelope.Open("a", sealedValue, Source with { Topic = "other" }));
        Assert.Null(Envelope.Open("a", sealedValue, null));
        Assert.Null(Envelope.Open("b", sealedValue, Source));
        Assert.Null(Envelope.Open("missing", sealedValue, Source));
        Assert.NotNull(Envelope.Open("a", sealedValue, Source with { TimestampMs = 7 }));
    }

    [Fact]
    public void A_changed_or_cut_envelope_does_not_open()
    {
        var sealedValue = Envelope.Seal(new("k"u8.ToArray(), "secret"u8.ToArray(), []), Source);
        for (var i = 0; i < sealedValue.Length; i++)
        {
            sealedValue[i] ^= 1;
            Assert.Null(Envelope.Open("a", sealedValue, Source));
            sealedValue[i] ^= 1;
            Assert.Null(Envelope.Open("a", sealedValue.AsSpan(0, i), Source));
        }
    }

    [Fact]
    public void The_plaintext_does_not_show_and_two_envelopes_of_one_record_differ()
    {
        var content = new DeadLetterContent("the-canary-key"u8.ToArray(), "the-canary-value"u8.ToArray(), [new("h", "the-canary-header"u8.ToArray())]);
        var once = Envelope.Seal(content, Source);
        Assert.Equal(-1, once.AsSpan().IndexOf("canary"u8));
        Assert.NotEqual(once, Envelope.Seal(content, Source));
    }

    [Fact]
    public void Sealing_without_an_active_key_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => new DeadLetterEnvelope(KeyRing.Empty).Seal(new(null, null, []), null));

    [Fact]
    public void A_rotated_ring_still_opens_older_envelopes()
    {
        var content = new DeadLetterContent(null, "v"u8.ToArray(), []);
        SameContent(content, new DeadLetterEnvelope(KeyRingTests.Ring("b")).Open("a", Envelope.Seal(content, null), null));
    }
}
