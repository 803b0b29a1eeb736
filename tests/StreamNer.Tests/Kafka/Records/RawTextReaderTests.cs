using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Pipeline;
using StreamNer.V1;

namespace StreamNer.Tests.Kafka.Records;

public sealed class RawTextReaderTests
{
    private static readonly DocumentCodec s_codec = new(new() { Format = InputFormat.Protobuf });

    [Fact]
    public void All_fields_are_read()
    {
        var document = Decode(new RawText { Text = "Grüße 😀", Id = "7", Tenant = "acme", Language = "de", CreatedMs = 5 }.ToByteArray()).Document!;
        Assert.Equal(("Grüße 😀", "7", "acme", "de"), (document.Text, document.Id, document.Tenant, document.Language));
    }

    [Theory]
    [InlineData("0a0178" + "0a0179", "y")] // the last value of a field counts
    [InlineData("7a03616263" + "0a0178" + "6001" + "65000000ff" + "610102030405060708", "x")] // unknown fields of every kind
    [InlineData("0b0a01610c" + "0a0178", "x")] // an unknown group, which holds a field of its own
    [InlineData("0801" + "0a0178", "x")] // a known number of another kind is unknown
    [InlineData("0a8180808000" + "78", "x")] // a number written longer than needed
    public void Rules_of_the_format_hold(string hex, string text) => Assert.Equal(text, Decode(Convert.FromHexString(hex)).Document!.Text);

    [Theory]
    [InlineData("00")] // field number 0: also what framed bytes begin with
    [InlineData("0a05616263")] // shorter than it says
    [InlineData("0affffffff0f")] // length 2^32 - 1
    [InlineData("0a")] // no length
    [InlineData("80")] // no end of the tag
    [InlineData("ffffffffffffffffffffff")] // a number without end
    [InlineData("2801ff")] // bytes after the last field
    [InlineData("0c")] // the end of no group
    [InlineData("0b0a0178")] // a group without end
    [InlineData("0b14")] // ended by another number
    [InlineData("0e")] // wire type 6
    [InlineData("61010203")] // fixed64, cut
    [InlineData("65010203")] // fixed32, cut
    public void Corrupt_bytes_are_invalid_record(string hex) =>
        Assert.Equal(Failure.Decoding(FailureDetail.ProtobufMessage), Decode(Convert.FromHexString(hex)).Failure);

    [Fact]
    public void Groups_nested_without_end_are_refused_without_deep_recursion() =>
        Assert.Equal(FailureKind.InvalidRecord, Decode([.. Enumerable.Repeat((byte)0x0B, 1_000_000)]).Failure!.Value.Kind);

    [Fact]
    public void Random_bytes_and_mutated_messages_read_as_Googles_runtime_reads_them()
    {
        var seed = new RawText { Text = "some text", Id = "id", Tenant = "t", Language = "en", CreatedMs = 1_700_000_000_000 }.ToByteArray();
        var mutated = from edits in Gen.ArrayOf(from at in Gen.Choose(0, seed.Length - 1) from value in Gen.Choose(0, 255) select (at, value))
                      select Mutate(seed, edits);
        var random = from bytes in Gen.ArrayOf(Gen.Choose(0, 255)) select bytes.Select(b => (byte)b).ToArray();
        var any = Gen.Frequency((3, mutated), (1, random));
        Prop.ForAll(any.ToArbitrary(), Agrees).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000).WithReplay(71, 113));
    }

    private static bool Agrees(byte[] bytes)
    {
        var ours = Decode(bytes);
        RawText theirs;
        try
        {
            theirs = RawText.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            return ours.Failure?.Kind == (e.Message.Contains("UTF-8", StringComparison.Ordinal)
                ? FailureKind.InvalidText
                : FailureKind.InvalidRecord);
        }

        return ours.Document is { } d && (d.Text, d.Id, d.Tenant, d.Language) == (theirs.Text, theirs.Id, theirs.Tenant, theirs.Language);
    }

    private static byte[] Mutate(byte[] seed, (int At, int Value)[] edits)
    {
        var bytes = (byte[])seed.Clone();
        foreach (var (at, value) in edits.Take(3)) bytes[at] = (byte)value;
        return bytes;
    }

    private static StreamNer.Flow.InputRecord Decode(byte[] bytes) => s_codec.Decode(null, null, bytes, []);
}
