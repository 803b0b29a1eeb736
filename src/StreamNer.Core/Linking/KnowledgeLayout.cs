using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamNer.Linking;

/// <summary>The parts of a knowledge-base file, in file order.</summary>
internal enum KnowledgeSection
{
    /// <summary>Texts: length as LEB128, then UTF-8. Offset 0 holds the empty text. Others refer to a text by its offset.</summary>
    Texts,

    /// <summary><see cref="EntityRow"/>, one an entity, and one that ends the neighbours of the last.</summary>
    Entities,

    /// <summary><see cref="KeyRow"/>, one a folded alias in the order of its UTF-8 bytes, and one that ends the links of the last.</summary>
    Keys,

    /// <summary>Open addressing by the key's hash: index into the keys plus 1, 0 for a free slot, each a <c>uint</c>.</summary>
    KeySlots,

    /// <summary><see cref="LinkRow"/>: the entities of each key, likeliest first.</summary>
    Links,

    /// <summary>As <see cref="KeySlots"/>, from an id (also one of <c>sameAs</c>) to its entity: <see cref="IdRow"/>.</summary>
    IdSlots,

    /// <summary>The neighbours of each entity: indices of entities, each an <c>int</c>.</summary>
    Neighbours,
}

/// <summary>An entity. Its neighbours end where those of the next row begin.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct EntityRow(
    uint Id, uint Name, uint Type, uint Country, uint Description, uint SameAs, uint FirstNeighbour, float Prior, float Popularity);

/// <summary>A folded alias. Its links end where those of the next row begin.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct KeyRow(uint Text, uint First);

/// <summary>An entity of a key: its index in the low 26 bits, the kind of the alias above it, and on top whether the source writes it in
/// capitals.</summary>
internal readonly record struct LinkRow(uint Packed)
{
    public const int EntityBits = 26;

    public LinkRow(int entity, AliasKind kind, bool capitals)
        : this((uint)entity | ((uint)kind << EntityBits) | (capitals ? 1u << 31 : 0))
    {
    }

    public int Entity => (int)(Packed & ((1u << EntityBits) - 1));

    public AliasKind Kind => (AliasKind)((Packed >> EntityBits) & 31);

    public bool Capitals => Packed >> 31 != 0;
}

/// <summary>A slot of the ids: a text, and its entity's index plus 1; 0 for a free slot.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct IdRow(uint Text, uint EntityPlusOne);

/// <summary>Where a section lies, and the CRC-32C of its bytes and of the zeros that pad it.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal readonly record struct SectionRow(long Offset, long Length, uint Checksum, uint Reserved);

/// <summary>The first bytes of the file; the table of sections follows.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal readonly record struct KnowledgeHeader(
    ulong Magic, uint ByteOrder, uint FormatVersion, long FileLength, long Entities, long Keys, long Links, long Ids, uint TableChecksum,
    uint Checksum);

/// <summary>What writer and reader share of the form.</summary>
internal static class KnowledgeLayout
{
    /// <summary>"SNERBASE" as bytes.</summary>
    public const ulong Magic = 0x4553414252454E53;

    /// <summary>Reads as this number only in the byte order in which it was written.</summary>
    public const uint ByteOrder = 0x01020304;

    public const uint FormatVersion = 1;

    public const int Sections = (int)KnowledgeSection.Neighbours + 1;

    /// <summary>More entities have no room in a <see cref="LinkRow"/>.</summary>
    public const int MostEntities = 1 << LinkRow.EntityBits;

    /// <summary>Sections begin at a multiple of it, which suits vector loads.</summary>
    public const int Alignment = 64;

    /// <summary>Longest alias that is kept, in UTF-8 bytes of its folded form. A longer mention is nobody's name.</summary>
    public const int LongestKey = 512;

    /// <summary>Bytes of header and table, padded.</summary>
    public static readonly int HeadLength = (int)Aligned(Unsafe.SizeOf<KnowledgeHeader>() + (Sections * Unsafe.SizeOf<SectionRow>()));

    /// <summary>The next multiple of <see cref="Alignment"/>.</summary>
    public static long Aligned(long length) => (length + Alignment - 1) & -Alignment;

    /// <summary>CRC-32C (Castagnoli), with the processor's instruction where it has one.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes, uint seed = 0)
    {
        var crc = ~seed;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[8..];
        }

        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    /// <summary>The slot at which the search for a text begins.</summary>
    public static long Slot(ReadOnlySpan<byte> text, long slots) => (long)(((ulong)(Checksum(text) * 0x9E3779B1u) * (ulong)slots) >> 32);

    /// <summary>The slot after one.</summary>
    public static long Next(long slot, long slots) => slot + 1 == slots ? 0 : slot + 1;

    /// <summary>Slots for this many entries: at most three quarters full.</summary>
    public static long SlotsFor(long entries) => entries + (entries / 3) + 1;
}
