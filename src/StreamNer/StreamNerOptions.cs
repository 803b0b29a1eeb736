using System.Reflection;
using StreamNer.Configuration;
using StreamNer.Degraded;
using StreamNer.Flow;
using StreamNer.Inference;
using StreamNer.Kafka;
using StreamNer.Linking;
using StreamNer.Onnx;
using StreamNer.Pii;
using StreamNer.Pipeline;

namespace StreamNer;

/// <summary>The section a property stands for, when it is not the property's own name: several records may share one.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SectionAttribute(string name) : Attribute
{
    /// <summary>The section's name.</summary>
    public string Name { get; } = name;
}

/// <summary>
/// All settings of the library: each property is a section of <c>docs/configuration.md</c>, under the same names and with the same defaults. Sections
/// are immutable and replaced as a whole: <c>options.Pii = new() { Profile = PiiProfile.Strict }</c>.
/// </summary>
public record StreamNerOptions
{
    /// <summary>Brokers, topics, group and delivery; for a worker.</summary>
    [Setting("Brokers, topics, group and delivery.")]
    public KafkaOptions Kafka { get; set; } = new();

    /// <summary>Format of input records; for a worker.</summary>
    [Setting("Format of input records.")]
    public InputOptions Input { get; set; } = new();

    /// <summary>When a micro-batch is closed.</summary>
    [Setting("When a micro-batch is closed: whichever bound is reached first.")]
    public BatchOptions Batch { get; set; } = new();

    /// <summary>Concurrency, back-pressure, retries and shutdown; for a worker.</summary>
    [Setting("Concurrency, back-pressure, retries and shutdown.")]
    public FlowOptions Flow { get; set; } = new();

    /// <summary>The model and its runtime; without use where <see cref="StreamNerBuilder.UseModel"/> brings another.</summary>
    [Setting("The model and its runtime.")]
    public OnnxOptions Model { get; set; } = new();

    /// <summary>Batching of windows into model runs; keys begin with <c>model:</c>.</summary>
    [Setting("Batching of windows into model runs.")]
    [Section("model")]
    public InferenceOptions Inference { get; set; } = new();

    /// <summary>Other settings that change results.</summary>
    [Setting("Other settings that change results.")]
    public PipelineOptions Pipeline { get; set; } = new();

    /// <summary>Detection and redaction of personal data.</summary>
    [Setting("Detection and redaction of personal data (docs/pii.md).")]
    public PiiOptions Pii { get; set; } = new();

    /// <summary>Repair of degraded records beside a worker.</summary>
    [Setting("Repair of degraded records by 'run' (docs/replay.md).")]
    public RepairOptions Repair { get; set; } = new();

    /// <summary>Entity linking.</summary>
    [Setting("Entity linking (docs/linking.md).")]
    public LinkingOptions Linking { get; set; } = new();

    /// <summary>Cache of results for identical texts.</summary>
    [Setting("Cache of results for identical texts.")]
    public CacheOptions Cache { get; set; } = new();

    /// <summary>Limits.</summary>
    [Setting("Limits.")]
    public LimitsOptions Limits { get; set; } = new();

    /// <summary>Format of output records; for a worker.</summary>
    [Setting("Format of output records.")]
    public OutputOptions Output { get; set; } = new();

    /// <summary>A schema registry; for a worker.</summary>
    [Setting("A schema registry with Confluent's REST interface; without one, Protobuf values are unframed.")]
    public SchemaRegistryOptions SchemaRegistry { get; set; } = new();

    /// <summary><see cref="Input"/>, with the tenant's place from <c>pii:tenant</c> where <c>input</c> names none.</summary>
    internal InputOptions InputWithTenant => Input with
    {
        TenantHeader = Input.TenantHeader.Length > 0 ? Input.TenantHeader : Pii.Tenant.Header,
        JsonTenantField = Input.JsonTenantField.Length > 0 ? Input.JsonTenantField : Pii.Tenant.JsonField,
    };

    /// <summary>Appends every section's mistakes, each with its key.</summary>
    /// <param name="errors">Receives them.</param>
    /// <param name="kafka">Whether Kafka is used: its section has settings without a default.</param>
    internal void Validate(List<OptionError> errors, bool kafka)
    {
        foreach (var property in Sections(GetType()))
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

    /// <summary>Public properties that can be set: the library's own first, then what a program adds, each in order of declaration.</summary>
    internal static IEnumerable<PropertyInfo> Sections(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property is { CanRead: true, CanWrite: true })
            .OrderBy(property => property.DeclaringType == typeof(StreamNerOptions) ? 0 : 1);
}
