using StreamNer.Configuration;
using StreamNer.Kafka.Records;

namespace StreamNer.Kafka;

/// <summary>What the value of an input record is.</summary>
public enum InputFormat
{
    /// <summary>Raw UTF-8 text.</summary>
    Text,

    /// <summary>A JSON object with the text in a field.</summary>
    Json,

    /// <summary><c>streamner.v1.RawText</c>: in the Confluent wire format when a schema registry is configured, else bare.</summary>
    Protobuf,
}

/// <summary>Section <c>input</c>: how records become documents.</summary>
public sealed record InputOptions : IValidatedOptions
{
    [Setting(
        "Format of input values: UTF-8 text, a JSON object, or streamner.v1.RawText (in the Confluent wire format if a schema "
        + "registry is configured).")]
    public InputFormat Format { get; init; } = InputFormat.Text;

    [Setting("Field of a JSON value that holds the text: a name, or names joined by dots (message.body); a backslash escapes a dot in a name.")]
    public string JsonField { get; init; } = "text";

    [Setting("Field of the producer's own id, a string or a number.")]
    public string JsonIdField { get; init; } = "id";

    [Setting("Field of the tenant.", Unset = "none")]
    public string JsonTenantField { get; init; } = "";

    [Setting("Field of the BCP 47 language tag.", Unset = "none")]
    public string JsonLanguageField { get; init; } = "";

    [Setting(
        "Header that names the tenant, in every format. If set, no other source counts: a record without it, or with an "
        + "ambiguous value, gets the topic's policy.",
        Unset = "none")]
    public string TenantHeader { get; init; } = "";

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        if (Format == InputFormat.Json && JsonField.Length == 0) errors.Add(new("input:jsonField", "must name the field that holds the text"));
        Check("input:jsonField", JsonField);
        Check("input:jsonIdField", JsonIdField);
        Check("input:jsonTenantField", JsonTenantField);
        Check("input:jsonLanguageField", JsonLanguageField);

        void Check(string key, string path)
        {
            if (path.Length > 0 && JsonPath.Parse(path) is null)
                errors.Add(new(key, $"must be field names joined by dots, at most {JsonPath.MaxDepth}, is '{path}'"));
        }
    }
}
