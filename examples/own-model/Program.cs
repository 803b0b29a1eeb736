using Microsoft.Extensions.DependencyInjection;
using StreamNer;
using StreamNer.Inference;
using StreamNer.Output;

string[] words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "router", "switch"];
var services = new ServiceCollection();
services.AddStreamNer().UseModel(_ => new TokenModel
{
    Name = "products",
    Version = "1",
    Vocabulary = words,
    Labels = ["O", "B-PRODUCT", "I-PRODUCT"],
    Classifier = new Products(),
});
await using var provider = services.BuildServiceProvider();
if (await provider.GetRequiredService<ITextEnricher>().EnrichAsync(args[0]) is Outcome.Enriched { Enrichment: var made })
    Console.WriteLine(string.Join(", ", made.Entities.Select(entity => $"{entity.Label} {entity.Text}")));

/// <summary>Knows a product by its token. Yours would hand the ids to a model runtime.</summary>
sealed class Products : ITokenClassifier
{
    public int LabelCount => 3;
    public int MaxTokens => 128;

    public void Classify(TensorBatch batch, CancellationToken cancel = default)
    {
        for (var at = 0; at < batch.InputIds.Length; at++)
            for (var label = 0; label < 3; label++)
                batch.Logits.Span[(at * 3) + label] = label == (batch.InputIds.Span[at] >= 4 ? 1 : 0) ? 10 : 0;
    }

    public void Dispose() { }
}
