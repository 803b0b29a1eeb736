using StreamNer.Decoding;

namespace StreamNer.Host.Configuration;

/// <summary>Section <c>pipeline</c>: what changes a result beside model, policy and knowledge base.</summary>
internal sealed record PipelineSettings : IValidatedOptions
{
    [Setting("How the scores of a word's pieces become one label.")]
    public Aggregation Aggregation { get; init; } = Aggregation.First;

    [Setting("Unit of all offsets in records.")]
    public OffsetUnit Offsets { get; init; } = OffsetUnit.CodePoint;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors) { }
}
