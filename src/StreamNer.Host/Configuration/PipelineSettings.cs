using StreamNer.Configuration;
using StreamNer.Decoding;
using StreamNer.Output;

namespace StreamNer.Host.Configuration;

/// <summary>Section <c>pipeline</c>: what changes a result beside model, policy and knowledge base.</summary>
internal sealed record PipelineSettings : IValidatedOptions
{
    [Setting("How the scores of a word's pieces become one label.")]
    public Aggregation Aggregation { get; init; } = Aggregation.First;

    [Setting(
        "Which words bound entities: those of the text as people see it, or those of the model's tokeniser (as in Hugging Face's "
        + "pipeline).")]
    public WordRule Words { get; init; } = WordRule.Text;

    [Setting("Whether URLs, e-mail addresses, handles, numbers and secrets are cut out of the model's entities, regardless of the policy.")]
    public bool MaskedByRules { get; init; } = true;

    [Setting("Unit of all offsets in records.")]
    public OffsetUnit Offsets { get; init; } = OffsetUnit.CodePoint;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors) { }
}
