using StreamNer.Configuration;
using StreamNer.Degraded;
using StreamNer.Flow;
using StreamNer.Inference;
using StreamNer.Kafka;
using StreamNer.Linking;
using StreamNer.Onnx;
using StreamNer.Pii;
using StreamNer.Pipeline;

namespace StreamNer.Host.Configuration;

/// <summary>The section a property stands for, when it is not the property's own name: several records may share one.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SectionAttribute(string name) : Attribute
{
    /// <summary>The section's name.</summary>
    public string Name { get; } = name;
}

/// <summary>All settings; each property is a section. Rooms take their own records, never this one.</summary>
internal sealed record Settings
{
    [Setting("Brokers, topics, group and delivery.")]
    public KafkaOptions Kafka { get; init; } = new();

    [Setting("Format of input records.")]
    public InputOptions Input { get; init; } = new();

    [Setting("When a micro-batch is closed: whichever bound is reached first.")]
    public BatchOptions Batch { get; init; } = new();

    [Setting("Concurrency, back-pressure, retries and shutdown.")]
    public FlowOptions Flow { get; init; } = new();

    [Setting("The model and its runtime.")]
    public OnnxOptions Model { get; init; } = new();

    [Setting("Batching of windows into model runs.")]
    [Section("model")]
    public InferenceOptions Inference { get; init; } = new();

    [Setting("Other settings that change results.")]
    public PipelineSettings Pipeline { get; init; } = new();

    [Setting("Detection and redaction of personal data (docs/pii.md).")]
    public PiiOptions Pii { get; init; } = new();

    [Setting("Repair of degraded records by 'run' (docs/replay.md).")]
    public RepairOptions Repair { get; init; } = new();

    [Setting("Entity linking (docs/linking.md).")]
    public LinkingOptions Linking { get; init; } = new();

    [Setting("Cache of results for identical texts.")]
    public CacheOptions Cache { get; init; } = new();

    [Setting("Limits.")]
    public LimitsOptions Limits { get; init; } = new();

    [Setting("Format of output records.")]
    public OutputOptions Output { get; init; } = new();

    [Setting("A schema registry with Confluent's REST interface; without one, Protobuf values are unframed.")]
    public SchemaRegistryOptions SchemaRegistry { get; init; } = new();

    [Setting("Health and metrics.")]
    public HttpOptions Http { get; init; } = new();

    [Setting("Metrics and traces for a collector of OpenTelemetry (docs/operations.md).")]
    public OtlpOptions Otlp { get; init; } = new();

    [Setting("Cost of a worker.")]
    public CostOptions Cost { get; init; } = new();

    [Setting("Drift of entity labels from a reference.")]
    public DriftOptions Drift { get; init; } = new();

    [Setting("Logging.")]
    public LogOptions Log { get; init; } = new();

    /// <summary><see cref="Input"/>, with the tenant's place from <c>pii:tenant</c> where <c>input</c> names none.</summary>
    public InputOptions InputWithTenant => Input with
    {
        TenantHeader = Input.TenantHeader.Length > 0 ? Input.TenantHeader : Pii.Tenant.Header,
        JsonTenantField = Input.JsonTenantField.Length > 0 ? Input.JsonTenantField : Pii.Tenant.JsonField,
    };

    /// <summary>Appends every section's mistakes, each with its key.</summary>
    /// <param name="errors">Receives them.</param>
    /// <param name="kafka">Whether Kafka is used: its section has settings without a default.</param>
    public void Validate(List<OptionError> errors, bool kafka)
    {
        foreach (var property in OptionTypes.Settable(typeof(Settings)))
        {
            if (property.GetValue(this) is IValidatedOptions section && (kafka || section is not KafkaOptions)) section.Validate(errors);
        }

        if (kafka && Pii.OnModelDown == OnModelDown.Degrade && Kafka.Repair.Length == 0)
            errors.Add(new("kafka:repair",
                "is required where pii:onModelDown is degrade: the topic that keeps the coordinates of degraded records")
            { IsMissing = true });
        else if (kafka && Repair.Auto && Kafka.Repair.Length == 0)
            errors.Add(new("kafka:repair", "is required where repair:auto is true: the topic that keeps the coordinates of degraded records")
            { IsMissing = true });
    }
}
