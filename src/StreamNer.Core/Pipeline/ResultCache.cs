using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Caching.Memory;
using StreamNer.Configuration;
using StreamNer.Output;

namespace StreamNer.Pipeline;

/// <summary>Section <c>cache</c>.</summary>
public sealed record CacheOptions : IValidatedOptions
{
    [Setting("Size in MiB of the cache of results for identical texts; 0 turns it off.", Least = 0, Most = 65_536)]
    public int Megabytes { get; init; } = 64;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        errors.CheckRanges("cache", this);
    }
}

/// <summary>A 128-bit keyed hash of (text, tenant, domain): says nothing about the text to who reads memory without the key.</summary>
internal readonly record struct CacheKey(ulong High, ulong Low);

/// <summary>
/// Results of identical texts. Keys are HMACs under a random key of this process, so that a dump of the cache cannot be tested for guessed texts.
/// Thread-safe.
/// </summary>
internal sealed class ResultCache : IDisposable
{
    // The original text is not kept: only what left the process anyway.
    private static readonly Document Nothing = new("");

    // A full cache sorts all its entries to drop a share of them. With the usual twentieth a busy worker does so several times a second.
    private const double DroppedWhenFull = 0.25;

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly MemoryCache? _entries;

    /// <summary>Creates a cache; with 0 MiB it holds nothing but still makes keys (for identical texts within a batch).</summary>
    public ResultCache(CacheOptions options)
    {
        if (options.Megabytes > 0) _entries = new MemoryCache(Options((long)options.Megabytes << 20));
    }

    /// <summary>The key of a document under a domain (snapshot id, policy and key version).</summary>
    public CacheKey KeyOf(Document document, string domain)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        Append(hash, domain);
        Append(hash, document.Tenant);
        Append(hash, document.Text);
        Span<byte> mac = stackalloc byte[32];
        hash.GetHashAndReset(mac);
        return new CacheKey(MemoryMarshal.Read<ulong>(mac), MemoryMarshal.Read<ulong>(mac[8..]));
    }

    /// <summary>The result of the same text, or null.</summary>
    public Enrichment? Find(CacheKey key, Document document) =>
        _entries is not null && _entries.TryGetValue(key, out Enrichment? found) && found is not null ? found with { Document = document } : null;

    /// <summary>Keeps a result; when the cache is full, old ones go.</summary>
    public void Put(CacheKey key, Enrichment enrichment)
    {
        if (_entries is null) return;
        using var entry = _entries.CreateEntry(key);
        entry.Size = SizeOf(enrichment);
        entry.Value = enrichment with { Document = Nothing };
    }

    /// <inheritdoc/>
    public void Dispose() => _entries?.Dispose();

    private static MemoryCacheOptions Options(long size) => new() { SizeLimit = size, CompactionPercentage = DroppedWhenFull };

    private static void Append(IncrementalHash hash, string part)
    {
        var length = part.Length;
        hash.AppendData(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref length, 1)));
        hash.AppendData(MemoryMarshal.AsBytes(part.AsSpan()));
    }

    // Roughly what the object graph takes; exactness is not needed for a bound.
    private static long SizeOf(Enrichment enrichment) =>
        400 + (2L * enrichment.Text.Length) + (160L * enrichment.Entities.Count) + (120L * enrichment.Pii.Count);
}
