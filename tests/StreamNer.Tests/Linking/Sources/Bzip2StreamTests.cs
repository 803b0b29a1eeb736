using System.Globalization;
using System.Text;
using StreamNer.Linking.Sources;

namespace StreamNer.Tests.Linking.Sources;

/// <summary>Texts packed by the bzip2 of another implementation (Python's bz2).</summary>
public sealed class Bzip2StreamTests
{
    // Level 1: blocks of 100,000 bytes, so that the text needs two.
    private const string Blocks =
        "QlpoMTFBWSZTWfGjOXsARVaYAEAAf+BQBFwD0qQACpEA000EA000EA000CaqBNEBSplJp6o2SRcki0SLskXZIski7JF+JFqSLckXqSLskW5Iuy"
        + "RfSRdJF4ki/SReyRdJF5JF6ki3SRbJF9JFyki+ki0SLEkWSReSRYki6SLEkXZItEi1JFmSLMkWSRYki7JFmSLRIYkpxJTqSmJKepKfSkXUkWSR"
        + "aki+ki7JFmSLwkXZItkixJF2JTUlPUlOJKYqoP5IXxItUkW5IvZIvpItpKdSUxJTqSm0lPElOUlPUlOpKakp1JTSRcJFhJFySL8SL1JF2kizJF"
        + "9ySL8SL6SL9JFwkXKSLhIuSRbki5JFyUkW5Iuki1JFokWZItSRbJF9JFiSLckWZIuEizKSL2SLBIvZIvCRdpItSRaki+pItyRcJFtUoMSRdki5"
        + "JFgkXZIsyRYJFqSLZIvEkWBSo8ki8ki5JF4SLJItSRZki7JF9JFiSLkkWZIvECqxJFiSLkkXxIvCRcki0SLMkXJSmpKeJKfAiq6kp1IWCRYkiz"
        + "FKjkkWpIeJKakpqSmJKYkpqSnAiq1JTElMSUxIWSRe0kWhSo/mKCskyms5byr94AsTO2AcAAgAD/wAIAfgAAEKAI/AAAAACI1NMgANNCgaaGRk"
        + "xCgaaGRkxCgaaGRkxAqUyBJTamag+/nz+dAP0AeAHsA9wBQB7APwAsAyAfuAHADIByAPsA4AbAH4AdgDgBsA6AMwAyAeAGoAeAFgGACgDYBgA4"
        + "AYAOAFgFwBQBQBQBiAOAFAFgFQBgA6AVAG4A4AOACgC4A8AOQBQBsA4AZAMAHIAuANwBiAKQCeQB4AXADMAdAPIAyAdgCgDsAWAZAMAGwDoBcA"
        + "Y6AXAGgDAA0AY/ADoA3ACgCwD0AdgDwAyAegBoA0AZgDQBpABmAOAFgFgFAFgGQDwAwAZAKgDQBSADoBgA6AbAOIAsAuAPIAZANAF5QCRUAcAL"
        + "AMAHACoAwAWAZANgDAB8xAEOQBwA3AHACgCwCgDsAeoAxAGgCoA2gCYAMAGgD0AbANQBYBQBqALAMgGiAkeAHQDABiAKSARoAuAMgFgFwBUAVA"
        + "FgGIgJFgFAFAFQBQB1AFyAI/uPF0Q4GYO5hxFDFRElMgqGXxdyRThQkCg/JRgA==";

    private const string Streams =
        "QlpoOTFBWSZTWRPK/Y0AAADBgAAQASAcACAAIYAMAycu4u5IpwoSAnlfsaBCWmg5F3JFOFCQAAAAAEJaaDkxQVkmU1mW2lnPAAADQYAAEA4BiA"
        + "AgADEMAQ0xqc4AeLuSKcKEhLbSzng=";

    private static string Unpack(byte[] packed, int chunk = 1 << 16)
    {
        using var stream = new Bzip2Stream(new MemoryStream(packed));
        using var unpacked = new MemoryStream();
        var buffer = new byte[chunk];
        for (int read; (read = stream.Read(buffer, 0, buffer.Length)) > 0;) unpacked.Write(buffer, 0, read);
        return Encoding.UTF8.GetString(unpacked.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1 << 16)]
    public void Blocks_and_runs_of_any_length_are_unpacked(int chunk)
    {
        var text = new StringBuilder();
        for (var i = 0; i < 60_000; i++) text.Append(CultureInfo.InvariantCulture, $"{(long)i * i % 97} ");
        text.Append("aaabbbbccccc").Append('d', 259).Append('e', 260).Append('f', 600);
        Assert.Equal(text.ToString(), Unpack(Convert.FromBase64String(Blocks), chunk));
    }

    [Fact]
    public void Streams_that_follow_one_another_are_one_text() => Assert.Equal("first\nsecond\n", Unpack(Convert.FromBase64String(Streams)));

    [Fact]
    public void Nothing_packed_is_nothing() => Assert.Equal("", Unpack([]));

    [Fact]
    public void What_is_damaged_or_cut_short_is_refused()
    {
        var packed = Convert.FromBase64String(Streams);
        for (var i = 0; i < packed.Length; i++)
        {
            var length = i;
            // Between two streams there is a clean end.
            if (length is not (0 or 44 or 58)) Assert.Throws<InvalidDataException>(() => Unpack(packed[..length]));
            packed[i] ^= 0x20;
            var text = "";
            var failure = Record.Exception(() => text = Unpack(packed));
            // A code that no symbol uses, and the bits that fill up the last byte of a stream, say nothing.
            Assert.True(failure is InvalidDataException || (failure is null && text == "first\nsecond\n"), $"byte {i}: {failure}");
            packed[i] ^= 0x20;
        }
    }

    [Fact]
    public void Another_kind_of_file_is_named() =>
        Assert.Equal("is not packed by bzip2", Assert.Throws<InvalidDataException>(() => Unpack("plain text"u8.ToArray())).Message);
}
