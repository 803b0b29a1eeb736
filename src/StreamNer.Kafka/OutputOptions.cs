using StreamNer.Configuration;
using StreamNer.Kafka.Records;

namespace StreamNer.Kafka;

/// <summary>What the value of an enriched record is.</summary>
public enum OutputFormat
{
    /// <summary><c>streamner.v1.EnrichedText</c>: in the Confluent wire format when a schema registry is configured, else bare with a header that
    /// names it.</summary>
    Protobuf,

    /// <summary>The JSON form of the same.</summary>
    Json,
}

/// <summary>Section <c>output</c>: how enrichments become records.</summary>
public sealed record OutputOptions : IValidatedOptions
{
    [Setting(
        "Format of enriched values: streamner.v1.EnrichedText (in the Confluent wire format if a schema registry is configured), "
        + "or its JSON form.")]
    public OutputFormat Format { get; init; } = OutputFormat.Protobuf;

    [Setting("Input headers copied to enriched records and tombstones; a name may end in *. Dead letters keep all headers.", Unset = "none")]
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        foreach (var name in Headers)
        {
            if (HeaderAllowList.IsOurs(name)) errors.Add(new("output:headers", $"headers of StreamNer's own are never copied, is '{name}'"));
            if (name.Length == 0) errors.Add(new("output:headers", "has an empty name"));
            else if (name.IndexOf('*', StringComparison.Ordinal) is var star && star >= 0 && star < name.Length - 1)
                errors.Add(new("output:headers", $"* may only end a name, is '{name}'"));
        }
    }
}
