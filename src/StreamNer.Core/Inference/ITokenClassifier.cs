namespace StreamNer.Inference;

/// <summary>
/// The seam to a model runtime: token ids in, a score for each label out. ONNX Runtime stands behind it, or <see cref="NullClassifier"/>.
/// Thread-safe: runs may overlap, each with its own batch.
/// </summary>
public interface ITokenClassifier : IDisposable
{
    /// <summary>How many labels it scores, at least 1.</summary>
    int LabelCount { get; }

    /// <summary>The longest row it takes, in tokens with the two special ones.</summary>
    int MaxTokens { get; }

    /// <summary>
    /// Fills <see cref="TensorBatch.Logits"/> for every row and column of <paramref name="batch"/>; columns at or below <see cref="MaxTokens"/>.
    /// </summary>
    /// <param name="batch">The run.</param>
    /// <param name="cancel">Ends the run under way.</param>
    /// <exception cref="OperationCanceledException">It did.</exception>
    /// <exception cref="Exception">
    /// The run failed, by the data's fault or the engine's: the caller finds out which (<see cref="BatchRunner"/>).
    /// </exception>
    void Classify(TensorBatch batch, CancellationToken cancel = default);
}
