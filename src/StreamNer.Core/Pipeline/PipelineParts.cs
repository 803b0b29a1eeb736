using StreamNer.Configuration;
using StreamNer.Decoding;
using StreamNer.Degraded;
using StreamNer.Diagnostics;
using StreamNer.Inference;
using StreamNer.Linking;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pii.Redacting;
using StreamNer.Text;

namespace StreamNer.Pipeline;

/// <summary>Section <c>pipeline</c>: what changes a result beside model, policy and knowledge base.</summary>
public sealed record PipelineOptions : IValidatedOptions
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

/// <summary>What <see cref="NerPipeline"/> is made of; one snapshot's worth.</summary>
internal sealed record PipelineParts
{
    /// <summary>Step 2.</summary>
    public required WordPieceTokenizer Tokenizer { get; init; }

    /// <summary>Steps 3 to 5.</summary>
    public required TokenClassification Classification { get; init; }

    /// <summary>Stands in for steps 3 to 5 while the model is down; null: batches wait.</summary>
    public RulesFallback? Fallback { get; init; }

    /// <summary>What the model's labels mean. Default: the map alone.</summary>
    public LabelMap Labels { get; init; } = LabelMap.Default;

    /// <summary>Step 6.</summary>
    public required PiiScanner Scanner { get; init; }

    /// <summary>Step 8.</summary>
    public required EntityLinker Linker { get; init; }

    /// <summary>Step 9.</summary>
    public required Redactor Redactor { get; init; }

    /// <summary>The policy of a document, by topic and tenant.</summary>
    public required Func<Document, PiiPolicy> PolicyOf { get; init; }

    /// <summary>Ids of records, and whether a tombstone can have its key.</summary>
    public required RecordIdentifiers Identifiers { get; init; }

    /// <summary>Step 1.</summary>
    public required ResultCache Cache { get; init; }

    /// <summary>The record's provenance; its policy is replaced where a document has another.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>Settings that change a result.</summary>
    public required PipelineOptions Options { get; init; }

    /// <summary>What a document may not exceed.</summary>
    public LimitsOptions Limits { get; init; } = new();

    /// <summary>Where counts and times go.</summary>
    public required Telemetry Telemetry { get; init; }

    /// <summary>The clock of stage times.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
