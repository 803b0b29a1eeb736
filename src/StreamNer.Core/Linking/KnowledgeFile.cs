using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace StreamNer.Linking;

/// <summary>
/// A knowledge base in one immutable file, mapped into memory: workers on a machine share its pages, and looking up allocates nothing. Thread-safe;
/// no look-up may run during or after <see cref="Dispose"/>. A file that is replaced (<see cref="KnowledgeWriter.WriteFile"/>) stays as it was for
/// those who have it open; one that is overwritten in place or cut short while mapped may end the process.
/// </summary>
internal sealed unsafe partial class KnowledgeFile : IDisposable
{
    /// <summary>A mention of more UTF-16 units is nobody's name.</summary>
    public const int LongestMention = 1_024;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly KnowledgeHeader _header;
    private readonly SectionRow[] _sections;

    private KnowledgeFile(MemoryMappedFile file, MemoryMappedViewAccessor view, byte* start, KnowledgeHeader header, SectionRow[] sections)
    {
        _file = file;
        _view = view;
        _start = start;
        _header = header;
        _sections = sections;
        var head = new ReadOnlySpan<byte>(start, KnowledgeLayout.HeadLength);
        Version = $"kb-{Convert.ToHexStringLower(SHA256.HashData(head))[..12]}";
    }

    /// <summary>A name for the content, such as <c>kb-1a2b3c4d5e6f</c>: it covers the checksums of all parts.</summary>
    public string Version { get; }

    /// <summary>Entities.</summary>
    public int Count => (int)_header.Entities;

    /// <summary>Distinct folded aliases.</summary>
    public int Keys => (int)_header.Keys;

    /// <summary>Pairs of alias and entity.</summary>
    public int Links => (int)_header.Links;

    /// <summary>Bytes of the file.</summary>
    public long Length => _header.FileLength;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="verify">Whether all bytes are read and compared with their checksums, or only those that say how the file is laid out.</param>
    /// <exception cref="InvalidDataException">It is not a knowledge base, of another format version or byte order, cut short, or damaged.</exception>
    public static KnowledgeFile Open(string path, bool verify = true)
    {
        if (!BitConverter.IsLittleEndian) throw new InvalidDataException("is little-endian; this machine is not");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0);
        if (stream.Length < KnowledgeLayout.HeadLength) throw new InvalidDataException("is not a knowledge base: too short for a header");
        var length = stream.Length;
        var file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        MemoryMappedViewAccessor? view = null;
        byte* start = null;
        try
        {
            view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            var header = Unsafe.ReadUnaligned<KnowledgeHeader>(start);
            var sections = KnowledgeCheck.Head(header, new ReadOnlySpan<byte>(start, KnowledgeLayout.HeadLength), length);
            if (verify) KnowledgeCheck.Bytes(stream, sections);
            return new KnowledgeFile(file, view, start, header, sections);
        }
        catch
        {
            if (start != null) view!.SafeMemoryMappedViewHandle.ReleasePointer();
            view?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether the file begins as a knowledge base does, of whatever version; false for one that is not there or cannot be read.</summary>
    public static bool IsOne(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            Span<byte> magic = stackalloc byte[8];
            return stream.ReadAtLeast(magic, 8, throwOnEndOfStream: false) == 8 && MemoryMarshal.Read<ulong>(magic) == KnowledgeLayout.Magic;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// The entities that go by a mention, likeliest first; empty when none does. The mention is folded as aliases are; one that nobody goes by is
    /// looked up once more without its accents.
    /// </summary>
    [SkipLocalsInit]
    public KnowledgeMatches Find(ReadOnlySpan<char> mention)
    {
        if (mention.Length > LongestMention) return default;
        Span<char> folded = stackalloc char[LongestMention];
        folded = folded[..AliasKey.Fold(mention, folded)];
        var written = MentionForms.Of(mention);
        var links = FindKey(folded);
        if (links.Length == 0 && AliasKey.DropAccents(folded, out var bare))
        {
            links = FindKey(folded[..bare]);
            written |= MentionForm.WithAccents;
        }

        return new KnowledgeMatches(links, written);
    }

    /// <summary>The entity with an id, also one of its <c>sameAs</c>; null when there is none.</summary>
    public int? IndexOf(string id)
    {
        var bytes = Encoding.UTF8.GetBytes(id);
        var slots = Rows<IdRow>(KnowledgeSection.IdSlots);
        var slot = KnowledgeLayout.Slot(bytes, slots.Length);
        for (var i = 0L; i < slots.Length && slots[slot].EntityPlusOne != 0; i++, slot = KnowledgeLayout.Next(slot, slots.Length))
        {
            if (Text(slots[slot].Text).SequenceEqual(bytes)) return (int)(slots[slot].EntityPlusOne - 1);
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    [SkipLocalsInit]
    private ReadOnlySpan<LinkRow> FindKey(scoped ReadOnlySpan<char> folded)
    {
        Span<byte> buffer = stackalloc byte[KnowledgeLayout.LongestKey];
        if (folded.Length == 0 || !Encoding.UTF8.TryGetBytes(folded, buffer, out var length)) return default;
        scoped ReadOnlySpan<byte> key = buffer[..length];
        var slots = Rows<uint>(KnowledgeSection.KeySlots);
        var keys = Rows<KeyRow>(KnowledgeSection.Keys);
        var slot = KnowledgeLayout.Slot(key, slots.Length);
        for (var i = 0L; i < slots.Length && slots[slot] != 0; i++, slot = KnowledgeLayout.Next(slot, slots.Length))
        {
            var index = slots[slot] - 1L;
            if (Text(keys[index].Text).SequenceEqual(key)) return LinksOf(index);
        }

        return default;
    }

    private ReadOnlySpan<LinkRow> LinksOf(long key)
    {
        var keys = Rows<KeyRow>(KnowledgeSection.Keys);
        return Rows<LinkRow>(KnowledgeSection.Links).Slice(keys[key].First, (long)keys[key + 1].First - keys[key].First);
    }

    private string String(uint at) => Encoding.UTF8.GetString(Text(at));

    private ReadOnlySpan<byte> Text(uint at)
    {
        var texts = Rows<byte>(KnowledgeSection.Texts);
        long end = at;
        uint length = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = texts[end++];
            length |= (uint)(b & 0x7F) << shift;
            if (b < 0x80) return texts.Slice(end, length);
            if (shift > 21) throw KnowledgeCheck.Damaged();
        }
    }

    private MappedRows<T> Rows<T>(KnowledgeSection section) where T : unmanaged
    {
        ref readonly var row = ref _sections[(int)section];
        return new MappedRows<T>((T*)(_start + row.Offset), row.Length / sizeof(T));
    }
}
