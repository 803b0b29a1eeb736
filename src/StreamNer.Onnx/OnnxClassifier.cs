using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using StreamNer.Inference;

namespace StreamNer.Onnx;

/// <summary>
/// A token classifier in ONNX Runtime: one session, pooled buffers in and out. Thread-safe; runs may overlap.
/// </summary>
public sealed class OnnxClassifier : ITokenClassifier
{
    private readonly InferenceSession _session;
    private readonly ModelSignature _signature;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly RunOptions _run = new();

    static OnnxClassifier()
    {
        if (OrtEnv.IsCreated) return;
        // Failures reach the caller as exceptions; the native logger would repeat them on standard error.
        var environment = new EnvironmentCreationOptions { logId = "streamner", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        _ = OrtEnv.CreateInstanceWithOptions(ref environment);
    }

    private OnnxClassifier(InferenceSession session, ModelSignature signature, ProviderChoice provider, int labels, int maxTokens)
    {
        _session = session;
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
    public void Classify(TensorBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
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

            if (_signature.HalfLogits) RunHalf(batch, inputs);
            else RunSingle(batch, inputs);
        }
        finally
        {
            foreach (var input in inputs) input?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private void RunSingle(TensorBatch batch, OrtValue[] inputs)
    {
        using var output = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, batch.Logits, [batch.Rows, batch.Columns, batch.Labels]);
        _session.Run(_run, _inputNames, inputs, _outputNames, [output]);
    }

    private void RunHalf(TensorBatch batch, OrtValue[] inputs)
    {
        var size = batch.Logits.Length;
        var half = ArrayPool<Float16>.Shared.Rent(size);
        try
        {
            using (var output = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, half.AsMemory(0, size), [batch.Rows, batch.Columns, batch.Labels]))
            {
                _session.Run(_run, _inputNames, inputs, _outputNames, [output]);
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
