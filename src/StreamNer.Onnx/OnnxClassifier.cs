using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using StreamNer.Diagnostics;
using StreamNer.Inference;
using StreamNer.Lifetime;

namespace StreamNer.Onnx;

/// <summary>
/// A token classifier in ONNX Runtime: one session, pooled buffers in and out. Thread-safe; runs may overlap. Each run holds a lease on the session,
/// which is therefore never released under a run.
/// </summary>
internal sealed class OnnxClassifier : ITokenClassifier
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private readonly Leased<InferenceSession> _session;
    private readonly ModelSignature _signature;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly CancellationTokenSource _closing = new();

    private OnnxClassifier(InferenceSession session, ModelSignature signature, ProviderChoice provider, int labels, int maxTokens)
    {
        _session = new Leased<InferenceSession>(session, "ONNX session");
        _signature = signature;
        _inputNames = [.. signature.Inputs.Select(input => input.Name)];
        _outputNames = [signature.Output];
        Provider = provider;
        LabelCount = labels;
        MaxTokens = maxTokens;
    }

    /// <summary>Which processor runs it, and why.</summary>
    public ProviderChoice Provider { get; }

    /// <inheritdoc/>
    public int LabelCount { get; }

    /// <inheritdoc/>
    public int MaxTokens { get; }

    /// <summary>True when the scores are computed in half precision: they agree to 1e-2 only.</summary>
    public bool HalfPrecision => _signature.HalfLogits;

    /// <summary>Loads a model.</summary>
    /// <param name="model">The bytes of <c>model.onnx</c>.</param>
    /// <param name="labels">How many labels its configuration names.</param>
    /// <param name="maxTokens">Its longest row with special tokens.</param>
    /// <param name="options">How to run it.</param>
    /// <exception cref="ModelException">The file is damaged or not supported, or the provider cannot be had.</exception>
    public static OnnxClassifier Load(byte[] model, int labels, int maxTokens, OnnxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RuntimeLibrary.Require();
        var (session, provider) = ProviderChoice.Open(model, options);
        try
        {
            return new OnnxClassifier(session, ModelSignature.Read(session, labels), provider, labels, maxTokens);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Classify(TensorBatch batch, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var session = _session.Take();
        using var run = new RunOptions();

        // Both wait for a call-back under way before the options are released.
        using var onCancel = cancel.UnsafeRegister(static run => ((RunOptions)run!).Terminate = true, run);
        using var onClose = _closing.Token.UnsafeRegister(static run => ((RunOptions)run!).Terminate = true, run);
        try
        {
            Classify(session.Value, run, batch);
        }
        catch (OnnxRuntimeException e) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException("the model run was ended", e, cancel);
        }
        catch (OnnxRuntimeException e) when (_closing.IsCancellationRequested)
        {
            throw new ObjectDisposedException("the model was closed under the run, which was ended", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close(s_patience);

    /// <summary>Ends the runs under way and releases the session when they have returned; true when that took no longer than
    /// <paramref name="limit"/>.</summary>
    public bool Close(TimeSpan limit)
    {
        _closing.Cancel();
        return _session.Close(limit);
    }

    private void Classify(InferenceSession session, RunOptions run, TensorBatch batch)
    {
        Failpoint.Reach("model.run");
        var inputs = new OrtValue[_inputNames.Length];
        using var narrowed = new NarrowedTensors();
        var size = batch.Rows * batch.Columns;
        long[] shape = [batch.Rows, batch.Columns];
        try
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                var values = _inputNames[i] switch
                {
                    "input_ids" => batch.InputIds,
                    "attention_mask" => batch.AttentionMask,
                    _ => narrowed.Zeros(size),
                };
                inputs[i] = _signature.Inputs[i].IsInt32
                    ? OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, narrowed.Narrow(values.Span), shape)
                    : OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values, shape);
            }

            if (_signature.HalfLogits) RunHalf(session, run, batch, inputs);
            else RunSingle(session, run, batch, inputs);
        }
        finally
        {
            foreach (var input in inputs) input?.Dispose();
        }
    }

    private void RunSingle(InferenceSession session, RunOptions run, TensorBatch batch, OrtValue[] inputs)
    {
        using var output = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, batch.Logits, [batch.Rows, batch.Columns, batch.Labels]);
        session.Run(run, _inputNames, inputs, _outputNames, [output]);
    }

    private void RunHalf(InferenceSession session, RunOptions run, TensorBatch batch, OrtValue[] inputs)
    {
        var size = batch.Logits.Length;
        var half = ArrayPool<Float16>.Shared.Rent(size);
        try
        {
            using (var output = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, half.AsMemory(0, size), [batch.Rows, batch.Columns, batch.Labels]))
            {
                session.Run(run, _inputNames, inputs, _outputNames, [output]);
            }

            var logits = batch.Logits.Span;
            for (var i = 0; i < logits.Length; i++) logits[i] = (float)BitConverter.UInt16BitsToHalf(half[i].value);
        }
        finally
        {
            ArrayPool<Float16>.Shared.Return(half);
        }
    }
}
