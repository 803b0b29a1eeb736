using StreamNer.Caching;
using StreamNer.Degraded;
using StreamNer.Flow;
using StreamNer.Inference;
using StreamNer.Kafka;
using StreamNer.Linking;
using StreamNer.Onnx;
using StreamNer.Pii;

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
    /// <summary>Topics, group, delivery and client properties.</summary>
    public KafkaOptions Kafka { get; init; } = new();

    /// <summary>How records become documents.</summary>
    public InputOptions Input { get; init; } = new();

    /// <summary>When a micro-batch is closed.</summary>
    public BatchOptions Batch { get; init; } = new();

    /// <summary>How much work is under way at once, and how it ends.</summary>
    public FlowOptions Flow { get; init; } = new();

    /// <summary>Which model, and what runs it.</summary>
    public OnnxOptions Model { get; init; } = new();

    /// <summary>How windows become model runs.</summary>
    [Section("model")]
    public InferenceOptions Inference { get; init; } = new();

    /// <summary>What else changes a result.</summary>
    public PipelineSettings Pipeline { get; init; } = new();

    /// <summary>What is done with personal data.</summary>
    public PiiOptions Pii { get; init; } = new();

    /// <summary>Entity linking.</summary>
    public LinkingOptions Linking { get; init; } = new();

    /// <summary>Results of identical texts.</summary>
    public CacheOptions Cache { get; init; } = new();

    /// <summary>What is too much.</summary>
    public LimitsOptions Limits { get; init; } = new();

    /// <summary>How enrichments become records.</summary>
    public OutputOptions Output { get; init; } = new();

    /// <summary>A registry with Confluent's interface.</summary>
    public SchemaRegistryOptions SchemaRegistry { get; init; } = new();

    /// <summary>Health and metrics.</summary>
    public HttpOptions Http { get; init; } = new();

    /// <summary>How log lines are written.</summary>
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
            errors.Add(new("kafka:repair", "is required where pii:onModelDown is degrade: the topic that keeps the coordinates of degraded records"));
    }
}
