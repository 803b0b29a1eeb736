namespace StreamNer.Pii;

/// <summary>What a policy does with what a producer names its records by: the key, and the id of a JSON or Protobuf value.</summary>
public enum IdentifierAction
{
    /// <summary>It is written as it was read. Nothing is looked for in it.</summary>
    Keep,

    /// <summary>A keyed pseudonym: equal ones stay equal within a tenant and key version, and nothing leads back.</summary>
    Pseudonym,

    /// <summary>A null key, an empty id.</summary>
    Remove,
}

/// <summary>The two actions of a policy; both keep by default.</summary>
/// <param name="Key">For the key of enriched records and tombstones.</param>
/// <param name="Id">For the id within enriched records.</param>
internal readonly record struct IdentifierActions(IdentifierAction Key, IdentifierAction Id);
