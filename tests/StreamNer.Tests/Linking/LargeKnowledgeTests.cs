using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using StreamNer.Linking;

namespace StreamNer.Tests.Linking;

/// <summary>What ten million entities and more come upon, without building so many: large offsets, large numbers, and the limits.</summary>
public sealed class LargeKnowledgeTests : IDisposable
{
    private readonly SomeKnowledge _some = new();

    public void Dispose() => _some.Dispose();

    private static KnowledgeRecord[] Records(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new KnowledgeRecord($"a:{i}", $"Name {i}")
        {
            Type = "LOC", Description = $"the {i}th", SameAs = [$"b:{i}"], Neighbours = [$"a:{(i + 1) % count}"],
        })];

    [Fact]
    public void Texts_and_sections_beyond_two_gibibytes_are_read()
    {
        const long shift = 3L << 30;
        _some.Open(Records(50)).Dispose();
        var bytes = File.ReadAllBytes(_some.File);
        using (var spread = new FileStream(_some.File, FileMode.Create)) Spread(bytes, spread, shift);
        Assert.True(new FileInfo(_some.File).Length > shift);
        using var file = KnowledgeFile.Open(_some.File, verify: false);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal([$"a:{i}"], SomeKnowledge.Ids(file, $"name {i}"));
            var entity = file.Entity(file.IndexOf($"b:{i}")!.Value);
            Assert.Equal(($"a:{i}", $"Name {i}", $"the {i}th"), (entity.Id, entity.Name, entity.Description));
            Assert.Equal([$"a:{(i + 1) % 50}"], entity.Neighbours);
        }
    }

    // The texts again as far behind their beginning as all rows are made to say, with a hole between, and the other sections behind them.
    private static void Spread(byte[] bytes, FileStream into, long shift)
    {
        var header = MemoryMarshal.Read<KnowledgeHeader>(bytes);
        var head = Unsafe.SizeOf<KnowledgeHeader>();
        var table = MemoryMarshal.Cast<byte, SectionRow>(bytes.AsSpan(head..KnowledgeLayout.HeadLength));
        var by = (uint)shift;
        foreach (ref var row in Rows<EntityRow>(bytes, table[1]))
        {
            row = row with
            {
                Id = Moved(row.Id, by),
                Name = Moved(row.Name, by),
                Type = Moved(row.Type, by),
                Country = Moved(row.Country, by),
                Description = Moved(row.Description, by),
                SameAs = Moved(row.SameAs, by),
            };
        }

        foreach (ref var row in Rows<KeyRow>(bytes, table[2])) row = row with { Text = Moved(row.Text, by) };
        foreach (ref var row in Rows<IdRow>(bytes, table[5])) row = row with { Text = Moved(row.Text, by) };
        for (var i = 0; i < KnowledgeLayout.Sections; i++)
        {
            var section = table[i];
            into.Position = section.Offset + shift;
            into.Write(bytes.AsSpan((int)section.Offset, (int)KnowledgeLayout.Aligned(section.Length)));
            table[i] = i == 0 ? section with { Length = section.Length + shift } : section with { Offset = section.Offset + shift };
        }

        var checksum = KnowledgeLayout.Checksum(bytes.AsSpan(head..KnowledgeLayout.HeadLength));
        header = header with { FileLength = into.Position, TableChecksum = checksum, Checksum = 0 };
        header = header with { Checksum = KnowledgeLayout.Checksum(MemoryMarshal.AsBytes(new ReadOnlySpan<KnowledgeHeader>(in header))) };
        MemoryMarshal.Write(bytes, header);
        into.Position = 0;
        into.Write(bytes.AsSpan(0, KnowledgeLayout.HeadLength));
    }

    private static Span<T> Rows<T>(byte[] bytes, SectionRow section) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(bytes.AsSpan((int)section.Offset, (int)section.Length));

    private static uint Moved(uint text, uint by) => text == 0 ? 0 : text + by;

    [Fact]
    public void A_row_holds_the_number_of_any_entity_and_any_kind()
    {
        foreach (var entity in (int[])[0, 10_000_000, KnowledgeLayout.MostEntities - 1])
        {
            foreach (var kind in Enum.GetValues<AliasKind>())
            {
                var row = new LinkRow(entity, kind, capitals: true);
                Assert.Equal((entity, kind, true), (row.Entity, row.Kind, row.Capitals));
                Assert.False(new LinkRow(entity, kind, capitals: false).Capitals);
            }
        }
    }

    [Fact]
    public void More_entities_than_a_base_can_hold_are_refused() =>
        Assert.Equal("3 entities are more than the 2 that a base can hold", Assert.Throws<InvalidDataException>(
            () => KnowledgeWriter.Write(new MemoryStream(), SomeKnowledge.Builder(Records(3)), mostEntities: 2, uint.MaxValue)).Message);

    [Fact]
    public void More_text_than_offsets_can_name_is_refused()
    {
        Assert.StartsWith("the texts need more than 4 GiB", Assert.Throws<InvalidDataException>(
            () => KnowledgeWriter.Write(new MemoryStream(), SomeKnowledge.Builder(Records(30)), 30, mostText: 1_000)).Message, StringComparison.Ordinal);
        KnowledgeWriter.Write(new MemoryStream(), SomeKnowledge.Builder(Records(30)), 30, mostText: 10_000);
    }

    [Fact]
    public void Keys_in_a_pool_are_each_once_and_in_the_order_of_their_bytes()
    {
        var random = new Random(3);
        var keys = new KeyPool();
        var added = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < 30_000; i++)
        {
            // Some fill what is left of a chunk, and some code points are beyond the plane.
            var key = $"{(char)random.Next('a', '\u0600')}{random.Next(9_000)}" + (i % 10 == 0 ? new string('x', 400) + "\U0001F600" : "");
            var number = keys.Add(Encoding.UTF8.GetBytes(key));
            Assert.Equal(added.TryGetValue(key, out var known) ? known : added.Count, number);
            added.TryAdd(key, number);
        }

        Assert.Equal(added.Count, keys.Count);
        var place = keys.Sort();
        foreach (var (key, number) in added) Assert.Equal(key, Encoding.UTF8.GetString(keys[place[number]]));
        for (var i = 1; i < keys.Count; i++) Assert.True(keys[i - 1].SequenceCompareTo(keys[i]) < 0);
    }
}
