using StreamNer.Configuration;
using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Host.Configuration;
using StreamNer.Onnx;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pipeline;
using StreamNer.Snapshots;
using StreamNer.Tests.Oracle;

namespace StreamNer.Tests.Snapshots;

/// <summary>A model whose label for people nobody knows.</summary>
public sealed class SnapshotLabelTests : IDisposable
{
    private readonly string _model = Directory.CreateTempSubdirectory("streamner-labels-").FullName;
    private readonly Telemetry _telemetry = new();

    public SnapshotLabelTests()
    {
        foreach (var file in Directory.GetFiles(SomeModels.Find(SomeModels.Shipped))
            .Where(file => !file.EndsWith("golden.jsonl", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(_model, Path.GetFileName(file)));
        var config = Path.Combine(_model, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("-PER\"", "-SPIELER\"", StringComparison.Ordinal));
    }

    [Fact]
    public void A_policy_that_redacts_people_refuses_a_model_without_a_label_for_them()
    {
        var refused = Assert.Throws<OptionsException>(() => Create(new PiiOptions { Profile = PiiProfile.Strict }));
        var error = Assert.Single(refused.Errors);
        Assert.Equal("pii:labels", error.Key);
        Assert.Contains("policy strict redacts PERSON", error.Message, StringComparison.Ordinal);
        Assert.Contains("SPIELER", error.Message, StringComparison.Ordinal);
        Create(new PiiOptions()).Dispose();
    }

    [Fact]
    public void A_label_that_is_named_in_the_settings_is_redacted()
    {
        var options = new PiiOptions
        {
            Profile = PiiProfile.Strict,
            Labels = new Dictionary<string, LabelKind> { ["spieler"] = LabelKind.Person },
        };
        using var snapshot = Create(options);
        var record = new InputRecord { Document = new Document("Angela Merkel met Bob Smith in Berlin.") };
        var made = snapshot.Pipeline.Enrich(new MicroBatch(0, [record]), TestContext.Current.CancellationToken);
        Assert.Equal("[PERSON] met [PERSON] in [LOCATION].", Assert.IsType<Outcome.Enriched>(Assert.Single(made)).Enrichment.Text);
    }

    public void Dispose()
    {
        _telemetry.Dispose();
        Directory.Delete(_model, recursive: true);
    }

    private Snapshot Create(PiiOptions options) =>
        Snapshot.Create(new Settings { Pii = options, Model = new OnnxOptions { Path = _model } }, _telemetry, EventLog.None);
}
