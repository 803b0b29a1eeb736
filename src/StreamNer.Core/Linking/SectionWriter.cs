using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StreamNer.Linking;

/// <summary>Writes the sections one after another behind room for header and table, and these at the end.</summary>
internal sealed class SectionWriter
{
    private readonly Stream _stream;
    private readonly List<SectionRow> _sections = [];
    private long _start;
    private uint _checksum;

    /// <summary>Leaves room for header and table, and begins the first section.</summary>
    public SectionWriter(Stream stream)
    {
        _stream = stream;
        _stream.Position = 0;
        _stream.Write(new byte[KnowledgeLayout.HeadLength]);
        Begin();
    }

    /// <summary>Bytes of the section so far.</summary>
    public long Length { get; private set; }

    /// <summary>Appends to the section.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _checksum = KnowledgeLayout.Checksum(bytes, _checksum);
        _stream.Write(bytes);
        Length += bytes.Length;
    }

    /// <summary>Ends the section and begins the next.</summary>
    public void End()
    {
        var length = Length;
        Write(new byte[KnowledgeLayout.Aligned(length) - length]);
        _sections.Add(new SectionRow(_start, length, _checksum, 0));
        Begin();
    }

    /// <summary>A whole section of rows.</summary>
    public void Section<T>(ReadOnlySpan<T> rows) where T : unmanaged
    {
        // A span of bytes holds 2 GiB at most.
        const int chunk = 1 << 20;
        for (var at = 0; at < rows.Length; at += chunk) Write(MemoryMarshal.AsBytes(rows.Slice(at, Math.Min(chunk, rows.Length - at))));
        End();
    }

    /// <summary>Writes table and header, which make the file readable.</summary>
    public void Finish(long entities, long keys, long links, long ids)
    {
        var table = new byte[KnowledgeLayout.HeadLength - Unsafe.SizeOf<KnowledgeHeader>()];
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_sections)).CopyTo(table);
        var header = new KnowledgeHeader(KnowledgeLayout.Magic, KnowledgeLayout.ByteOrder, KnowledgeLayout.FormatVersion, _stream.Position,
            entities, keys, links, ids, KnowledgeLayout.Checksum(table), 0);
        header = header with { Checksum = KnowledgeLayout.Checksum(MemoryMarshal.AsBytes(new ReadOnlySpan<KnowledgeHeader>(in header))) };
        _stream.SetLength(_stream.Position);
        _stream.Position = 0;
        _stream.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<KnowledgeHeader>(in header)));
        _stream.Write(table);
    }

    private void Begin()
    {
        _start = _stream.Position;
        _checksum = 0;
        Length = 0;
    }
}
