using StreamNer.Pii.Keys;

namespace StreamNer.Tests.Pii.Keys;

public sealed class AesSivTests
{
    private static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    [Fact]
    public void The_deterministic_example_of_RFC_5297_A1_is_reproduced()
    {
        using var siv = new AesSiv(Hex("fffefdfc fbfaf9f8 f7f6f5f4 f3f2f1f0 f0f1f2f3 f4f5f6f7 f8f9fafb fcfdfeff"));
        var associated = Hex("10111213 14151617 18191a1b 1c1d1e1f 20212223 24252627");
        var plaintext = Hex("11223344 55667788 99aabbcc ddee");
        var expected = Hex("85632d07 c6e8f37f 950acd32 0a2ecc93 40c02b96 90c4dc04 daef7f6a fe5c");
        Assert.Equal(expected, siv.Seal(plaintext, associated));
        Assert.Equal(plaintext, siv.Open(expected, associated));
    }

    [Fact]
    public void The_nonce_based_example_of_RFC_5297_A2_is_reproduced()
    {
        using var siv = new AesSiv(Hex("7f7e7d7c 7b7a7978 77767574 73727170 40414243 44454647 48494a4b 4c4d4e4f"));
        byte[][] associated =
        [
            Hex("00112233 44556677 8899aabb ccddeeff deaddada deaddada ffeeddcc bbaa9988 77665544 33221100"),
            Hex("10203040 50607080 90a0"),
            Hex("09f91102 9d74e35b d84156c5 635688c0"),
        ];
        var plaintext = Hex("74686973 20697320 736f6d65 20706c61 696e7465 78742074 6f20656e 63727970 74207573 696e6720 5349562d 414553");
        var expected =
            Hex("7bdb6e3b 432667eb 06f4d14b ff2fbd0f cb900f2f ddbe4043 26601965 c889bf17 dba77ceb 094fa663 b7a3f748 ba8af829 ea64ad54 4a272e9c "
            + "485b62a3 fd5c0d");
        Assert.Equal(expected, siv.Seal(plaintext, associated));
        Assert.Equal(plaintext, siv.Open(expected, associated));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(32)]
    [InlineData(1000)]
    public void Every_length_comes_back_and_every_flipped_bit_is_refused(int length)
    {
        var random = new Random(length);
        var key = new byte[64];
        random.NextBytes(key);
        using var siv = new AesSiv(key);
        var plaintext = new byte[length];
        random.NextBytes(plaintext);
        var sealedBytes = siv.Seal(plaintext, [1], []);
        Assert.Equal(length + AesSiv.Overhead, sealedBytes.Length);
        Assert.Equal(plaintext, siv.Open(sealedBytes, [1], []));
        for (var i = 0; i < sealedBytes.Length; i += 1 + (sealedBytes.Length / 40))
        {
            sealedBytes[i] ^= 1;
            Assert.Null(siv.Open(sealedBytes, [1], []));
            sealedBytes[i] ^= 1;
        }
    }

    [Fact]
    public void The_borders_of_the_associated_data_count()
    {
        using var siv = new AesSiv(new byte[32]);
        var sealedBytes = siv.Seal([7], [1, 2], [3]);
        Assert.Null(siv.Open(sealedBytes, [1], [2, 3]));
        Assert.Null(siv.Open(sealedBytes, [1, 2, 3]));
        Assert.Null(siv.Open(sealedBytes, [1, 2], [3], []));
        Assert.Null(siv.Open(sealedBytes.AsSpan(0, 15), [1, 2], [3]));
    }

    [Fact]
    public void Keys_of_other_lengths_are_refused() => Assert.Throws<ArgumentException>(() => new AesSiv(new byte[33]));
}
