using System.Collections.Concurrent;
using StreamNer.Configuration;
using StreamNer.Decoding;
using StreamNer.Degraded;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Inference;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pipeline;
using StreamNer.Tests.Flow;
using StreamNer.Tests.Inference;
using StreamNer.Tests.Pipeline;

namespace StreamNer.Tests.Degraded;

/// <summary>The eight steps over a model that breaks and heals.</summary>
public sealed class DegradedPipelineTests : IDisposable
{
    private static readonly PiiPolicy s_names = new("names", PiiAction.Tag, new Dictionary<string, PiiAction> { ["PERSON"] = PiiAction.Tag });
    private static readonly PiiPolicy s_strict =
        new("strict", PiiAction.Tag, new Dictionary<string, PiiAction> { ["PERSON"] = PiiAction.Tag }, PiiProfile.Strict);

    private readonly FakeClock _clock = new();
    private readonly ConcurrentQueue<LogEvent> _log = new();
    private readonly SomePipeline _pipeline;

    public DegradedPipelineTests() => _pipeline = Pipeline();

    public void Dispose() => _pipeline.Dispose();

    private SomePipeline Pipeline(LimitsOptions? limits = null)
    {
        var policy = new DegradePolicy(new DegradeOptions { AfterSeconds = 10, RetrySeconds = 5 }, _clock);
        var names = new NameFinder(NameLabels.Of(LocalClassifier.Labels.Types, LabelMap.Default));
        var fallback = new RulesFallback(policy, names, new EventLog(_log.Enqueue));
        return new SomePipeline(limits: limits, fallback: fallback, policyOf: document =>
            document.Tenant switch { "names" => s_names, "strict" => s_strict, _ => PiiPolicy.Default });
    }

    private static InputRecord Record(string text, string tenant = "") =>
        new() { Document = new Document(text) { Tenant = tenant }, Bytes = text.Length };

    private static Enrichment[] Enriched(IEnumerable<Outcome> outcomes) =>
        [.. outcomes.Select(outcome => Assert.IsType<Outcome.Enriched>(outcome).Enrichment)];

