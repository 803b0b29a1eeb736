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
    /// <summary>Default <see cref="InputFormat.Text"/>.</summary>
    public InputFormat Format { get; init; } = InputFormat.Text;

    /// <summary>Where the text stands in a JSON value: a field name, or names joined by dots (<c>message.body</c>); a dot inside a name is written <c>\.</c>. Default <c>text</c>.</summary>
    public string JsonField { get; init; } = "text";

    /// <summary>The field of the producer's own id (a string, or a number taken as it is written); empty for none. Default <c>id</c>.</summary>
    public string JsonIdField { get; init; } = "id";

    /// <summary>The field of the tenant; empty (the default) for none.</summary>
    public string JsonTenantField { get; init; } = "";

    /// <summary>The field of the BCP 47 language tag; empty (the default) for none.</summary>
    public string JsonLanguageField { get; init; } = "";

    /// <summary>
    /// The header that names the tenant, in every format; empty (the default) for none. Where it is set it alone counts: a record without it, with
    /// two of it, or with a null or invalid UTF-8 value has no tenant and gets the topic's own policy, whatever its value says.
    /// </summary>
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
            if (path.Length > 0 && JsonPath.Parse(path) is null) errors.Add(new(key, $"must be field names joined by dots, at most {JsonPath.MaxDepth}, is '{path}'"));
        }
    }
}
