using StreamNer.Configuration;
using StreamNer.Flow;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;

namespace StreamNer.Tests.Pipeline;

public sealed class NerPipelineTests : IDisposable
{
    private readonly SomePipeline _pipeline = new();

    public void Dispose() => _pipeline.Dispose();

    [Fact]
    public void A_text_gets_entities_links_and_redactions_with_offsets_in_both_texts()
    {
        var record = _pipeline.Enrich("Ada, mail ada@example.org in London.");
        Assert.Equal("Ada, mail [EMAIL] in London.", record.Text);
        var finding = Assert.Single(record.Pii);
        Assert.Equal(("EMAIL", 10, 25, 10, 17, "tag"),
            (finding.Type, finding.Start, finding.End, finding.OutputStart, finding.OutputEnd, finding.Action));
        var london = record.Entities[^1];
        Assert.Equal(("LOC", 29, 35, 21, 27, "London", "wikidata:Q84"),
            (london.Label, london.Start, london.End, london.OutputStart, london.OutputEnd, london.Text, london.Link!.Id));
    }

    [Fact]
    public void Offsets_count_code_points_by_default_and_other_units_on_request()
    {
        const string Text = "\U0001F600 \u00e9 London";
        (int, int) At(OffsetUnit unit)
        {
            using var pipeline = new SomePipeline(new PipelineOptions { Offsets = unit });
            var entity = Assert.Single(pipeline.Enrich(Text).Entities);
            return (entity.Start, entity.End);
        }

        Assert.Equal([(4, 10), (5, 11), (8, 14)], [At(OffsetUnit.CodePoint), At(OffsetUnit.Utf16), At(OffsetUnit.Utf8)]);
    }

    [Fact]
    public void A_redacted_name_has_neither_link_nor_candidates()
    {
        using var pipeline =
            new SomePipeline(policy: new PiiPolicy("names", PiiAction.Tag, new Dictionary<string, PiiAction> { ["LOCATION"] = PiiAction.Tag }));
        var record = pipeline.Enrich("Ada lives in London.");
        Assert.Equal("Ada lives in [LOCATION].", record.Text);
        var london = record.Entities[^1];
        Assert.Equal((LinkState.Withheld, null, 0, "[LOCATION]"), (london.LinkState, london.Link, london.Candidates.Count, london.Text));
    }

    [Fact]
    public void Mentions_of_one_name_share_a_number_and_redacted_ones_have_none()
    {
        const string text = "Ada met Grace in London. Ada lives in Paris.";
        Assert.Equal([1, 2, 3, 1, 4], _pipeline.Enrich(text).Entities.Select(entity => entity.Mention));
        using var pipeline =
            new SomePipeline(policy: new PiiPolicy("names", PiiAction.Tag, new Dictionary<string, PiiAction> { ["PERSON"] = PiiAction.Tag }));
        Assert.Equal([0, 0, 1, 0, 2], pipeline.Enrich(text).Entities.Select(entity => entity.Mention));
    }

    [Fact]
    public void Records_that_are_no_documents_pass_by_the_model()
    {
        var rejected = new InputRecord { Failure = new Failure(FailureKind.InvalidText, FailureStage.Decode) };
        var outcomes = _pipeline.Enrich(rejected, new InputRecord());
        Assert.Equal(FailureKind.InvalidText, Assert.IsType<Outcome.Rejected>(outcomes[0]).Failure.Kind);
        Assert.IsType<Outcome.Tombstone>(outcomes[1]);
        Assert.Equal(0, _pipeline.Runs);
    }

    [Fact]
    public void A_poison_document_is_rejected_and_its_neighbours_are_not()
    {
        var outcomes = _pipeline.Enrich(SomePipeline.Record("Ada"), SomePipeline.Record("poison"), SomePipeline.Record("Paris"));
        Assert.IsType<Outcome.Enriched>(outcomes[0]);
        Assert.Equal(FailureKind.ModelFailed, Assert.IsType<Outcome.Rejected>(outcomes[1]).Failure.Kind);
        Assert.IsType<Outcome.Enriched>(outcomes[2]);
    }

