using StreamNer.Decoding;
using StreamNer.Diagnostics;
using StreamNer.Inference;
using StreamNer.Onnx;
using StreamNer.Pipeline;
using StreamNer.Text;

namespace StreamNer.Tests.Onnx;

public sealed class OnnxModelTests
{
    [Fact]
    public void A_sound_model_is_taken_and_its_answers_do_not_depend_on_the_batch()
    {
        using var directory = TemporaryDirectory.With(new TinyModel());
        using var model = OnnxModel.Load(Cpu(directory));
        Assert.Equal((0f, 0), (model.SelfTest.MaxDifference, model.SelfTest.LabelsChanged));
        Assert.Equal("", model.DegradedReason);
        Assert.Equal(64, model.Hash.Length);
    }

    [Theory]
    [InlineData(TinyKind.DividedByBatchMaximum)]
    [InlineData(TinyKind.DynamicallyQuantised)]
    internal void A_model_whose_answers_depend_on_the_batch_is_refused_unless_that_is_allowed_and_then_says_so(TinyKind kind)
    {
        using var directory = TemporaryDirectory.With(new TinyModel { Kind = kind });
        var error = Assert.Throws<ModelException>(() => OnnxModel.Load(Cpu(directory)));
        Assert.Equal("model:allowBatchDependence", error.Setting);
        using var model = OnnxModel.Load(Cpu(directory) with { AllowBatchDependence = true });
        Assert.Equal("batch_dependent_model", model.DegradedReason);
        Assert.True(model.SelfTest.MaxDifference > model.SelfTest.Tolerance);
    }

    [Fact]
    public void Half_precision_may_differ_more()
    {
        using var directory = TemporaryDirectory.With(new TinyModel { OutputType = Element.Half });
        using var model = OnnxModel.Load(Cpu(directory));
        Assert.Equal(2e-2f, model.SelfTest.Tolerance);
    }

    [Fact]
    public void A_vocabulary_larger_than_the_embedding_is_refused_even_where_the_configuration_does_not_tell()
    {
        using var directory = TemporaryDirectory.With(new TinyModel { EmbeddingRows = 63 });
        Refused(directory, "model.onnx fails on the last of them");
    }

    [Fact]
    public void A_model_that_scores_another_number_of_labels_is_refused_even_where_its_shape_does_not_tell()
    {
        using var directory = TemporaryDirectory.With(new TinyModel { ScoredLabels = 7 });
        Refused(directory, "scores 7 labels, but config.json names 5");
    }

    [Fact]
    public void A_model_that_gives_no_numbers_for_ordinary_text_is_refused()
    {
        using var directory = TemporaryDirectory.With(new TinyModel { NaNToken = "paris" });
        Refused(directory, "not finite");
    }

    [Fact]
    public void A_golden_file_that_the_model_does_not_meet_is_refused_unless_that_is_allowed_and_then_said()
    {
        using var directory = TemporaryDirectory.With(new TinyModel());
        File.WriteAllText(directory.File("golden.jsonl"), """{"text":"anna","entities":[{"label":"NOBODY","start":0,"end":4}]}""" + "\n");
        Assert.Equal("model:allowGoldenMismatch", Assert.Throws<ModelException>(() => OnnxModel.Load(Cpu(directory))).Setting);
        using var model = OnnxModel.Load(Cpu(directory) with { AllowGoldenMismatch = true });
        Assert.Equal("golden_mismatch", model.DegradedReason);
        Assert.Equal(["anna"], model.GoldenMismatches);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"text":"anna"}""")]
    public void A_damaged_golden_file_is_refused(string line)
    {
        using var directory = TemporaryDirectory.With(new TinyModel());
        File.WriteAllText(directory.File("golden.jsonl"), line);
        Refused(directory, "golden.jsonl is damaged");
    }

    [Theory]
    [InlineData("a poison b", false)]
    [InlineData("a poison b", true)]
    public void A_text_that_the_model_fails_on_is_given_up_alone(string text, bool throws)
    {
        using var directory = TemporaryDirectory.With(throws ? new TinyModel { ThrowingToken = "poison" } : new TinyModel { NaNToken = "poison" });
        using var model = OnnxModel.Load(Cpu(directory));
        using var classification = model.CreateClassification(new InferenceOptions(), new Telemetry());
        string[] texts = ["some words here", "b c d", text, "", "and more"];
        var tokens = texts.Select(one =>
        {
            var buffer = new TokenBuffer();
            model.Tokenizer.Tokenize(one, buffer);
            return buffer;
        }).ToArray();
        var results = new DocumentEntities[texts.Length];
        classification.Classify(tokens, Aggregation.First, results);
        Assert.Equal([false, false, true, false, false], results.Select(result => result.Failure is { Kind: FailureKind.ModelFailed }));
    }

    private static void Refused(TemporaryDirectory directory, string expected)
    {
        var error = Assert.Throws<ModelException>(() => OnnxModel.Load(Cpu(directory)));
        Assert.Equal("model:path", error.Setting);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static OnnxOptions Cpu(TemporaryDirectory directory) => new() { Path = directory.Path, Provider = ProviderPreference.Cpu };
}
