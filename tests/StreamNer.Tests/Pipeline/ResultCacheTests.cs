using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Pipeline;

public sealed class ResultCacheTests
{
    private static readonly Enrichment Result =
        new(new Document("call me"), "call me", OffsetUnit.CodePoint, [], [], new Provenance("s", "m", "k", "r", "p", "1", "full"));

    [Fact]
    public void A_result_is_found_for_the_same_text_and_given_to_the_new_document()
    {
        using var cache = new ResultCache(new CacheOptions());
        cache.Put(cache.KeyOf(new Document("call me") { Id = "1" }, "s"), Result);
        var again = new Document("call me") { Id = "2" };
        Assert.Same(again, cache.Find(cache.KeyOf(again, "s"), again)!.Document);
    }

    [Fact]
    public void Text_tenant_and_domain_separate_keys()
    {
        using var cache = new ResultCache(new CacheOptions());
        CacheKey[] keys =
        [
            cache.KeyOf(new Document("a"), "s"), cache.KeyOf(new Document("b"), "s"), cache.KeyOf(new Document("a") { Tenant = "t" }, "s"),
            cache.KeyOf(new Document("a"), "s2"), cache.KeyOf(new Document("ta"), "s"), cache.KeyOf(new Document("") { Tenant = "a" }, "s"),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void Keys_of_two_caches_differ_since_each_has_its_own_secret()
    {
        using var one = new ResultCache(new CacheOptions());
        using var two = new ResultCache(new CacheOptions());
        Assert.NotEqual(one.KeyOf(new Document("a"), "s"), two.KeyOf(new Document("a"), "s"));
    }

    [Fact]
    public void A_cache_of_no_size_holds_nothing()
    {
        using var cache = new ResultCache(new CacheOptions { Megabytes = 0 });
        var document = new Document("a");
        cache.Put(cache.KeyOf(document, "s"), Result);
        Assert.Null(cache.Find(cache.KeyOf(document, "s"), document));
    }

    [Fact]
    public void It_stays_under_its_size()
    {
        using var cache = new ResultCache(new CacheOptions { Megabytes = 1 });
        var large = Result with { Text = new string('x', 200_000) };
        for (var i = 0; i < 20; i++) cache.Put(cache.KeyOf(new Document($"{i}"), "s"), large);
        var held = Enumerable.Range(0, 20).Count(i => cache.Find(cache.KeyOf(new Document($"{i}"), "s"), new Document("")) is not null);
        Assert.InRange(held, 0, 2);
    }
}
