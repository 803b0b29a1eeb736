using StreamNer.Pii.Keys;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Pii.Keys;

public sealed class DeadLetterCipherTests
{
    private static readonly DeadLetterCipher Cipher = new(KeyRingTests.Ring());
    private static readonly SourcePosition Source = new("raw", 3, 42, 1000);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    public void What_was_sealed_comes_back(int length)
    {
        var plaintext = new byte[length];
        new Random(length).NextBytes(plaintext);
        var sealedValue = Cipher.Seal(plaintext, Source);
        Assert.Equal(length + DeadLetterCipher.Overhead, sealedValue.Length);
        Assert.Equal(plaintext, Cipher.Open(Cipher.KeyId, sealedValue, Source));
    }

    [Fact]
    public void It_opens_only_at_its_own_coordinates_with_its_own_key()
    {
        var sealedValue = Cipher.Seal("secret"u8, Source);
        Assert.Null(Cipher.Open("a", sealedValue, Source with { Offset = 43 }));
        Assert.Null(Cipher.Open("a", sealedValue, Source with { Partition = 4 }));
        Assert.Null(Cipher.Open("a", sealedValue, Source with { Topic = "other" }));
        Assert.Null(Cipher.Open("a", sealedValue, null));
        Assert.Null(Cipher.Open("b", sealedValue, Source));
        Assert.Null(Cipher.Open("missing", sealedValue, Source));
        Assert.NotNull(Cipher.Open("a", sealedValue, Source with { TimestampMs = 7 }));
    }

    [Fact]
    public void A_changed_or_cut_letter_does_not_open()
    {
        var sealedValue = Cipher.Seal("secret"u8, Source);
        for (var i = 0; i < sealedValue.Length; i++)
        {
            sealedValue[i] ^= 1;
            Assert.Null(Cipher.Open("a", sealedValue, Source));
            sealedValue[i] ^= 1;
            Assert.Null(Cipher.Open("a", sealedValue.AsSpan(0, i), Source));
        }
    }

    [Fact]
    public void The_plaintext_does_not_show_and_two_letters_of_one_record_differ()
    {
        var once = Cipher.Seal("the-canary-value"u8, Source);
        Assert.Equal(-1, once.AsSpan().IndexOf("canary"u8));
        Assert.NotEqual(once, Cipher.Seal("the-canary-value"u8, Source));
    }

    [Fact]
    public void Sealing_without_an_active_key_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => new DeadLetterCipher(KeyRing.Empty).Seal([1], null));

    [Fact]
    public void A_rotated_ring_still_opens_older_letters() =>
        Assert.Equal("v"u8.ToArray(), new DeadLetterCipher(KeyRingTests.Ring("b")).Open("a", Cipher.Seal("v"u8, null), null));
}
