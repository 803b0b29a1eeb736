using Microsoft.Extensions.DependencyInjection;
using StreamNer.Onnx;
using StreamNer.Output;

namespace StreamNer.Tests.Library;

/// <summary>A model that an application brings.</summary>
public sealed class OwnModelTests
{
    private static async Task<Enrichment> Enrich(TokenModel model, string text)
    {
        var services = new ServiceCollection();
        services.AddStreamNer().UseModel(_ => model);
        await using var provider = services.BuildServiceProvider();
        var outcome = await provider.GetRequiredService<ITextEnricher>().EnrichAsync(text, TestContext.Current.CancellationToken);
        return Assert.IsType<Outcome.Enriched>(outcome).Enrichment;
    }

    [Fact]
    public async Task Its_entities_are_those_of_the_record_and_rules_work_beside_it()
    {
        var made = await Enrich(SomeModel.Of(), "The router is down again, mail a@example.org");
        var entity = Assert.Single(made.Entities);
        Assert.Equal(("PRODUCT", "router", 4, 10), (entity.Label, entity.Text, entity.Start, entity.End));
        Assert.Equal("The router is down again, mail [EMAIL]", made.Text);
        Assert.StartsWith("products@", made.Provenance.Model, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_version_vocabulary_or_name_is_another_snapshot()
    {
        var model = SomeModel.Of();
        TokenModel[] others =
            [model with { Version = "2" }, model with { Name = "things" }, model with { Vocabulary = [.. SomeModel.Words, "more"] }];
        HashSet<string> snapshots = [(await Enrich(model, "at")).Provenance.Snapshot, (await Enrich(SomeModel.Of(), "at")).Provenance.Snapshot];
        Assert.Single(snapshots);
        foreach (var other in others) Assert.True(snapshots.Add((await Enrich(other, "at")).Provenance.Snapshot));
    }

    [Fact]
    public async Task A_model_that_is_unsound_is_refused_with_the_reason()
    {
        var model = SomeModel.Of();
        await Refused(model with { Classifier = new SomeModel.Products { CountsRows = true } }, "answers differently in other company");
        await Refused(model with { Classifier = new SomeModel.Products { GivesNaN = true } }, "not finite");
        await Refused(model with { Classifier = new SomeModel.Products { LabelCount = 5 } }, "there are 3 labels, but the classifier scores 5");
        await Refused(model with { Classifier = new SomeModel.Products { MaxTokens = 2 } }, "leave no room");
        await Refused(model with { Labels = ["O", "PRODUCT", "PRODUCT"] }, "appears twice");
        await Refused(model with { Vocabulary = ["at"] }, "[UNK]");
        await Refused(model with { Version = "" }, "needs a name and a version");

        static async Task Refused(TokenModel model, string because)
        {
            var refusal = await Assert.ThrowsAsync<ModelException>(() => Enrich(model, "at"));
            Assert.StartsWith("UseModel: ", refusal.Message, StringComparison.Ordinal);
            Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
        }
    }
}
