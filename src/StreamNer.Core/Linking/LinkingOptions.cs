using StreamNer.Configuration;

namespace StreamNer.Linking;

/// <summary>Section <c>linking</c>.</summary>
public sealed record LinkingOptions : IValidatedOptions
{
    [Setting("Whether entities are linked to a knowledge base.")]
    public bool Enabled { get; init; } = true;

    [Setting("File written by `kb build`, or a table of tab-separated lines (docs/linking.md).", Unset = "built in")]
    public string KnowledgeBase { get; init; } = "";

    [Setting("Minimum score of a link; the score is the probability that the link is right.", Least = 0, Most = 1)]
    public float Threshold { get; init; } = 0.48f;

    [Setting("Number of other candidates listed in a record.", Least = 0, Most = 20)]
    public int Candidates { get; init; } = 3;

    /// <inheritdoc/>
    public void Validate(List<OptionError> errors)
    {
        errors.CheckRanges("linking", this);
        if (KnowledgeBase.Length > 0 && FileFault.OfFile(KnowledgeBase) is { } fault)
            errors.Add(new("linking:knowledgeBase", $"'{KnowledgeBase}': {fault}"));
    }
}
