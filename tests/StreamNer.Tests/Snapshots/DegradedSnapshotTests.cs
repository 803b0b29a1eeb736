using System.Collections.Concurrent;
using StreamNer.Degraded;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Host.Configuration;
using StreamNer.Host.Exposition;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pipeline;
using StreamNer.Snapshots;
using StreamNer.Tests.Host;

namespace StreamNer.Tests.Snapshots;

/// <summary>A snapshot with the shipped model, which is never asked.</summary>
public sealed class DegradedSnapshotTests : IDisposable
{
    private readonly Telemetry _telemetry = new();
    private readonly ConcurrentQueue<LogEvent> _log = new();

    public void Dispose() => _telemetry.Dispose();

    private Snapshot Create(PiiOptions options, bool withoutModel = false) =>
        Snapshot.Create(new Settings { Pii = options }, _telemetry, new EventLog(_log.Enqueue), new SnapshotChoices { WithoutModel = withoutModel });

    [Fact]
    public void Without_the_model_names_have_its_labels_and_the_gauge_says_so()
    {
        using var metrics = new PrometheusExposition(_telemetry);
        using var snapshot = Create(new PiiOptions(), withoutModel: true);
        var record = new InputRecord { Document = new Document("Yesterday Peter Miller of Xyrkon GmbH wrote to p@example.org from Germany.") };
        var made =
            Assert.IsType<Outcome.Enriched>(Assert.Single(snapshot.Pipeline.Enrich(new MicroBatch(0, [record]),
            TestContext.Current.CancellationToken))).Enrichment;
        Assert.Equal(["PER Peter Miller", "ORG Xyrkon GmbH", "LOC Germany"], made.Entities.Select(entity => $"{entity.Label} {entity.Text}"));
        Assert.Equal("Yesterday Peter Miller of Xyrkon GmbH wrote to [EMAIL] from Germany.", made.Text);
        Assert.Equal((true, snapshot.Id), (made.Provenance.IsRulesOnly, made.Provenance.Snapshot));
        Assert.True(snapshot.RulesOnly);
        Assert.Contains("\nstreamner_degraded 1\n", metrics.Scrape(), StringComparison.Ordinal);
        Assert.Contains("\nstreamner_degraded_documents_total{reason=\"model_down\"} 1\n", metrics.Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_snapshot_is_the_same_whatever_is_done_while_the_model_is_down_and_with_stop_the_gauge_is_0()
    {
        using var metrics = new PrometheusExposition(_telemetry);
        using var stop = Create(new PiiOptions());
        using var telemetry = new Telemetry();
        using var degrade =
            Snapshot.Create(new Settings
            {
                Pii = new PiiOptions
                {
                    OnModelDown = OnModelDown.Degrade,
                    Degrade = new DegradeOptions { AfterSeconds = 1 }
                }
            }, telemetry, EventLog.None);
        Assert.Equal(stop.Id, degrade.Id);
        Assert.Contains("\nstreamner_degraded 0\n", metrics.Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Policies_that_wait_all_the_same_are_named_in_one_warning()
    {
        var topics = new Dictionary<string, string> { ["clinic"] = "hipaa-safe-harbor", ["other"] = "strict", ["third"] = "strict" };
        using var snapshot = Create(new PiiOptions { Topics = topics, OnModelDown = OnModelDown.Degrade });
        Assert.EndsWith(": hipaa-safe-harbor, strict", Assert.Single(_log, entry => entry.Name == "policy.requires_model").Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void With_stop_nothing_is_warned_of()
    {
        using var snapshot = Create(new PiiOptions { Profile = PiiProfile.Strict });
        Assert.DoesNotContain(_log, entry => entry.Name == "policy.requires_model");
    }
}