    private void Wait(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));

    private void GiveUp(SomePipeline pipeline)
    {
        pipeline.Down = true;
        Assert.Throws<ModelUnavailableException>(() => pipeline.Enrich("broken"));
        Wait(10);
        pipeline.Enrich("given up");
    }

    [Fact]
    public void Batches_wait_then_go_on_with_rules_alone_then_are_whole_again()
    {
        Assert.Equal((Provenance.FullTier, "m"), (_pipeline.Enrich("ada lives in london").Provenance.Tier, _pipeline.Enrich("ada").Provenance.Model));
        _pipeline.Down = true;
        Assert.Throws<ModelUnavailableException>(() => _pipeline.Enrich("Peter met grace"));
        Wait(10);
        var degraded = _pipeline.Enrich("Peter Miller met grace, mail p@example.org");
        Assert.Equal((true, "model_down", "rules-only", ""),
            (degraded.Provenance.Degraded, degraded.Provenance.DegradedReason, degraded.Provenance.Tier, degraded.Provenance.Model));
        Assert.Equal(("PER", "Peter Miller", Origin.Rules), (degraded.Entities[0].Label, degraded.Entities[0].Text, degraded.Entities[0].Origin));
        Assert.Equal("Peter Miller met grace, mail [EMAIL]", degraded.Text);
        _pipeline.Down = false;
        Assert.True(_pipeline.Enrich("not this one's turn").Provenance.Degraded);
        Wait(5);
        var whole = _pipeline.Enrich("grace in paris");
        Assert.Equal((false, "full", Origin.Model), (whole.Provenance.Degraded, whole.Provenance.Tier, whole.Entities[0].Origin));
        Assert.Equal(["model.down", "model.given_up", "model.recovered"], _log.Select(entry => entry.Name));
        Assert.DoesNotContain(_log, entry => entry.Message.Contains("Ada", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_by_rules_are_redacted_by_policy_without_a_link()
    {
        GiveUp(_pipeline);
        var record = Assert.Single(Enriched(_pipeline.Enrich(Record("I met Dr. Angela Merkel in Germany.", "names"))));
        Assert.Equal("I met Dr. [PERSON] in Germany.", record.Text);
        var finding = Assert.Single(record.Pii);
        Assert.Equal(("PERSON", "names", "tag"), (finding.Type, finding.Detector, finding.Action));
        Assert.Equal(LinkState.Withheld, record.Entities[0].LinkState);
        Assert.Equal(("LOC", "Germany", LinkState.Linked), (record.Entities[1].Label, record.Entities[1].Text, record.Entities[1].LinkState));
    }

    [Fact]
    public void A_batch_without_partitions_waits_whole_for_a_document_that_requires_the_model()
    {
        GiveUp(_pipeline);
        var runs = _pipeline.Runs;
        Assert.Throws<ModelUnavailableException>(() => _pipeline.Enrich(Record("met grace"), Record("met ada", "strict")));
        Assert.Equal(runs, _pipeline.Runs);
        Wait(5);
        Assert.Throws<ModelUnavailableException>(() => _pipeline.Enrich(Record("met grace"), Record("met ada", "strict")));
        Assert.True(_pipeline.Runs > runs);
        _pipeline.Down = false;
        Wait(5);
        Assert.All(Enriched(_pipeline.Enrich(Record("met grace"), Record("met ada", "strict"))), record => Assert.False(record.Provenance.Degraded));
    }

    [Fact]
    public void A_record_that_requires_the_model_is_deferred_where_its_partition_can_wait_and_the_others_go_on()
    {
        GiveUp(_pipeline);
        var outcomes = _pipeline.Enrich(At(0, "Peter"), At(1, "met ada", "strict"), At(2, "met grace"), At(3, "met ada", "strict"));
        Assert.All(Enriched([outcomes[0], outcomes[2]]), record => Assert.True(record.Provenance.Degraded));
        Assert.All(
            [outcomes[1], outcomes[3]],
            outcome => Assert.Contains("requires it", Assert.IsType<Outcome.Deferred>(outcome).Because, StringComparison.Ordinal));
        _pipeline.Down = false;
        Wait(5);
        Assert.False(Enriched(_pipeline.Enrich(At(1, "met ada", "strict")))[0].Provenance.Degraded);

        static InputRecord At(int partition, string text, string tenant = "")
        {
            var at = new SourcePosition("raw", partition, 7, 0);
            return new() { Document = new Document(text) { Tenant = tenant, Source = at }, Position = at, Bytes = text.Length };
        }
    }

    [Fact]
    public void A_batch_is_degraded_whole_or_not_at_all_and_nothing_of_it_enters_the_cache()
    {
        Assert.False(_pipeline.Enrich("ada known").Provenance.Degraded);
        GiveUp(_pipeline);
        var records = Enriched(_pipeline.Enrich(Record("ada known"), Record("Peter"), Record("ada"), Record("Peter")));
        Assert.Equal([false, true, true, true], records.Select(record => record.Provenance.Degraded));
        Assert.Equal(Origin.Model, records[0].Entities[0].Origin);
        _pipeline.Down = false;
        Wait(5);
        Assert.All(Enriched(_pipeline.Enrich(Record("Peter"), Record("ada"))), record => Assert.False(record.Provenance.Degraded));
    }

    [Fact]
    public void A_batch_without_a_question_to_the_model_says_nothing_of_its_health()
    {
        Assert.NotEmpty(_pipeline.Enrich("ada").Entities);
        GiveUp(_pipeline);
        Wait(5);
        Assert.All(Enriched(_pipeline.Enrich(Record("ada"), Record(""))), record => Assert.False(record.Provenance.Degraded));
        var runs = _pipeline.Runs;
        Assert.True(_pipeline.Enrich("the turn was not spent").Provenance.Degraded);
        Assert.True(_pipeline.Runs > runs);
        Assert.DoesNotContain(_log, entry => entry.Name == "model.recovered");
    }

    [Fact]
    public void The_limit_of_tokens_holds_without_the_model_too()
    {
        using var pipeline = Pipeline(new LimitsOptions { TokensPerDocument = 3 });
        GiveUp(pipeline);
        var outcomes = pipeline.Enrich(Record("ada met grace"), Record("ada met grace ."));
        Assert.IsType<Outcome.Enriched>(outcomes[0]);
        Assert.Equal(FailureKind.TooLong, Assert.IsType<Outcome.Rejected>(outcomes[1]).Failure.Kind);
    }

    [Fact]
    public void A_poison_document_alone_is_not_the_models_failure()
    {
        var outcomes = _pipeline.Enrich(Record("poison"), Record("ada"));
        Assert.Equal(FailureKind.ModelFailed, Assert.IsType<Outcome.Rejected>(outcomes[0]).Failure.Kind);
        Assert.Empty(_log);
    }

    [Fact]
    public void Degraded_documents_are_counted_by_reason()
    {
        using var counts = new MeterCounts(_pipeline.Telemetry);
        GiveUp(_pipeline);
        _pipeline.Enrich(Record("Peter"), Record("Peter"), Record("other"));
        Assert.Equal(4, counts["streamner.degraded_documents/model_down"]);
    }
}
