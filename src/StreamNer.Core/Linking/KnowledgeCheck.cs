using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamNer.Linking;

/// <summary>Why a file is refused as a knowledge base.</summary>
internal static class KnowledgeCheck
{
    private static readonly int[] s_rowSizes =
        [1, Unsafe.SizeOf<EntityRow>(), Unsafe.SizeOf<KeyRow>(), sizeof(uint), Unsafe.SizeOf<LinkRow>(), Unsafe.SizeOf<IdRow>(), sizeof(int)];

    /// <summary>Checks the first bytes; the sections.</summary>
    /// <exception cref="InvalidDataException">With the reason.</exception>
    public static SectionRow[] Head(KnowledgeHeader header, ReadOnlySpan<byte> head, long length)
    {
        if (header.Magic != KnowledgeLayout.Magic) throw new InvalidDataException("is not a knowledge base; 'streamner kb build' makes one");
        if (header.ByteOrder != KnowledgeLayout.ByteOrder)
            throw new InvalidDataException("was built on a machine with another byte order; build it again on this one");
        if (header.FormatVersion != KnowledgeLayout.FormatVersion)
        {
            throw new InvalidDataException(
                $"has format version {header.FormatVersion}; this build reads version {KnowledgeLayout.FormatVersion}: build it again");
        }

        var blank = header with { Checksum = 0 };
        if (KnowledgeLayout.Checksum(MemoryMarshal.AsBytes(new ReadOnlySpan<KnowledgeHeader>(in blank))) != header.Checksum) throw Damaged();
        if (header.FileLength != length)
            throw new InvalidDataException($"has {length:#,0} bytes where its header says {header.FileLength:#,0}: it was cut short or added to");
        var table = head[Unsafe.SizeOf<KnowledgeHeader>()..];
        if (KnowledgeLayout.Checksum(table) != header.TableChecksum) throw Damaged();
        var sections = MemoryMarshal.Cast<byte, SectionRow>(table)[..KnowledgeLayout.Sections].ToArray();
        for (var i = 0; i < sections.Length; i++) Extent(sections[i], s_rowSizes[i], head.Length, length);
        if (sections[(int)KnowledgeSection.Entities].Length != (header.Entities + 1) * Unsafe.SizeOf<EntityRow>()
            || sections[(int)KnowledgeSection.Keys].Length != (header.Keys + 1) * Unsafe.SizeOf<KeyRow>()
            || header.Entities is < 1 or > KnowledgeLayout.MostEntities || header.Keys is < 0 or > int.MaxValue - 1)
        {
            throw Damaged();
        }

        return sections;
    }

    /// <summary>Reads the file and compares every section with its checksum. It reads instead of mapping, so that only looked-up pages stay
    /// resident.</summary>
    /// <exception cref="InvalidDataException">A section differs.</exception>
    public static void Bytes(Stream stream, SectionRow[] sections)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 18);
        foreach (var section in sections)
        {
            stream.Position = section.Offset;
            uint checksum = 0;
            for (var rest = KnowledgeLayout.Aligned(section.Length); rest > 0;)
            {
                var chunk = buffer.AsSpan(0, (int)Math.Min(buffer.Length, rest));
                stream.ReadExactly(chunk);
                checksum = KnowledgeLayout.Checksum(chunk, checksum);
                rest -= chunk.Length;
            }

            if (checksum != section.Checksum) throw Damaged();
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    public static InvalidDataException Damaged() => new("is damaged: a checksum or a reference is wrong; build it again");

    private static void Extent(SectionRow section, int rowSize, int headLength, long length)
    {
        if (section.Offset < headLength || section.Offset % KnowledgeLayout.Alignment != 0 || section.Length < 0 || section.Length % rowSize != 0
            || section.Length > length || section.Offset > length - KnowledgeLayout.Aligned(section.Length))
        {
            throw Damaged();
        }
    }
}
