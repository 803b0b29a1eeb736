using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace StreamNer.Linking;

/// <content>What a file says of its entities and aliases.</content>
internal sealed unsafe partial class KnowledgeFile
{
    // Types and countries, which many entities share, so that reading them allocates once.
    private readonly ConcurrentDictionary<uint, string> _shared = new();

    /// <summary>An entity in place, by its index from 0 to <see cref="Count"/> - 1.</summary>
    /// <exception cref="InvalidDataException">There is none: the file that names it is damaged.</exception>
    public KnowledgeEntity this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count) throw KnowledgeCheck.Damaged();
            return new KnowledgeEntity(this, index);
        }
    }

    /// <summary>An entity as a record, by its index. Its aliases, tickers, handles, demonyms and regions are not part of it.</summary>
    public KnowledgeRecord Entity(int index)
    {
        var entity = this[index];
        var neighbours = new string[entity.Neighbours.Length];
        for (var i = 0; i < neighbours.Length; i++) neighbours[i] = this[entity.Neighbours[i]].Id;
        return new KnowledgeRecord(entity.Id, entity.Name)
        {
            Type = entity.Type,
            Country = entity.Country,
            Description = entity.Description,
            SameAs = entity.SameAs,
            Neighbours = neighbours,
            Prior = entity.Prior,
            Popularity = entity.Popularity,
        };
    }

    /// <summary>A folded alias, by its index from 0 to <see cref="Keys"/> - 1 in the order of UTF-8 bytes, and how many entities go by it.</summary>
    public (string Alias, int Entities) Key(int index) => (String(Rows<KeyRow>(KnowledgeSection.Keys)[index].Text), LinksOf(index).Length);

    /// <summary>A folded alias in UTF-8, by its index. Valid as long as the file is open.</summary>
    public ReadOnlySpan<byte> KeyUtf8(int index) => Text(Rows<KeyRow>(KnowledgeSection.Keys)[index].Text);

    /// <summary>The index of the first folded alias that is not before a text in the order of UTF-8 bytes; <see cref="Keys"/> when all are.</summary>
    public int KeyFrom(ReadOnlySpan<byte> text)
    {
        int low = 0, high = Keys;
        while (low < high)
        {
            var middle = (int)(((uint)low + (uint)high) / 2);
            if (KeyUtf8(middle).SequenceCompareTo(text) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>The first of some folded aliases that differs from a name by one letter behind the third (<see cref="NearNames"/>); the end when
    /// none does.</summary>
    /// <param name="from">The first, which begins with three letters of the name, as all do.</param>
    /// <param name="end">Behind the last.</param>
    /// <param name="name">The name, folded, of six bytes or more.</param>
    public int NextNear(int from, int end, ReadOnlySpan<byte> name)
    {
        var keys = Rows<KeyRow>(KnowledgeSection.Keys);
        var texts = Rows<byte>(KnowledgeSection.Texts);
        for (; from < end; from++)
        {
            var text = keys[from].Text;
            int length = texts[text];
            // What a look at the length and at two bytes rules out: an edit at the end leaves the fourth byte, another the last.
            if (length < 0x80 && (length > name.Length + 1 || length < name.Length - 1)) continue;
            if (length is > 5 and < 0x80 && texts[text + length] != name[^1] && texts[text + 4L] != name[3]) continue;
            if (NearNames.IsOneEdit(Text(text), name)) return from;
        }

        return end;
    }

    /// <summary>The entities that go by a folded alias, by its index, each with the kind that the file states.</summary>
    public KnowledgeMatches MatchesOf(int key) => new(LinksOf(key), MentionForm.Capitals | MentionForm.Plain);

    /// <summary>The folded aliases of an entity with their kinds. Reads the whole table.</summary>
    public List<(string Alias, AliasKind Kind)> AliasesOf(int entity)
    {
        var aliases = new List<(string Alias, AliasKind Kind)>();
        for (var i = 0; i < Keys; i++)
        {
            foreach (var link in LinksOf(i))
            {
                if (link.Entity == entity) aliases.Add((Key(i).Alias, link.Kind));
            }
        }

        return [.. aliases.OrderBy(alias => alias.Kind)];
    }

    /// <summary>A digest of each entity's folded aliases and their kinds, whatever their order, for comparing bases.</summary>
    public ulong[] AliasDigests()
    {
        var digests = new ulong[Count];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (var i = 0; i < Keys; i++)
        {
            SHA256.HashData(KeyUtf8(i), hash);
            var digest = BitConverter.ToUInt64(hash);
            foreach (var link in LinksOf(i))
            {
                if (link.Entity >= digests.Length) throw KnowledgeCheck.Damaged();
                digests[link.Entity] += digest * (2 * (ulong)link.Kind + 1);
            }
        }

        return digests;
    }

    internal EntityRow Row(int index) => Rows<EntityRow>(KnowledgeSection.Entities)[index];

    internal string TextOf(uint at) => String(at);

    internal ReadOnlySpan<byte> Utf8Of(uint at) => Text(at);

    internal string SharedOf(uint at) => at == 0 ? "" : _shared.TryGetValue(at, out var known) ? known : _shared.GetOrAdd(at, String(at));

    internal ReadOnlySpan<int> NeighboursOf(int index)
    {
        var first = Row(index).FirstNeighbour;
        return Rows<int>(KnowledgeSection.Neighbours).Slice(first, (long)Row(index + 1).FirstNeighbour - first);
    }
}

/// <summary>An entity of a file, read in place: only texts that are asked for as <see cref="string"/> are allocated. Valid as long as the file is
/// open.</summary>
internal readonly struct KnowledgeEntity
{
    private readonly KnowledgeFile _file;

    internal KnowledgeEntity(KnowledgeFile file, int index)
    {
        _file = file;
        Index = index;
    }

    /// <summary>Its index in the file.</summary>
    public int Index { get; }

    /// <summary>Its id; allocated.</summary>
    public string Id => _file.TextOf(_file.Row(Index).Id);

    /// <summary>Its preferred name; allocated.</summary>
    public string Name => _file.TextOf(_file.Row(Index).Name);

    /// <summary>Its preferred name in UTF-8.</summary>
    public ReadOnlySpan<byte> NameUtf8 => _file.Utf8Of(_file.Row(Index).Name);

    /// <summary>Its label, empty when unknown; one string for all entities of a label.</summary>
    public string Type => _file.SharedOf(_file.Row(Index).Type);

    /// <summary>Two letters of ISO 3166-1, empty when unknown; one string for all entities of a country.</summary>
    public string Country => _file.SharedOf(_file.Row(Index).Country);

    /// <summary>What it is, empty when unknown; allocated.</summary>
    public string Description => _file.TextOf(_file.Row(Index).Description);

    /// <summary>What it is, in UTF-8.</summary>
    public ReadOnlySpan<byte> DescriptionUtf8 => _file.Utf8Of(_file.Row(Index).Description);

    /// <summary>Its ids in other schemes; allocated.</summary>
    public string[] SameAs => _file.TextOf(_file.Row(Index).SameAs).Split('|', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Indices of the entities that are often named with it.</summary>
    public ReadOnlySpan<int> Neighbours => _file.NeighboursOf(Index);

    /// <summary>How often its name alone means it: above 0, at most 1.</summary>
    public float Prior => _file.Row(Index).Prior;

    /// <summary>How well known it is, in the unit of its source; 0 when unknown.</summary>
    public float Popularity => _file.Row(Index).Popularity;
}
