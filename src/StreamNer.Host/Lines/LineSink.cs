using System.Buffers;
using StreamNer.Flow;
using StreamNer.Output;

namespace StreamNer.Host.Lines;

/// <summary>
/// Writes one JSON object a line for each record, in order; a rejected record is an object with <c>error</c>. A batch is flushed whole.
/// </summary>
internal sealed class LineSink(Stream output) : IBatchSink
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);
    private FlowCounts _open = new();

    /// <inheritdoc/>
    public TimeSpan? CommitDue => _open.Total > 0 ? TimeSpan.Zero : null;

    /// <summary>Never: what is open is due at once.</summary>
    public Task DueEarlier { get; } = new TaskCompletionSource().Task;

    /// <inheritdoc/>
    public async ValueTask Write(MicroBatch batch, IReadOnlyList<Outcome> outcomes, CancellationToken cancel)
    {
        foreach (var outcome in outcomes)
        {
            switch (outcome)
            {
                case Outcome.Enriched enriched: EnrichmentJson.Write(enriched.Enrichment, _buffer); break;
                case Outcome.Rejected rejected: EnrichmentJson.Write(rejected.Failure, _buffer); break;
                case Outcome.Tombstone: _buffer.Write("null"u8); break;
                default: throw new ArgumentOutOfRangeException(nameof(outcomes), outcome.GetType().Name, "nothing is written for it");
            }

            _buffer.Write("\n"u8);
            _open.Add(outcome);
        }

        await output.WriteAsync(_buffer.WrittenMemory, cancel);
        await output.FlushAsync(cancel);
        _buffer.ResetWrittenCount();
    }

    /// <inheritdoc/>
    public ValueTask<FlowCounts> Commit(CancellationToken cancel)
    {
        var final = _open;
        _open = new FlowCounts();
        return ValueTask.FromResult(final);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => output.DisposeAsync();
}