    [Fact]
    public void A_broken_engine_decides_nothing()
    {
        _pipeline.Down = true;
        Assert.ThrowsAny<TransientFailureException>(() => _pipeline.Enrich("Ada"));
        _pipeline.Down = false;
        Assert.NotEmpty(_pipeline.Enrich("Ada").Entities);
    }

    [Fact]
    public void A_document_above_the_token_limit_is_too_long()
    {
        using var pipeline = new SomePipeline(limits: new LimitsOptions { TokensPerDocument = 3 });
        Assert.IsType<Outcome.Enriched>(pipeline.Enrich(SomePipeline.Record("ada met grace"))[0]);
        Assert.Equal(FailureKind.TooLong, Assert.IsType<Outcome.Rejected>(pipeline.Enrich(SomePipeline.Record("ada met grace ."))[0]).Failure.Kind);
    }

    [Fact]
    public void Identical_texts_cost_one_run_and_keep_their_own_ids()
    {
        var outcomes = _pipeline.Enrich(SomePipeline.Record("Ada met Grace", "1"), SomePipeline.Record("Ada met Grace", "2"));
        var later = _pipeline.Enrich(SomePipeline.Record("Ada met Grace", "3"));
        Assert.Equal(1, _pipeline.Runs);
        Assert.Equal(["1", "2", "3"], outcomes.Concat(later).Select(outcome => ((Outcome.Enriched)outcome).Enrichment.Document.Id));
        Assert.Equal(2, ((Outcome.Enriched)later[0]).Enrichment.Entities.Count);
    }

    [Fact]
    public void Ids_are_what_the_policy_makes_of_them_for_repeats_and_cached_results_too()
    {
        var options = new PiiOptions { Id = IdentifierAction.Remove };
        var policies = new PolicyBook(options, KeyRing.Empty);
        using var pipeline = new SomePipeline(policy: policies.For(null, ""), identifiers: new RecordIdentifiers(policies, KeyRing.Empty));
        var outcomes = pipeline.Enrich(SomePipeline.Record("Ada", "1"), SomePipeline.Record("Ada", "2"))
            .Concat(pipeline.Enrich(SomePipeline.Record("Ada", "3")));
        Assert.All(outcomes, outcome => Assert.Equal("", ((Outcome.Enriched)outcome).Enrichment.Document.Id));
    }

    [Fact]
    public void A_tombstone_whose_key_cannot_be_told_is_rejected()
    {
        var policies = new PolicyBook(new PiiOptions { Key = IdentifierAction.Pseudonym }, KeyRing.Empty);
        using var pipeline = new SomePipeline(identifiers: new RecordIdentifiers(policies, KeyRing.Empty));
        var outcomes =
            pipeline.Enrich(new InputRecord { Key = [1], Tenant = null }, new InputRecord { Key = [1] }, new InputRecord { Tenant = null });
        Assert.Equal(new Failure(FailureKind.Policy, FailureStage.Redact), Assert.IsType<Outcome.Rejected>(outcomes[0]).Failure);
        Assert.All(outcomes.Skip(1), outcome => Assert.IsType<Outcome.Tombstone>(outcome));
    }

    [Fact]
    public void Repeats_of_a_rejected_text_are_rejected_too() =>
        Assert.All(_pipeline.Enrich(SomePipeline.Record("poison"), SomePipeline.Record("poison")), outcome =>
            Assert.IsType<Outcome.Rejected>(outcome));

    [Fact]
    public void Empty_and_blank_texts_are_enriched_with_nothing() =>
        Assert.All(["", "   ", "\0", "[SEP]"], text => Assert.Empty(_pipeline.Enrich(text).Entities));

    [Fact]
    public void With_the_policy_none_the_text_is_unchanged()
    {
        using var pipeline = new SomePipeline(policy: PiiPolicy.None);
        var record = pipeline.Enrich("mail ada@example.org");
        Assert.Equal(("mail ada@example.org", 0), (record.Text, record.Pii.Count));
    }
}
