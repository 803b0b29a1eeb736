using StreamNer.Configuration;
using StreamNer.Output;
using StreamNer.Pipeline;

namespace StreamNer;

/// <summary>
/// Text in, enrichment out: entities with links, findings of personal data, and the text after redaction. A result depends on text, tenant and
/// snapshot alone, never on the other documents of a call. Thread-safe; calls may overlap.
/// </summary>
public interface ITextEnricher
{
    /// <summary>Enriches one text under the default policy.</summary>
    /// <param name="text">Any UTF-16 string, empty included.</param>
    /// <param name="cancel">Gives up.</param>
    /// <inheritdoc cref="EnrichAsync(IReadOnlyList{Document}, CancellationToken)" path="/exception"/>
    Task<Outcome> EnrichAsync(string text, CancellationToken cancel = default) => EnrichAsync(new Document(text), cancel);

    /// <summary>Enriches one document.</summary>
    /// <param name="document">The text, with the tenant whose policy holds.</param>
    /// <param name="cancel">Gives up.</param>
    /// <inheritdoc cref="EnrichAsync(IReadOnlyList{Document}, CancellationToken)" path="/exception"/>
    async Task<Outcome> EnrichAsync(Document document, CancellationToken cancel = default) => (await EnrichAsync([document], cancel))[0];

    /// <summary>
    /// Enriches many documents, which is faster than one after the other: windows of like length share a model run. Any number may be given; they are
    /// worked on in micro-batches (<see cref="StreamNerOptions.Batch"/>).
    /// </summary>
    /// <param name="documents">The documents.</param>
    /// <param name="cancel">Gives up; the model run under way is ended.</param>
    /// <returns>
    /// One outcome for each, in the same order: <see cref="Outcome.Enriched"/>, or <see cref="Outcome.Rejected"/> with the reason, for a text that is
    /// too long or could not be scanned to its end. <see cref="Outcome.Deferred"/> occurs only where
    /// <c>Pii.OnModelDown</c> is <c>Degrade</c>, the model is down, and the document's policy requires it.
    /// </returns>
    /// <exception cref="TransientFailureException">The model is down: nothing was decided, try again later.</exception>
    /// <exception cref="OptionsException">On the first call: a setting cannot be put to use, such as a key that cannot be read.</exception>
    /// <exception cref="Onnx.ModelException">On the first call: the model cannot be used as configured; the message says what to change.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The host has ended, before the call or during it.</exception>
    Task<IReadOnlyList<Outcome>> EnrichAsync(IReadOnlyList<Document> documents, CancellationToken cancel = default);
}
