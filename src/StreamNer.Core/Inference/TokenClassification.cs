using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Pipeline;
using StreamNer.Text;

namespace StreamNer.Inference;

/// <summary>What the model made of one document: its entities (UTF-16 offsets, by start), or why there are none.</summary>
internal readonly record struct DocumentEntities(List<EntitySpan>? Entities, Failure? Failure);

/// <summary>
/// Steps 2 (windows) to 5 of the pipeline for a set of documents: windows, plan, runs, stitching, decoding. A document's result does not depend
/// on the others, as far as the model keeps that promise. Thread-safe; at most <see cref="InferenceOptions.ParallelRuns"/> runs are under way
/// at once, over all callers.
/// </summary>
internal sealed class TokenClassification : IDisposable
{
    private readonly ITokenClassifier _classifier;
    private readonly InferenceOptions _options;
    private readonly BatchPlanner _planner;
    private readonly BatchRunner _runner;
    private readonly BioDecoder _decoder;
    private readonly SemaphoreSlim _slots;
    private readonly ConcurrentBag<ClassificationWork> _works = [];
    private readonly ConcurrentBag<TensorBatch> _tensors = [];

    /// <summary>Puts the steps together. The classifier stays the caller's to dispose.</summary>
    /// <param name="classifier">The model.</param>
    /// <param name="labels">Its labels; as many as <see cref="ITokenClassifier.LabelCount"/>.</param>
    /// <param name="special">Its special tokens.</param>
    /// <param name="probe">Ids of an ordinary short text, without special tokens: what a sound engine always answers.</param>
    /// <param name="options">Resolved options (<see cref="InferenceOptions.Resolve"/>).</param>
    /// <param name="telemetry">Receives runs, tokens and fill.</param>
    /// <param name="time">The clock of <see cref="Watch"/>; null for the system's.</param>
    public TokenClassification(
        ITokenClassifier classifier, LabelScheme labels, SpecialTokenIds special, int[] probe, InferenceOptions options, Telemetry telemetry,
        TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(options);
        if (labels.Count != classifier.LabelCount) throw new ArgumentException("labels and classifier do not match", nameof(labels));
        _classifier = classifier;
        _options = options;
        _planner = new BatchPlanner(options.PaddedTokensPerRun, options.RowsPerRun, options.LengthStep, options.ParallelRuns, classifier.MaxTokens);
        Watch = new RunWatch(time ?? TimeProvider.System);
        _runner = new BatchRunner(classifier, _planner, special, probe, telemetry, Watch);
        _decoder = new BioDecoder(labels);
        _slots = new SemaphoreSlim(options.ParallelRuns);
    }

    /// <summary>Notes the shape of every run when set.</summary>
    public ShapeRecorder? Shapes
    {
        get => _runner.Shapes;
        set => _runner.Shapes = value;
    }

    /// <summary>The runs under way.</summary>
    public RunWatch Watch { get; }

    /// <summary>How many runs may be under way at once, over all callers.</summary>
    public int ParallelRuns => _options.ParallelRuns;

    /// <summary>Tokens of the longest window, without special tokens.</summary>
    public int WindowTokens => _classifier.MaxTokens - 2;

    /// <summary>Classifies documents of any length. Blocks until all are done.</summary>
    /// <param name="documents">Their tokens; read only.</param>
    /// <param name="aggregation">How pieces become words.</param>
    /// <param name="results">Receives one result a document, same order.</param>
    /// <param name="cancel">Ends the work, the run under way included.</param>
    /// <exception cref="ModelUnavailableException">The engine is broken; no result counts.</exception>
    public void Classify(
        IReadOnlyList<TokenBuffer> documents, Aggregation aggregation, Span<DocumentEntities> results, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(documents);
        if (results.Length < documents.Count) throw new ArgumentException("one result a document is needed", nameof(results));
        if (!_works.TryTake(out var work)) work = new ClassificationWork();
        work.Prepare(documents, _planner, WindowTokens, Math.Min(_options.WindowOverlap, WindowTokens / 2), _classifier.LabelCount);
        RunAll(work, cancel);
        for (var document = 0; document < documents.Count; document++) results[document] = Decode(work, document, aggregation);
        work.Release();
        _works.Add(work);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_tensors.TryTake(out var tensors)) tensors.Dispose();
        _slots.Dispose();
    }

    private DocumentEntities Decode(ClassificationWork work, int document, Aggregation aggregation)
    {
        var attempts = work.AttemptsOf(document);
        if (attempts > 0) return new DocumentEntities(null, new Failure(FailureKind.ModelFailed, FailureStage.Infer, attempts));
        var entities = new List<EntitySpan>();
        _decoder.Decode(work.ScoresOf(document), work.Documents[document], aggregation, entities);
        return new DocumentEntities(entities, null);
    }

    private void RunAll(ClassificationWork work, CancellationToken cancel)
    {
        var workers = Math.Min(_options.ParallelRuns, work.Batches.Count);
        var next = -1;
        if (workers <= 1)
        {
            Drain(work, ref next, cancel);
            return;
        }

        try
        {
            Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, _ => Drain(work, ref next, cancel));
        }
        catch (AggregateException errors)
        {
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
    }

    private void Drain(ClassificationWork work, ref int next, CancellationToken cancel)
    {
        if (!_tensors.TryTake(out var tensors)) tensors = new TensorBatch();
        try
        {
            for (var batch = Interlocked.Increment(ref next); batch < work.Batches.Count; batch = Interlocked.Increment(ref next))
            {
                _slots.Wait(cancel);
                try
                {
                    _runner.Run(work, work.RowsOf(work.Batches[batch]), tensors, cancel);
                }
                finally
                {
                    _slots.Release();
                }
            }
        }
        finally
        {
            _tensors.Add(tensors);
        }
    }
}
