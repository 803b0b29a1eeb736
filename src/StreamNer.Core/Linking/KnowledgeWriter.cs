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
    public static void Write(Stream stream, KnowledgeBuilder builder) => Write(stream, builder, KnowledgeLayout.MostEntities, uint.MaxValue);

    /// <summary>As <see cref="Write(Stream, KnowledgeBuilder)"/>, with narrower limits.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="builder">What to write.</param>
    /// <param name="mostEntities">More are refused.</param>
    /// <param name="mostText">More bytes of texts are refused.</param>
    internal static void Write(Stream stream, KnowledgeBuilder builder, int mostEntities, long mostText)
    {
        var entities = builder.Finish();
        if (entities.Count == 0) throw new InvalidDataException("the sources hold no entity");
        if (entities.Count > mostEntities)
            throw new InvalidDataException($"{entities.Count:#,0} entities are more than the {mostEntities:#,0} that a base can hold");
        var output = new SectionWriter(stream);
        var texts = new TextWriter(output, mostText);
        var rows = new EntityRow[entities.Count + 1];
        for (var i = 0; i < entities.Count; i++)
        {
            rows[i] = Row(entities[i], texts);
            // What is written need not be held any longer: descriptions here, all the rest where the aliases are taken.
            entities[i] = entities[i] with { Description = "" };
        }

        var (idSlots, idCount, neighbours) = Ids(entities, rows, texts, builder.Report);
        var aliases = AliasTable.Of(entities, rows, builder.Report);
        var keys = new KeyRow[aliases.Keys.Count + 1];
        for (var i = 0; i < aliases.Keys.Count; i++) keys[i] = new KeyRow(texts.Add(aliases.Keys[i]), (uint)aliases.FirstLinks[i]);
        keys[^1] = new KeyRow(0, (uint)aliases.Links.Length);
        output.End();
        output.Section<EntityRow>(rows);
        output.Section<KeyRow>(keys);
        output.Section<uint>(Slots(aliases.Keys));
        output.Section<LinkRow>(aliases.Links);
        output.Section<IdRow>(idSlots);
        output.Section<int>(CollectionsMarshal.AsSpan(neighbours));
        output.Finish(entities.Count, aliases.Keys.Count, aliases.Links.Length, idCount);
    }

    private static EntityRow Row(KnowledgeRecord entity, TextWriter texts) => new(
        texts.Add(entity.Id), texts.Add(entity.Name), texts.AddOnce(entity.Type), texts.AddOnce(entity.Country), texts.AddOnce(entity.Description),
        texts.Add(string.Join('|', entity.SameAs)), 0, entity.Prior, entity.Popularity);

    private static uint[] Slots(KeyPool keys)
    {
        var slots = new uint[KnowledgeLayout.SlotsFor(keys.Count)];
        for (var i = 0; i < keys.Count; i++)
        {
            var slot = KnowledgeLayout.Slot(keys[i], slots.Length);
            while (slots[slot] != 0) slot = KnowledgeLayout.Next(slot, slots.Length);
            slots[slot] = (uint)i + 1;
        }

        return slots;
    }

    // All that needs the ids, so that they need not be held with the aliases.
    private static (IdRow[] Slots, int Count, List<int> Neighbours) Ids(
        List<KnowledgeRecord> entities, EntityRow[] rows, TextWriter texts, KnowledgeReport report)
    {
        var ids = Ids(entities, rows, texts);
        return (Slots(ids), ids.Count, Neighbours(entities, rows, ids, report));
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
        private readonly long _most;

        public TextWriter(SectionWriter output, long most)
        {
            (_output, _most) = (output, most);
            _output.Write([0]);
        }

        /// <summary>Appends a text; its offset.</summary>
        public uint Add(string text)
        {
            if (text.Length == 0) return 0;
            var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
            var at = Add(bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
            ArrayPool<byte>.Shared.Return(bytes);
            return at;
        }

        /// <summary>Appends a text in UTF-8, which is not empty; its offset.</summary>
        public uint Add(ReadOnlySpan<byte> text)
        {
            var at = _output.Length;
            // LEB128 of the length, right before the text: seven bits a byte, the least first, the top bit on all but the last.
            Span<byte> prefix = stackalloc byte[5];
            var used = 0;
            for (var rest = (uint)text.Length; ; rest >>= 7)
            {
                prefix[used++] = (byte)(rest < 0x80 ? rest : rest | 0x80);
                if (rest < 0x80) break;
            }

            if (at + used + text.Length > _most)
                throw new InvalidDataException("the texts need more than 4 GiB; leave descriptions out, or build from fewer sources");
            _output.Write(prefix[..used]);
            _output.Write(text);
            return (uint)at;
        }

        /// <summary>As <see cref="Add(string)"/>, for texts that many entities share.</summary>
        public uint AddOnce(string text)
        {
            if (_once.TryGetValue(text, out var at)) return at;
            at = Add(text);
            if (_once.Count < MostShared) _once[text] = at;
            return at;
        }
    }
}
