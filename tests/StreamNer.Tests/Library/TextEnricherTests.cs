using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StreamNer.Configuration;
using StreamNer.Flow;
using StreamNer.Inference;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pipeline;
using StreamNer.Snapshots;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Library;

/// <summary>The library as an application sees it: services, text in, enrichment out.</summary>
public sealed class TextEnricherTests
{
    private static readonly CancellationToken s_cancel = TestContext.Current.CancellationToken;

    private static ServiceProvider Services(Action<StreamNerOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddStreamNer(configure);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static ServiceProvider WithOwnModel(SomeModel.Products classifier, Action<StreamNerOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddStreamNer(configure).UseModel(_ => SomeModel.Of(classifier));
        return services.BuildServiceProvider();
    }

    private static Enrichment Enriched(Outcome outcome) => Assert.IsType<Outcome.Enriched>(outcome).Enrichment;

    [Fact]
    public async Task A_text_comes_back_with_names_links_and_redacted_personal_data()
    {
        await using var services = Services();
        var enricher = services.GetRequiredService<ITextEnricher>();
        var made = Enriched(await enricher.EnrichAsync("Ada Lovelace (ada@example.org) flew to London.", s_cancel));
        Assert.Equal("Ada Lovelace ([EMAIL]) flew to London.", made.Text);
        Assert.Equal(["PER Ada Lovelace", "LOC London"], made.Entities.Select(entity => $"{entity.Label} {entity.Text}"));
        Assert.Equal("wikidata:Q84", made.Entities[1].Link!.Id);
    }

    [Fact]
    public async Task A_tenant_has_its_policy_and_configuring_again_adds_to_what_was_configured()
    {
        var services = new ServiceCollection();
        services.AddStreamNer(options => options.Pii = options.Pii with { Profile = PiiProfile.None });
        services.AddStreamNer(options => options.Pii = options.Pii with
        {
            Tenant = new TenantOptions { Header = "tenant" },
            Tenants = new Dictionary<string, string> { ["clinic"] = "pci" },
        }).UseModel(_ => SomeModel.Of());
        await using var provider = services.BuildServiceProvider();
        const string Text = "card 4111 1111 1111 1111 at mail";
        var enricher = provider.GetRequiredService<ITextEnricher>();
        Assert.Equal(Text, Enriched(await enricher.EnrichAsync(Text, s_cancel)).Text);
        Assert.DoesNotContain("4111 1111", Enriched(await enricher.EnrichAsync(new Document(Text) { Tenant = "clinic" }, s_cancel)).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_documents_come_back_in_their_order_whatever_the_bounds_of_batches()
    {
        await using var services = WithOwnModel(new SomeModel.Products(), options =>
        {
            options.Batch = new BatchOptions { Documents = 10 };
            options.Limits = new LimitsOptions { TokensPerDocument = 8 };
        });
        var enricher = services.GetRequiredService<ITextEnricher>();
        Document[] documents =
            [.. Enumerable.Range(0, 95).Select(number => new Document(number == 50 ? "at at at at at at at at at" : $"at {number} ."))];
        var outcomes = await enricher.EnrichAsync(documents, s_cancel);
        Assert.Equal(documents.Length, outcomes.Count);
        Assert.Equal(FailureKind.TooLong, Assert.IsType<Outcome.Rejected>(outcomes[50]).Failure.Kind);
        foreach (var (document, outcome) in documents.Zip(outcomes).Where(pair => pair.Second is Outcome.Enriched))
            Assert.Equal(document.Text, Enriched(outcome).Document.Text);
        Assert.Empty(await enricher.EnrichAsync([], s_cancel));
    }

    [Fact]
    public async Task Calls_may_overlap_and_share_one_snapshot()
    {
        var loaded = 0;
        var services = new ServiceCollection();
        services.AddStreamNer().UseModel(_ =>
        {
            Interlocked.Increment(ref loaded);
            return SomeModel.Of();
        });
        await using var provider = services.BuildServiceProvider();
        var enricher = provider.GetRequiredService<ITextEnricher>();
        var made = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => enricher.EnrichAsync($"the router {number} is down", s_cancel)));
        Assert.All(made, outcome => Assert.Equal("router", Assert.Single(Enriched(outcome).Entities).Text));
        Assert.Single(made.Select(outcome => Enriched(outcome).Provenance.Snapshot).Distinct());
        Assert.Equal(1, loaded);
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once_and_a_worker_needs_kafka()
    {
        var services = new ServiceCollection();
        services.AddStreamNer(options =>
        {
            options.Batch = new BatchOptions { Documents = 0 };
            options.Limits = new LimitsOptions { TokensPerDocument = 0 };
        });
        var alone = await Refusal(services);
        Assert.Contains(alone, failure => failure.StartsWith("batch:documents: ", StringComparison.Ordinal));
        Assert.Contains(alone, failure => failure.StartsWith("limits:tokensPerDocument: ", StringComparison.Ordinal));
        Assert.DoesNotContain(alone, failure => failure.StartsWith("kafka:", StringComparison.Ordinal));
        services.AddStreamNer().AddWorker();
        Assert.Contains(await Refusal(services), failure => failure.StartsWith("kafka:bootstrapServers: ", StringComparison.Ordinal));

        static async Task<IEnumerable<string>> Refusal(ServiceCollection services)
        {
            await using var provider = services.BuildServiceProvider();
            return (await Assert.ThrowsAsync<OptionsValidationException>(
                () => provider.GetRequiredService<ITextEnricher>().EnrichAsync("at", s_cancel))).Failures;
        }
    }

    [Fact]
    public async Task A_host_loads_the_model_before_it_has_started_and_lets_go_of_it_at_its_end()
    {
        var classifier = new SomeModel.Products();
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var loaded = false;
        builder.Services.AddStreamNer().UseModel(_ =>
        {
            loaded = true;
            return SomeModel.Of(classifier);
        });
        using (var host = builder.Build())
        {
            await host.StartAsync(s_cancel);
            Assert.True(loaded);
            await host.StopAsync(s_cancel);
            Assert.False(classifier.Disposed);
        }

        Assert.True(classifier.Disposed);
    }

    [Fact]
    public async Task A_model_is_not_disposed_of_under_a_run()
    {
        var products = new SomeModel.Products();
        var model = new OwnClassifier(products, "model");
        var entered = new TaskCompletionSource();
        using var left = new ManualResetEventSlim();
        products.During = () =>
        {
            entered.TrySetResult();
            left.Wait(TimeSpan.FromSeconds(30));
        };
        using var batch = new TensorBatch();
        var run = Task.Run(() => model.Classify(batch), TestContext.Current.CancellationToken);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(model.Close(TimeSpan.Zero));
        Assert.False(products.Disposed);
        left.Set();
        await run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.True(products.Disposed);
        Assert.Throws<ObjectDisposedException>(() => model.Classify(batch));
    }

    [Fact]
    public async Task Calls_under_way_end_with_their_host_and_the_model_goes_after_them()
    {
        var products = new SomeModel.Products();
        var services = WithOwnModel(products);
        var enricher = services.GetRequiredService<ITextEnricher>();
        await enricher.EnrichAsync("at", s_cancel);
        var entered = new TaskCompletionSource();
        using var left = new ManualResetEventSlim();
        var disposedWithin = false;
        products.During = () =>
        {
            entered.TrySetResult();
            left.Wait(TimeSpan.FromSeconds(30));
            disposedWithin |= products.Disposed;
        };

        // As many as are worked on at once, and one that waits for its turn.
        var calls = Enumerable.Range(0, Environment.ProcessorCount + 2).Select(i => enricher.EnrichAsync($"router {i}", s_cancel)).ToList();
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(30), s_cancel);
        var end = Task.Run(() => services.DisposeAsync().AsTask(), s_cancel);
        await Ended(calls[^1]);
        left.Set();
        foreach (var call in calls) await Ended(call);
        await end.WaitAsync(TimeSpan.FromSeconds(30), s_cancel);
        await Ended(enricher.EnrichAsync("at", s_cancel));
        await Some.Until(() => products.Disposed, "the model is disposed of");
        Assert.False(disposedWithin);

        static async Task Ended(Task call) =>
            await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(TimeSpan.FromSeconds(30), s_cancel));
    }

    [Fact]
    public async Task A_cancelled_call_ends_and_the_next_one_is_answered()
    {
        await using var services = WithOwnModel(new SomeModel.Products());
        var enricher = services.GetRequiredService<ITextEnricher>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => enricher.EnrichAsync("at", new CancellationToken(canceled: true)));
        Assert.Equal("at", Enriched(await enricher.EnrichAsync("at", s_cancel)).Text);
    }
}
