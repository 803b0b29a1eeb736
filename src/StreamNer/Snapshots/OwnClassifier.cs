using StreamNer.Inference;
using StreamNer.Lifetime;

namespace StreamNer.Snapshots;

/// <summary>An application's classifier, never disposed of under a run: callers may still be at work when their host ends.</summary>
internal sealed class OwnClassifier(ITokenClassifier own, string name) : ITokenClassifier
{
    private readonly Leased<ITokenClassifier> _own = new(own, name);

    /// <inheritdoc/>
    public int LabelCount => own.LabelCount;

    /// <inheritdoc/>
    public int MaxTokens => own.MaxTokens;

    /// <inheritdoc/>
    public void Classify(TensorBatch batch, CancellationToken cancel = default)
    {
        using var lease = _own.Take();
        lease.Value.Classify(batch, cancel);
    }

    /// <summary>Waits for the runs under way and disposes of it; false where that takes longer than <paramref name="limit"/>: the last run does it
    /// then.</summary>
    public bool Close(TimeSpan limit) => _own.Close(limit);

    /// <inheritdoc/>
    public void Dispose() => Close(TimeSpan.FromSeconds(1));
}
