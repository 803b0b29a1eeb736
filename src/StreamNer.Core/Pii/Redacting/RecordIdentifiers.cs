using System.Text;
using StreamNer.Flow;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pipeline;

namespace StreamNer.Pii.Redacting;

/// <summary>
/// Keys and ids of output records, as the record's policy says. Their pseudonyms are those of the types <c>KEY</c> and <c>ID</c>, which no detector
/// has. A tenant whose keys are destroyed gets what <see cref="IdentifierAction.Remove"/> gives. Thread-safe.
/// </summary>
internal sealed class RecordIdentifiers
{
    private const string KeyType = "KEY";
    private const string IdType = "ID";
    private readonly PolicyBook _policies;
    private readonly KeyedTags _tags;

    /// <summary>Creates them.</summary>
    /// <param name="policies">All policies.</param>
    /// <param name="keys">The keys of pseudonyms.</param>
    public RecordIdentifiers(PolicyBook policies, KeyRing keys)
    {
        _policies = policies;
        _tags = new KeyedTags(keys);
    }

    /// <summary>The document with its id as the policy has it; the same instance where nothing changes.</summary>
    public Document Apply(Document document, PiiPolicy policy)
    {
        if (document.Id.Length == 0) return document;
        return policy.Identifiers.Id switch
        {
            IdentifierAction.Keep => document,
            IdentifierAction.Pseudonym => document with { Id = Pseudonym(document) },
            _ => document with { Id = "" },
        };
    }

    /// <summary>
    /// False for a tombstone whose key depends on its tenant while the tenant stood in the values of that key's records: no key for it can be right.
    /// </summary>
    public bool CanKey(InputRecord record) =>
        record.Key is null || record.Tenant is not null || _policies.KeyOfAnyTenant(record.Position?.Topic) is not null;

    /// <summary>The key of the output record or tombstone; null where it had none, or it is removed.</summary>
    public byte[]? Key(InputRecord record)
    {
        if (record.Key is not { } key) return null;
        var topic = record.Position?.Topic;
        var action = record.Tenant is { } known ? _policies.For(topic, known).Identifiers.Key : _policies.KeyOfAnyTenant(topic);
        return action switch
        {
            IdentifierAction.Keep => key,
            IdentifierAction.Pseudonym => Pseudonym(key, record.Tenant!),
            _ => null,
        };
    }

    private byte[]? Pseudonym(byte[] key, string tenant)
    {
        var tag = new StringBuilder(48);
        return _tags.TryAppendPseudonym(tag, tenant, KeyType, key) ? Encoding.ASCII.GetBytes(tag.ToString()) : null;
    }

    private string Pseudonym(Document document)
    {
        var tag = new StringBuilder(48);
        _tags.TryAppendPseudonym(tag, document.Tenant, IdType, document.Id);
        return tag.ToString();
    }
}
