using StreamNer.Inference;
using StreamNer.Onnx;
using StreamNer.Text;

namespace StreamNer.Tests.Oracle;

/// <summary>The golden texts, each run alone and once through the model that the reference used.</summary>
public sealed class ReferenceScores : IDisposable
{
    private readonly Lazy<OnnxModel> _model = new(() => SomeModels.Load("minilm-l6-ner-fp32"));
    private List<(EntityGolden, TokenBuffer, float[])>? _documents;

    internal OnnxModel Model => _model.Value;

    public void Dispose()
    {
        if (_model.IsValueCreated) _model.Value.Dispose();
    }

    /// <summary>Document, our tokens of it, and logits [tokens, labels]; skips visibly where the model is absent.</summary>
    internal List<(EntityGolden Document, TokenBuffer Tokens, float[] Logits)> Read()
    {
        SomeModels.Find("minilm-l6-ner-fp32");
        return _documents ??= Run();
    }

    private List<(EntityGolden, TokenBuffer, float[])> Run()
    {
        var documents = new List<(EntityGolden, TokenBuffer, float[])>();
        using var batch = new TensorBatch();
        foreach (var document in EntityGolden.Read("ner_messages.jsonl").Concat(EntityGolden.Read("ner_edge.jsonl")))
        {
            var tokens = SomeModels.Tokenize(Model, document.Text);
            batch.Reset(1, tokens.Count + 2, Model.Labels.Count);
            batch.SetRow(0, tokens.Ids, Model.Special);
            Model.Classifier.Classify(batch);
            documents.Add((document, tokens, batch.LogitsOf(0, 0, tokens.Count).ToArray()));
        }

        return documents;
    }
}
