using StreamNer.Inference;
using StreamNer.Onnx;

namespace StreamNer.Tests.Onnx;

public sealed class OnnxClassifierTests
{
    private static readonly OnnxOptions Cpu = new() { Provider = ProviderPreference.Cpu };

    public static TheoryData<string> Usual => [.. Variants.Keys];

    private static Dictionary<string, TinyModel> Variants => new(StringComparer.Ordinal)
    {
        ["three inputs"] = new(),
        ["two inputs"] = new() { Inputs = ["input_ids", "attention_mask"] },
        ["inputs in another order"] = new() { Inputs = ["token_type_ids", "attention_mask", "input_ids"] },
        ["int32 inputs"] = new() { InputType = Element.Int32 },
        ["half-precision logits"] = new() { OutputType = Element.Half },
        ["a lone output of another name"] = new() { Output = "scores_out" },
        ["a fixed number of labels"] = new() { OutputShape = ["batch", "tokens", "5"] },
    };

    [Theory]
    [MemberData(nameof(Usual))]
    public void Every_usual_form_of_a_model_gives_the_same_scores(string name)
    {
        var expected = Logits(new TinyModel().ToOnnx());
        var logits = Logits(Variants[name].ToOnnx());
        var tolerance = Variants[name].OutputType == Element.Half ? 2e-2f : 0;
        Assert.All(expected.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        Assert.NotEqual(expected[0], expected[5]);
    }

    [Theory]
    [InlineData("position_ids", "input 'position_ids'")]
    [InlineData("no mask", "no input 'attention_mask'")]
    [InlineData("double", "Double")]
    [InlineData("float ids", "as Float; int64 and int32")]
    [InlineData("fixed", "fixed shape [1, 16]")]
    [InlineData("flat", "3 dimensions")]
    [InlineData("labels", "scores 4 labels, but config.json names 5")]
    public void Other_forms_are_refused_by_name(string form, string expected)
    {
        var model = form switch
        {
            "position_ids" => new TinyModel { Inputs = ["input_ids", "attention_mask", "position_ids"] },
            "no mask" => new TinyModel { Inputs = ["input_ids", "token_type_ids"] },
            "double" => new TinyModel { OutputType = Element.Double },
            "fixed" => new TinyModel { InputShape = ["1", "16"], OutputShape = ["1", "16", "5"] },
            "flat" => new TinyModel { OutputShape = ["batch", "5"] },
            _ => new TinyModel { ScoredLabels = 4, OutputShape = ["batch", "tokens", "4"] },
        };
        var bytes = form == "float ids" ? FloatIds() : model.ToOnnx();
        var error = Assert.Throws<ModelException>(() => OnnxClassifier.Load(bytes, 5, 64, Cpu).Dispose());
        Assert.Equal("model:path", error.Setting);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_short_is_refused_with_its_name()
    {
        var bytes = new TinyModel().ToOnnx();
        for (var length = 0; length < bytes.Length; length += 97)
        {
            var error = Assert.Throws<ModelException>(() => OnnxClassifier.Load(bytes[..length], 5, 64, Cpu).Dispose());
            Assert.StartsWith("model:path: model.onnx ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Runs_may_overlap()
    {
        using var classifier = OnnxClassifier.Load(new TinyModel().ToOnnx(), 5, 64, Cpu);
        var expected = Logits(classifier);
        Parallel.For(0, 200, _ => Assert.Equal(expected, Logits(classifier)));
    }

    [Fact]
    public async Task A_run_is_ended_by_its_token_and_the_session_goes_on()
    {
        using var model = OnnxModel.Load(Cpu with { Path = Shipped });
        using var batch = Large(model);
        using var cancel = new CancellationTokenSource();
        var run = Task.Run(() => model.Classifier.Classify(batch, cancel.Token));
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        batch.Reset(1, 8, model.Labels.Count);
        batch.SetRow(0, model.Probe.AsSpan()[..4], model.Special);
        model.Classifier.Classify(batch);
        Assert.True(float.IsFinite(batch.Logits.Span[0]));
    }

    [Fact]
    public async Task A_session_is_not_released_under_its_runs()
    {
        for (var round = 0; round < 3; round++)
        {
            var model = OnnxModel.Load(Cpu with { Path = Shipped });
            using var entered = new CountdownEvent(3);
            var runs = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                using var batch = Large(model);
                entered.Signal();
                while (true) model.Classifier.Classify(batch);
            })).ToArray();
            entered.Wait(TimeSpan.FromSeconds(20));
            model.Dispose();
            foreach (var run in runs) await Assert.ThrowsAsync<ObjectDisposedException>(() => run.WaitAsync(TimeSpan.FromSeconds(20)));
        }
    }

    private static string Shipped => Path.Combine(AppContext.BaseDirectory, "models", "minilm-l6-ner");

    // Seconds of work.
    private static TensorBatch Large(OnnxModel model)
    {
        var batch = new TensorBatch();
        batch.Reset(64, 512, model.Labels.Count);
        for (var row = 0; row < 64; row++) batch.SetRow(row, Enumerable.Repeat(model.Probe[0], 510).ToArray(), model.Special);
        return batch;
    }

    private static float[] Logits(byte[] model)
    {
        using var classifier = OnnxClassifier.Load(model, 5, 64, Cpu);
        return Logits(classifier);
    }

    private static float[] Logits(OnnxClassifier classifier)
    {
        using var batch = new TensorBatch();
        batch.Reset(2, 7, 5);
        batch.SetRow(0, [5, 6, 7, 8, 9], new SpecialTokenIds(2, 3, 0));
        batch.SetRow(1, [20, 21], new SpecialTokenIds(2, 3, 0));
        classifier.Classify(batch);
        return batch.Logits.ToArray();
    }

    private static byte[] FloatIds()
    {
        var onnx = new OnnxWriter();
        onnx.Input("input_ids", Element.Float, "batch", "tokens");
        onnx.Input("attention_mask", Element.Int64, "batch", "tokens");
        onnx.Constant("axes", Element.Int64, [2L], 1);
        onnx.Node("Unsqueeze", ["input_ids", "axes"], ["logits"]);
        onnx.Output("logits", Element.Float, "batch", "tokens", "labels");
        return onnx.ToArray();
    }
}
