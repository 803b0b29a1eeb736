using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace StreamNer.Linking;

/// <summary>Writes a knowledge base: the same records in the same order give the same bytes.</summary>
internal static class KnowledgeWriter
{
    /// <summary>
    /// Writes the base beside <paramref name="path"/> and puts it there when it is whole, so that a reader sees the old file or the new one. Nothing
    /// is left behind when it fails.
    /// </summary>
    /// <exception cref="InvalidDataException">There is no entity, or the texts exceed 4 GiB.</exception>
    /// <exception cref="IOException">The file cannot be written, such as for lack of space.</exception>
    public static void WriteFile(string path, KnowledgeBuilder builder)
    {
        var part = $"{path}.{Environment.ProcessId}.part";
        try
        {
            using (var file = new FileStream(part, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 20))
            {
                Write(file, builder);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    /// <summary>Writes the base to a stream that can seek, from its beginning.</summary>
    /// <inheritdoc cref="WriteFile" path="/exception"/>
    public static void Write(Stream stream, KnowledgeBuilder builder)
    {
        var entities = builder.Finish();
        if (entities.Count == 0) throw new InvalidDataException("the sources hold no entity");
        if (entities.Count > KnowledgeLayout.MostEntities)
            throw new InvalidDataException(
                $"{entities.Count:#,0} entities are more than the {KnowledgeLayout.MostEntities:#,0} that a base can hold");
        var output = new SectionWriter(stream);
        var texts = new TextWriter(output);
        var rows = new EntityRow[entities.Count + 1];
        for (var i = 0; i < entities.Count; i++) rows[i] = Row(entities[i], texts);
        var ids = Ids(entities, rows, texts);
        var neighbours = Neighbours(entities, rows, ids, builder.Report);
        var aliases = AliasTable.Of(entities, builder.Report);
        var keys = new KeyRow[aliases.Keys.Length + 1];
        for (var i = 0; i < aliases.Keys.Length; i++) keys[i] = new KeyRow(texts.Add(aliases.Keys[i]), (uint)aliases.FirstLinks[i]);
        keys[^1] = new KeyRow(0, (uint)aliases.Links.Length);
        output.End();
        output.Section<EntityRow>(rows);
        output.Section<KeyRow>(keys);
        output.Section<uint>(Slots(aliases.Keys));
        output.Section<LinkRow>(aliases.Links);
        output.Section<IdRow>(Slots(ids));
        output.Section<int>(CollectionsMarshal.AsSpan(neighbours));
        output.Finish(entities.Count, aliases.Keys.Length, aliases.Links.Length, ids.Count);
    }

    private static EntityRow Row(KnowledgeRecord entity, TextWriter texts) => new(
        texts.Add(entity.Id), texts.Add(entity.Name), texts.AddOnce(entity.Type), texts.AddOnce(entity.Country), texts.AddOnce(entity.Description),
        texts.Add(string.Join('|', entity.SameAs)), 0, entity.Prior, entity.Popularity);

    private static uint[] Slots(string[] keys)
    {
        var slots = new uint[KnowledgeLayout.SlotsFor(keys.Length)];
        for (var i = 0; i < keys.Length; i++)
        {
            var slot = KnowledgeLayout.Slot(Encoding.UTF8.GetBytes(keys[i]), slots.Length);
            while (slots[slot] != 0) slot = KnowledgeLayout.Next(slot, slots.Length);
            slots[slot] = (uint)i + 1;
        }

        return slots;
    }

    private static Dictionary<string, IdRow> Ids(List<KnowledgeRecord> entities, EntityRow[] rows, TextWriter texts)
    {
        var ids = new Dictionary<string, IdRow>(entities.Count, StringComparer.Ordinal);
        for (var i = 0; i < entities.Count; i++) ids[entities[i].Id] = new IdRow(rows[i].Id, (uint)i + 1);
        for (var i = 0; i < entities.Count; i++)
        {
            foreach (var id in entities[i].SameAs)
            {
                if (!ids.ContainsKey(id)) ids[id] = new IdRow(texts.Add(id), (uint)i + 1);
            }
        }

        return ids;
    }

    private static IdRow[] Slots(Dictionary<string, IdRow> ids)
    {
        var slots = new IdRow[KnowledgeLayout.SlotsFor(ids.Count)];
        foreach (var (id, row) in ids)
        {
            var slot = KnowledgeLayout.Slot(Encoding.UTF8.GetBytes(id), slots.Length);
            while (slots[slot].EntityPlusOne != 0) slot = KnowledgeLayout.Next(slot, slots.Length);
            slots[slot] = row;
        }

        return slots;
    }

    private static List<int> Neighbours(List<KnowledgeRecord> entities, EntityRow[] rows, Dictionary<string, IdRow> ids, KnowledgeReport report)
    {
        var neighbours = new List<int>();
        for (var i = 0; i < entities.Count; i++)
        {
            rows[i] = rows[i] with { FirstNeighbour = (uint)neighbours.Count };
            foreach (var id in entities[i].Neighbours)
            {
                if (ids.TryGetValue(id, out var row)) neighbours.Add((int)row.EntityPlusOne - 1);
                else report.NeighboursDropped++;
            }
        }

        rows[^1] = rows[^1] with { FirstNeighbour = (uint)neighbours.Count };
        return neighbours;
    }

    /// <summary>The texts' section as it grows.</summary>
    internal sealed class TextWriter
    {
        private readonly SectionWriter _output;
        // Beyond it, texts that many entities share are rare, and remembering them all costs more than it saves.
        private const int MostShared = 1 << 16;

        private readonly Dictionary<string, uint> _once = new(StringComparer.Ordinal);

        public TextWriter(SectionWriter output)
        {
            _output = output;
            _output.Write([0]);
        }

        /// <summary>Appends a text; its offset.</summary>
        public uint Add(string text)
        {
            if (text.Length == 0) return 0;
            var at = _output.Length;
            var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length) + 5);
            var length = Encoding.UTF8.GetBytes(text, bytes.AsSpan(5));
            var start = 5;
            // LEB128 of the length, right before the text: seven bits a byte, the least first, the top bit on all but the last.
            Span<byte> prefix = stackalloc byte[5];
            var used = 0;
            for (var rest = (uint)length; ; rest >>= 7)
            {
                prefix[used++] = (byte)(rest < 0x80 ? rest : rest | 0x80);
                if (rest < 0x80) break;
            }

            start -= used;
            prefix[..used].CopyTo(bytes.AsSpan(start));
            if (at + used + length > uint.MaxValue)
                throw new InvalidDataException("the texts need more than 4 GiB; leave descriptions out, or build from fewer sources");
            _output.Write(bytes.AsSpan(start, used + length));
            ArrayPool<byte>.Shared.Return(bytes);
            return (uint)at;
        }

        /// <summary>As <see cref="Add"/>, for texts that many entities share.</summary>
        public uint AddOnce(string text)
        {
            if (_once.TryGetValue(text, out var at)) return at;
            at = Add(text);
            if (_once.Count < MostShared) _once[text] = at;
            return at;
        }
    }
}
