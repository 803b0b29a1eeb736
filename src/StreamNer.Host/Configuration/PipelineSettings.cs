using StreamNer.Decoding;

namespace StreamNer.Host.Configuration;

/// <summary>Section <c>pipeline</c>: what changes a result beside model, policy and knowledge base.</summary>
internal sealed record PipelineSettings : IValidatedOptions
{
    /// <summary>How the scores of a word's pieces become one label. Default <c>first</c>.</summary>
    public Aggregation Aggregation { get; init; } = Aggregation.First;

    /// <summary>The unit of all offsets in records. Default <c>code-point</c>.</summary>
    public OffsetUnit Offsets { get; init; } = OffsetUnit.CodePoint;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors) { }
}
