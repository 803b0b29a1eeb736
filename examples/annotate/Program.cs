using Microsoft.Extensions.DependencyInjection;
using StreamNer;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pipeline;

var services = new ServiceCollection();
services.AddStreamNer(options => options.Pii = new() { Profile = PiiProfile.Strict });
await using var provider = services.BuildServiceProvider();
var enricher = provider.GetRequiredService<ITextEnricher>();

foreach (var outcome in await enricher.EnrichAsync([.. args.Select(text => new Document(text))]))
    Console.WriteLine(outcome is Outcome.Enriched { Enrichment: var made } ? made.Text : "rejected");
