using System.Buffers.Binary;
using StreamNer.Linking;

namespace StreamNer.Tests.Linking;

/// <summary>Files that are no bases, or no longer, and bases that cannot be written.</summary>
public sealed class KnowledgeRefusalTests : IDisposable
{
    private readonly SomeKnowledge _some = new();

    public void Dispose() => _some.Dispose();

    private byte[] Bytes()
    {
        using (_some.Open(SomeKnowledge.Place("a:1", "X", "Y"), SomeKnowledge.Place("a:2", "Y"))) { }
        return File.ReadAllBytes(_some.File);
    }

    private string Refusal(byte[] bytes)
    {
        File.WriteAllBytes(_some.File, bytes);
        return Assert.Throws<InvalidDataException>(() => KnowledgeFile.Open(_some.File)).Message;
    }

    [Fact]
    public void Any_changed_byte_is_noticed()
    {
        var bytes = Bytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x10;
            File.WriteAllBytes(_some.File, bytes);
            var refused = Record.Exception(() => KnowledgeFile.Open(_some.File).Dispose());
            Assert.True(refused is InvalidDataException, $"byte {i}: {refused}");
            bytes[i] ^= 0x10;
        }
    }

    [Fact]
    public void A_file_that_was_cut_short_is_refused_wherever_it_was_cut()
    {
        var bytes = Bytes();
        for (var length = 0; length < bytes.Length; length += 7)
        {
            var message = Refusal(bytes[..length]);
            Assert.True(message.Contains("too short", StringComparison.Ordinal) || message.Contains("cut short", StringComparison.Ordinal), message);
        }
    }

    [Fact]
    public void Another_version_byte_order_or_kind_of_file_is_named()
    {
        var bytes = Bytes();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), 7);
        Assert.Contains("format version 7; this build reads version 1", Refusal(bytes), StringComparison.Ordinal);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8), 0x01020304);
        Assert.Contains("byte order", Refusal(bytes), StringComparison.Ordinal);
        Assert.Contains("is not a knowledge base", Refusal(new byte[4096]), StringComparison.Ordinal);
        Assert.Contains("is not a knowledge base", Refusal([]), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_verification_a_damaged_reference_is_an_error_and_no_crash()
    {
        var bytes = Bytes();
        for (var i = KnowledgeLayout.HeadLength; i < bytes.Length; i++)
        {
            var kept = bytes[i];
            bytes[i] = 0xFF;
            File.WriteAllBytes(_some.File, bytes);
            using (var file = KnowledgeFile.Open(_some.File, verify: false))
            {
                var failure = Record.Exception(() =>
                {
                    SomeKnowledge.Ids(file, "y");
                    file.IndexOf("a:2");
                    file.AliasesOf(0);
                    file.Entity(1);
                    file.AliasDigests();
                });
                Assert.True(failure is null or InvalidDataException, $"byte {i}: {failure}");
            }

            bytes[i] = kept;
        }
    }

    [Fact]
    public void A_base_without_entities_is_not_written()
    {
        var refused = Assert.Throws<InvalidDataException>(() => KnowledgeWriter.WriteFile(_some.File, new KnowledgeBuilder()));
        Assert.Equal("the sources hold no entity", refused.Message);
        Assert.Empty(_some.Files);
    }

    [Fact]
    public void A_build_that_fails_leaves_the_old_base_and_nothing_else()
    {
        var bytes = Bytes();
        var refused = SomeKnowledge.Builder();
        Assert.Throws<InvalidDataException>(() => KnowledgeWriter.WriteFile(_some.File, refused));
        Assert.Equal(["some.kb"], _some.Files);
        Assert.Equal(bytes, File.ReadAllBytes(_some.File));
    }

    [Fact]
    public void A_disk_without_space_is_an_error_of_the_stream()
    {
        using var full = new FullDisk(1_000);
        Assert.Throws<IOException>(() => KnowledgeWriter.Write(full, SomeKnowledge.Builder(SomeKnowledge.Place("a:1", new string('x', 2_000)))));
    }

    [Fact]
    public void Only_a_base_looks_like_one()
    {
        Bytes();
        Assert.True(KnowledgeFile.IsOne(_some.File));
        File.WriteAllText(_some.File, "Q1\tLOC\tX\t1\t");
        Assert.False(KnowledgeFile.IsOne(_some.File));
        Assert.False(KnowledgeFile.IsOne(_some.File + ".not"));
    }

    /// <summary>A stream that holds so many bytes and no more.</summary>
    private sealed class FullDisk(int room) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Position + count > room) throw new IOException("No space left on device");
            base.Write(buffer, offset, count);
        }

        // The base class hands a derived class's spans to the other overload.
        public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);
    }
}
