using StreamNer.Configuration;
using StreamNer.Decoding;
using StreamNer.Degraded;
using StreamNer.Diagnostics;
using StreamNer.Inference;
using StreamNer.Linking;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Text;

namespace StreamNer.Pipeline;

/// <summary>Section <c>pipeline</c>, as far as it changes a result.</summary>
public sealed record PipelineOptions
{
    /// <summary>How pieces become words. Default <see cref="Decoding.Aggregation.First"/>.</summary>
    public Aggregation Aggregation { get; init; } = Aggregation.First;

    /// <summary>What a word is. Default <see cref="WordRule.Text"/>.</summary>
    public WordRule Words { get; init; } = WordRule.Text;

    /// <summary>Whether findings of fixed form (addresses, numbers) take words out of the model's entities. Default true.</summary>
    public bool MaskedByRules { get; init; } = true;

    /// <summary>The unit of offsets in records. Default <see cref="OffsetUnit.CodePoint"/>.</summary>
    public OffsetUnit Offsets { get; init; } = OffsetUnit.CodePoint;

    /// <summary>From <see cref="LimitsOptions.TokensPerDocument"/>.</summary>
    public int TokensPerDocument { get; init; } = 65_536;
}

/// <summary>What <see cref="NerPipeline"/> is made of; one snapshot's worth.</summary>
public sealed record PipelineParts
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

    /// <summary>Where counts and times go.</summary>
    public required Telemetry Telemetry { get; init; }

    /// <summary>The clock of stage times.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
